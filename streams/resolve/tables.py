"""The actors' tables: tab-separated files under data/actors, a comment begins with #."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from streams.errors import RegisterError


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of data/actors/`name`.tsv, each of as many fields as the head line that begins with # names.

    Raises:
        RegisterError: a row has another number of fields.
    """
    text = (files("streams.resolve") / "data" / "actors" / f"{name}.tsv").read_text(encoding="utf-8")
    width = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            width = line.count("\t") + 1
        elif line:
            fields = line.split("\t")
            if len(fields) != width:
                raise RegisterError(f"{name}.tsv, line {number}: {len(fields)} fields where the head names {width}")
            yield fields


def split(field: str) -> list[str]:
    """Return the values of a field that holds several, separated by |."""
    return field.split("|") if field else []
