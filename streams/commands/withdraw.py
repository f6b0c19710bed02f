"""`rasid withdraw`: take articles back."""

from __future__ import annotations

import sys

import click

from streams.settings import load_settings


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
def withdraw(ids: tuple[str, ...]) -> None:
    """Withdraw the articles with these IDs: text and events leave the index, and no late repeat brings them back.

    ID is an article's id; - reads ids from standard input, one a line. An article sent again later is new.
    """
    from streams.withdrawal import withdraw_articles

    wanted = [line.strip() for id in ids for line in (sys.stdin if id == "-" else [id]) if line.strip()]
    count = withdraw_articles(load_settings(), wanted)
    click.echo(f"rasid: {count} articles withdrawn, as soon as the workers have read it", err=True)
