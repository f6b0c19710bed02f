"""`rasid config`: the settings and where each comes from."""

from __future__ import annotations

import json
import sys

import click
from pydantic import SecretStr

from streams.settings import Settings, load_settings, setting_source


def rows(settings: Settings) -> list[dict[str, object]]:
    """Return name, value, source and description of each setting; a secret's value is hidden."""
    found = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(hidden)" if isinstance(value, SecretStr) else value
        if name == "elasticsearch_url":
            shown = hide_password(str(value))
        found.append(
            {"name": name, "value": shown, "source": setting_source(name), "description": field.description or ""}
        )
    return found


def hide_password(url: str) -> str:
    """Return a URL without the password that may stand before its host."""
    head, at, host = url.rpartition("@")
    scheme, slashes, user = head.partition("://")
    return f"{scheme}{slashes}{user.partition(':')[0]}:(hidden)@{host}" if at else url


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def config(as_json: bool) -> None:
    """Print the settings, where each comes from and what it means; secrets stay hidden."""
    found = rows(load_settings())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("setting", "value", "source", "meaning"):
        table.add_column(column, overflow="fold")
    for row in found:
        table.add_row(str(row["name"]), str(row["value"]), str(row["source"]), str(row["description"]))
    Console(file=sys.stdout).print(table)
