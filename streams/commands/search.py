"""`rasid search`: events in the index."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from models.ontology import event_types, modes, statuses
from streams.settings import load_settings

TYPE = click.Choice(tuple(event_types()), case_sensitive=False)
MODE = click.Choice(modes())
STATUS = click.Choice(statuses())
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("text", required=False)
@click.option("--type", "kind", type=TYPE, metavar="TYPE", help="A PLOVER type, such as ASSAULT.")
@click.option("--mode", type=MODE, metavar="MODE", help="A PLOVER mode, such as drone.")
@click.option("--status", type=STATUS, help="Only events of this status.")
@click.option("--place", help="Name of a place or unit in Arabic or English, an id, a P-code or a country code.")
@click.option("--actor", help="Name of who acts in Arabic or English, an id, a sector or a country code.")
@click.option("--since", type=_DAY, metavar="DAY", help="First day, YYYY-MM-DD.")
@click.option("--until", type=_DAY, metavar="DAY", help="Last day, YYYY-MM-DD.")
@click.option("--size", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the documents, one JSON object a line.")
def search(
    text: str | None,
    kind: str | None,
    mode: str | None,
    status: str | None,
    place: str | None,
    actor: str | None,
    since: Any,
    until: Any,
    size: int,
    as_json: bool,
) -> int:
    """Find events: all words of TEXT, in whatever spelling, and all that the options ask for.

    Example: rasid search "هجوم كركوك" --type ASSAULT --since 2021-05-01 --status actual
    """
    from streams.embedded import EmbeddedServers
    from streams.index.client import elasticsearch
    from streams.index.queries import search as find

    settings = load_settings()
    endpoints = EmbeddedServers(settings.data_dir).status()
    if endpoints is not None and settings.elasticsearch_url == type(settings).model_fields["elasticsearch_url"].default:
        from streams.commands.up import embedded_settings

        settings = embedded_settings(settings, endpoints)
    with elasticsearch(settings) as es:
        found = find(
            es,
            settings,
            text,
            type=kind,
            place=place,
            actor=actor,
            since=since.date() if since else None,
            until=until.date() if until else None,
            status=status,
            mode=mode,
            size=size,
        )
    if as_json:
        for hit in found:
            sys.stdout.write(json.dumps(hit, ensure_ascii=False) + "\n")
        return 0
    show(found)
    return 0


def show(found: list[dict[str, Any]]) -> None:
    """Print hits as a table, and their number on standard error."""
    from streams.commands.table import console, event_table

    if found:
        out = console()
        out.print(event_table([row(hit) for hit in found], out.width))
    click.echo(f"rasid: {len(found)} events" + ("" if found else "; fewer words or options find more"), err=True)


def row(hit: dict[str, Any]) -> dict[str, Any]:
    """Return the table's row of a document of `rasid-events`."""
    return {
        "occurred": hit.get("occurred"),
        "type": hit["type"],
        "mode": hit.get("mode"),
        "status": hit["status"],
        "trigger": hit["trigger"]["text"],
        "actors": hit.get("actor_names", []),
        "recipients": hit.get("recipient_names", []),
        "places": hit.get("place_names", []),
        **{loss: hit.get(loss) for loss in ("killed", "wounded", "captured")},
    }
