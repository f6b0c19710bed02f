"""Tellings for tests: assaults in two towns on days of May 2021."""

from __future__ import annotations

from typing import Any

TOWNS = {
    "داقوق": ("iq:daquq", "Kirkuk", "Daquq", 35.14, 44.45),
    "جلولاء": ("iq:jalawla", "Diyala", "Khanaqin", 34.27, 45.17),
}
BLOCK = "force|IRQ"


def raw_telling(
    number: int,
    article: int,
    town: str,
    day: int,
    words: list[str],
    killed: int | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """The JSON values of one telling."""
    place_id, admin1, admin2, lat, lon = TOWNS[town]
    spot = {"id": place_id, "name": town, "name_en": None, "country": "IRQ", "admin1": admin1, "admin2": admin2,
            "lat": lat, "lon": lon, "precision": "town"}  # fmt: skip
    return {
        "block": BLOCK, "event_id": f"e{article:02}-{number}", "article_id": f"a{article}",
        "version": article if version is None else version, "source": f"outlet {article % 4}", "signature": None,
        "title": None, "published": f"2021-05-{day + 1:02}T09:00:00+03:00",
        "received": f"2021-05-{day + 1:02}T09:00:00+00:00", "type": "ASSAULT", "mode": None,
        "trigger": words[0], "trigger_start": 0,
        "first": f"2021-05-{day:02}", "last": f"2021-05-{day:02}", "dated": True, "spots": [spot], "actors": [],
        "recipients": [], "losses": {} if killed is None else {"killed": [killed, killed]},
        "sentence": " ".join(words), "vector": None,
    }  # fmt: skip
