"""Incidents through all agents: from messages to `rasid-incidents`, with a second worker and a kill in the middle."""

from __future__ import annotations

import json
import signal
from datetime import date, timedelta
from typing import Any

import pytest

from streams.index.client import elasticsearch
from streams.settings import Settings

pytestmark = pytest.mark.timeout(240)
# An attack in Kirkuk, a meeting in Erbil, a withdrawal in Mosul: three families, and so three blocks.
NEWS = {"ASSAULT": "هجوم في كركوك", "CONSULT": "اجتماع في أربيل", "RETREAT": "انسحاب في الموصل"}
STORIES = 36
FIRST = date(2021, 1, 4)
# Further apart than the window, so that each story is an incident of its own.
STEP = timedelta(days=6)


def send(feeder: Any, settings: Settings, number: int) -> list[str]:
    """Send a story as two outlets tell it; return the ids of its events."""
    kind = list(NEWS)[number % len(NEWS)]
    ids = []
    for outlet in ("شفق", "الفرات"):
        id = f"{outlet}-{number}"
        message = {"id": id, "text": NEWS[kind], "source": outlet, "published": f"{FIRST + number * STEP}T09:00:00Z"}
        feeder.producer.send(settings.topic("articles"), key=id.encode(), value=json.dumps(message).encode())
        ids.append(f"{id}#{kind}0")
    return sorted(ids)


def incidents(settings: Settings) -> list[list[str]]:
    """Return the events of each living incident."""
    with elasticsearch(settings) as es:
        hits = es.search(index=settings.index("incidents"), size=10 * STORIES)["hits"]["hits"]
    return sorted(sorted(hit["_source"]["event_ids"]) for hit in hits if not hit["_source"].get("merged_into"))


async def test_link_two_outlets_are_one_incident_whoever_links_them(
    settings: Settings, start: Any, feeder: Any, eventually: Any
) -> None:
    # The embedded broker does not move the partitions of a killed worker: there one worker does it all.
    real = settings.elasticsearch_flavor != "embedded"
    workers = [start() for _ in range(2 if real else 1)]
    await eventually(lambda: all(worker.ready() for worker in workers), 120)
    told = [send(feeder, settings, number) for number in range(STORIES // 2)]
    feeder.producer.flush()
    if real:
        await eventually(lambda: incidents(settings))
        workers[0].popen.send_signal(signal.SIGKILL)
    told += [send(feeder, settings, number) for number in range(STORIES // 2, STORIES)]
    feeder.producer.flush()
    await eventually(lambda: incidents(settings) == sorted(told), 120)
