"""The ontology beside this module, `ontology.yaml`: what an event can be."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from models.yaml_data import load_yaml


@cache
def ontology() -> dict[str, Any]:
    """Return the whole ontology; it is read once and must not be changed."""
    text = files("models").joinpath("ontology.yaml").read_text(encoding="utf-8")
    # The parser in C, where PyYAML has it: the command line reads this file to check its options.
    found: dict[str, Any] = load_yaml(text)
    return found


def event_types() -> dict[str, Any]:
    """Return the event types by name, each with quad, score, Arabic name, meaning and perhaps modes."""
    types: dict[str, Any] = ontology()["event_types"]
    return types


def modes() -> tuple[str, ...]:
    """Return the modes of all event types, each once, in order of name."""
    return tuple(sorted({mode for facts in event_types().values() for mode in facts.get("modes") or ()}))


def statuses() -> tuple[str, ...]:
    """Return the statuses: actual, future, hypothetical, negated, historical."""
    return tuple(ontology()["statuses"])
