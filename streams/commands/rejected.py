"""`rasid rejected list|show|replay`: the messages that were refused."""

from __future__ import annotations

import heapq
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from streams.errors import UsageError
from streams.rejected import Rejected, find_rejected, read_rejected
from streams.rejected import replay as replay_messages
from streams.settings import Settings, load_settings

SHOWN_BYTES = 4000


@click.group()
def rejected() -> None:
    """List, show and replay the messages that were refused; each has a reason and its own bytes."""


@rejected.command("list")
@click.option("--reason", help="Only these, such as not_json or id_conflict.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True, help="So many at most, newest last."
)
@click.option("--json", "as_json", is_flag=True, help="Print the facts, one JSON object a line.")
def list_command(reason: str | None, limit: int, as_json: bool) -> None:
    """List what was refused, oldest first."""
    found = newest(chosen(load_settings(), reason), limit)
    if as_json:
        for facts in found:
            click.echo(json.dumps(facts, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    from streams.commands.table import cell, plain

    table = Table(box=None, pad_edge=False)
    for column in ("position", "time", "reason", "article", "message"):
        table.add_column(column, overflow="fold", no_wrap=column in ("position", "time", "reason"))
    for facts in found:
        told = (plain(str(facts["time"] or "")[:19]), plain(facts["reason"] or ""))
        table.add_row(facts["position"], *told, cell(facts["key"] or ""), cell(facts["message"] or ""))
    Console(file=sys.stdout).print(table)


@rejected.command()
@click.argument("position")
@click.option("--raw", is_flag=True, help="Print the message's own bytes and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the message as text.")
def show(position: str, raw: bool, as_json: bool) -> None:
    """Show the message at POSITION, as `rasid rejected list` gives it (partition:offset)."""
    one = find_rejected(load_settings(), position)
    value = one.value or b""
    if raw:
        sys.stdout.buffer.write(value)
        return
    text = value.decode("utf-8", "backslashreplace")
    if as_json:
        click.echo(json.dumps({**one.facts, "value": text}, ensure_ascii=False))
        return
    from streams.commands.table import plain

    for name, fact in one.facts.items():
        if fact is not None:
            click.echo(f"{name + ':':18}{plain(str(fact))}")
    rest = f" … ({len(value)} bytes; --raw prints all)" if len(text) > SHOWN_BYTES else ""
    click.echo("\n" + "\n".join(plain(line) for line in text[:SHOWN_BYTES].splitlines()) + rest)


@rejected.command()
@click.argument("positions", nargs=-1, metavar="[POSITION…]")
@click.option("--reason", help="All that were refused for this reason.")
@click.option("--all", "everything", is_flag=True, help="All that was ever refused and is still kept.")
def replay(positions: tuple[str, ...], reason: str | None, everything: bool) -> int:
    """Send messages back to the topics they came from, with their versions: what is stored and newer stays.

    Name POSITIONs, a --reason, or --all. What is refused again comes back with a new position; what was sent back
    before is sent again, which changes nothing. What cannot be sent is named on standard error, with exit status 4.
    """
    if bool(positions) + bool(reason) + everything != 1:
        raise UsageError("name POSITIONs, or --reason, or --all, and only one of these")
    settings = load_settings()
    skipped: list[str] = []

    def skip(one: Rejected, why: str) -> None:
        skipped.append(one.position)
        click.echo(f"rasid: {one.position} is not sent back: {why}", err=True)

    wanted = [find_rejected(settings, p) for p in positions] if positions else chosen(settings, reason)
    count = replay_messages(settings, wanted, lambda one: click.echo(one.position), skip)
    click.echo(f"rasid: {count} messages sent back" + (f", {len(skipped)} not" if skipped else ""), err=True)
    return 4 if skipped else 0


def chosen(settings: Settings, reason: str | None) -> Iterator[Rejected]:
    """Yield what was refused, for one reason or any."""
    for one in read_rejected(settings):
        if reason is None or one.facts["reason"] == reason:
            yield one


def newest(messages: Iterable[Rejected], limit: int) -> list[dict[str, Any]]:
    """Return the facts of the newest messages, oldest first; their bytes, which may be many, are not held."""
    times = ((one.timestamp_ms, number, one.facts) for number, one in enumerate(messages))
    return [facts for _, _, facts in reversed(heapq.nlargest(limit, times))]
