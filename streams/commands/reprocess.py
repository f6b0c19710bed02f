"""`rasid reprocess`: extract again after a change of model."""

from __future__ import annotations

from datetime import datetime

import click

from streams.settings import load_settings


@click.command()
@click.option("--since", required=True, type=click.DateTime(), help="The day, or time, from which on; in RASID_ZONE.")
def reprocess(since: datetime) -> None:
    """Extract the articles that arrived since then again, such as after a change of model.

    Stop the workers first and start them again behind it. What Kafka has deleted since is not there to be read.
    """
    from streams.withdrawal import rewind

    settings = load_settings()
    count = rewind(settings, since.replace(tzinfo=settings.tzinfo))
    click.echo(f"rasid: {count} messages will be read again when the workers start", err=True)
