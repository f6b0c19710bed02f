"""`rasid extract`: records without any server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import click

from models.ontology import statuses
from streams.article import Article
from streams.commands.feed import Refusals
from streams.errors import ArticleError
from streams.feeds.files import Reader
from streams.feeds.item import Item, Refusal
from streams.settings import Settings, load_settings


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="Print the records, one JSON object a line.")
@click.option("--vectors", is_flag=True, help="With --json: print the sentence vectors too.")
@click.option("--source", help="The outlet's name, for articles that name none.")
@click.option("--status", type=click.Choice(statuses()), help="Only events of this status.")
def extract(paths: tuple[str, ...], as_json: bool, vectors: bool, source: str | None, status: str | None) -> int:
    """Extract events from PATHs and print them, without any server.

    PATH is a text file (one article), an HTML page, .json, .jsonl (.gz, .xz), a folder of these, or - for standard
    input. What is refused is named on standard error, with exit status 4; the others are printed.
    """
    from streams.extraction import Extraction

    settings = load_settings()
    refusals = Refusals()
    articles = accepted(Reader(settings.max_message_bytes, source).read(paths), settings, refusals)
    extraction = Extraction.load(settings)
    while batch := list(islice(articles, settings.batch_articles)):
        for (article, where), record in zip(batch, extraction.records([a for a, _ in batch]), strict=True):
            if isinstance(record, ArticleError):
                refusals.add(Refusal(where, record.reason, str(record)))
                continue
            shown = narrowed(dict(record), vectors, status)
            print_record(shown, as_json)
            for warning in article.warnings:
                click.echo(f"rasid: {where}: {warning}", err=True)
    return 4 if refusals.count else 0


def accepted(
    items: Iterable[Item | Refusal], settings: Settings, refusals: Refusals
) -> Iterator[tuple[Article, str]]:
    """Yield the articles with where they come from, and name what is none."""
    from streams.feeds.producer import check

    for item in items:
        result = check(item, settings) if isinstance(item, Item) else item
        if isinstance(result, Refusal):
            refusals.add(result)
        else:
            yield result, item.where


def narrowed(record: dict[str, Any], vectors: bool, status: str | None) -> dict[str, Any]:
    """Return the record with what was asked for."""
    events = [e for e in record["events"] if status is None or e["status"] == status]
    if not vectors:
        events = [{k: v for k, v in e.items() if k != "vector"} for e in events]
        record["article"] = {k: v for k, v in record["article"].items() if k != "vector"}
    return {**record, "events": events}


def print_record(record: dict[str, Any], as_json: bool) -> None:
    """Print a record as JSON, or its title and a table of its events."""
    if as_json:
        sys.stdout.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
        return
    from streams.commands.table import console, event_table, plain

    article = record["article"]
    out = console()
    out.print(f"\n{plain(article['title'] or article['text'][:80])}", style="bold", markup=False, highlight=False)
    out.print(f"{article['published'][:10]} ({article['published_from']})  {plain(article['source'] or '')}  "
                  f"{len(record['events'])} events", style="dim", markup=False, highlight=False)  # fmt: skip
    if record["events"]:
        out.print(event_table(flat_events(record["events"]), out.width))


def flat_events(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a table of record events."""
    return [
        {
            "occurred": (e["date"] or {}).get("from") or "",
            "type": e["type"],
            "mode": e["mode"],
            "status": e["status"],
            "trigger": e["trigger"]["text"],
            "actors": [a["name"] for a in e["actors"]],
            "recipients": [r["name"] for r in e["recipients"]],
            "places": [p["name"] for p in e["places"]],
            "killed": e["killed"],
            "wounded": e["wounded"],
            "captured": e["captured"],
        }
        for e in events
    ]
