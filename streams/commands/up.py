"""`rasid up`, `down` and `status`: the embedded servers."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from streams.embedded import EmbeddedServers, Endpoints
from streams.errors import RasidError
from streams.settings import Settings, load_settings

LIMITS = (
    "these servers are for demonstrations: a search reads every article, about 1 ms each. From some hundred articles "
    "on, take docker-compose.yml"
)


def embedded_settings(settings: Settings, endpoints: Endpoints) -> Settings:
    """Return the settings with the embedded servers in the places of Kafka and Elasticsearch."""
    return settings.model_copy(
        update={
            "kafka_servers": endpoints.kafka_servers,
            "elasticsearch_url": endpoints.elasticsearch_url,
            "elasticsearch_flavor": "embedded",
        }
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the settings as one JSON object.")
def up(as_json: bool) -> None:
    """Start the embedded servers, create topics and indices, and print the settings that reach them.

    They run until `rasid down`, with their data under RASID_DATA_DIR. In a shell: eval "$(rasid up)"
    """
    from streams.commands.setup import install_all

    settings = load_settings()
    endpoints = EmbeddedServers(settings.data_dir).start()
    for line in install_all(embedded_settings(settings, endpoints)):
        click.echo(f"rasid: {line}", err=True)
    click.echo(f"rasid: {LIMITS}", err=True)
    if as_json:
        click.echo(json.dumps({**endpoints.environment, "pid": endpoints.pid}))
        return
    for name, value in endpoints.environment.items():
        click.echo(f"export {name}={value}")


@click.command()
def down() -> None:
    """Stop the embedded servers; their data is kept."""
    settings = load_settings()
    stopped = EmbeddedServers(settings.data_dir).stop()
    click.echo(f"rasid: the servers of {settings.data_dir} {'are stopped' if stopped else 'did not run'}", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> int:
    """Say whether the servers run and what they hold: documents by index, messages and lag by topic.

    These are the embedded servers if they run, else those of the settings. Exit status 3 if one does not answer.
    """
    settings = load_settings()
    endpoints = EmbeddedServers(settings.data_dir).status()
    if endpoints is not None:
        settings = embedded_settings(settings, endpoints)
    found = {
        "embedded": None if endpoints is None else {"pid": endpoints.pid, **endpoints.environment},
        "kafka": _state(_kafka_state, settings),
        "elasticsearch": _state(_elasticsearch_state, settings),
    }
    click.echo(json.dumps(found) if as_json else "\n".join(_lines(found, settings)))
    failed = [state for state in (found["kafka"], found["elasticsearch"]) if state is None or "error" in state]
    return 3 if failed else 0


def _state(read: object, settings: Settings) -> dict[str, object]:
    try:
        assert callable(read)
        state: dict[str, object] = read(settings)
    except RasidError as err:
        return {"error": str(err)}
    return state


def _kafka_state(settings: Settings) -> dict[str, object]:
    from streams.topics import NAMES, admin, facts_of, group, missing_topics

    missing = missing_topics(settings)
    state: dict[str, object] = {"missing": missing} if missing else {}
    with admin(settings) as client:
        for name in NAMES:
            topic = settings.topic(name)
            agent = {"articles": "extract", "events": "index"}.get(name)
            if topic not in missing:
                facts = facts_of(client, topic, group(settings, agent or "none"))
                state[topic] = {"messages": sum(facts.ends.values()), "partitions": len(facts.ends)} | (
                    {"waiting": sum(facts.lag.values())} if agent else {}
                )
    return state


def _elasticsearch_state(settings: Settings) -> dict[str, object]:
    from streams.index.client import elasticsearch
    from streams.index.setup import INDICES, missing_indices

    with elasticsearch(settings, timeout_s=5) as es:
        missing = missing_indices(es, settings)
        names = [settings.index(name) for name in INDICES if name != "state" and settings.index(name) not in missing]
        counts: dict[str, object] = {name: {"documents": es.count(index=name)["count"]} for name in names}
        return {"missing": missing} | counts if missing else counts


def _lines(found: Mapping[str, object], settings: Settings) -> list[str]:
    lines = [
        "embedded servers: " + (f"running {json.dumps(found['embedded'])}" if found["embedded"] else "not running")
    ]
    for name, url in (
        ("kafka", settings.kafka_servers),
        ("elasticsearch", settings.elasticsearch_url.rpartition("@")[2]),
    ):
        state = found[name]
        assert isinstance(state, dict)
        if "error" in state:
            lines.append(str(state["error"]))
            continue
        lines.append(f"{name} at {url}")
        for thing, facts in state.items():
            shown = ", ".join(facts) if isinstance(facts, list) else ", ".join(f"{v} {k}" for k, v in facts.items())
            lines.append(f"  {thing}: {shown}")
    return lines
