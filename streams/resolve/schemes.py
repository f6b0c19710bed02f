"""An event in the categories of other schemes: ACLED's event and sub-event types and CAMEO's root codes.

Both are derived, from type, mode, status, parties, weapons and trigger, by the rules of `schemes.yaml` (with their
sources); what a scheme has no category for is None, and so is what the event does not tell enough for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from streams.resolve.numerals import fold, table

_GIVEN = ("type", "mode", "status")
Party = tuple[str, "str | None"]
"""Entity type (`MIL`, `GRP` …) and PLOVER sector (`REB`, `CVL` …) of one actor, recipient or victim."""


@dataclass(frozen=True, slots=True)
class SchemeEvent:
    """What the schemes look at: PLOVER type, mode and status, the parties, the texts of weapons and trigger.

    `victims` are those killed, wounded and captured.
    """

    type: str
    mode: str | None = None
    status: str = "actual"
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    victims: tuple[Party, ...] = ()
    weapons: tuple[str, ...] = ()
    trigger: str = ""


def acled(event: SchemeEvent) -> str | None:
    """Return ACLED's sub-event type, None where ACLED has none or the event does not tell."""
    return _first("acled", event)


def acled_event_type(sub_event: str) -> str | None:
    """Return ACLED's event type that a sub-event type belongs to, None if there is no such sub-event type."""
    return next((name for name, subs in table("schemes.yaml")["acled_events"].items() if sub_event in subs), None)


def cameo(event: SchemeEvent) -> str | None:
    """Return CAMEO's root code, two digits, None for what did not happen and is not announced."""
    return _first("cameo", event)


@lru_cache(maxsize=1024)
def _rules(scheme: str, *given: str | None) -> list[tuple[str | None, list[tuple[str, Any]]]]:
    """Return the rules that events of a type, mode and status can fit, in order: the category, what is left to ask."""
    known = dict(zip(_GIVEN, given, strict=True))
    return [
        (rule["is"], [(name, wanted) for name, wanted in rule.items() if name not in ("is", *_GIVEN)])
        for rule in table("schemes.yaml")[scheme]
        if all(_one_of(value, rule[name]) for name, value in known.items() if name in rule)
    ]


def _first(scheme: str, event: SchemeEvent) -> str | None:
    for found, asked in _rules(scheme, event.type, event.mode, event.status):
        if all(_TESTS[name](event, wanted) for name, wanted in asked):
            return found
    return None


def _one_of(value: str | None, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


def _holds(parties: Iterable[Party], name: str) -> bool:
    """Tell whether one of the parties is of class `name`; a known sector outweighs the entity's type."""
    members = table("schemes.yaml")["classes"][name]
    return any(sector in members["sectors"] if sector else kind in members["types"] for kind, sector in parties)


_folded = lru_cache(maxsize=4096)(fold)


@lru_cache(maxsize=64)
def _parts(kind: str, name: str) -> tuple[str, ...]:
    return tuple(fold(part) for part in table("schemes.yaml")[kind][name])


def _mentions(texts: Iterable[str], kind: str, name: str) -> bool:
    return any(part in _folded(text) for text in texts for part in _parts(kind, name))


_TESTS: dict[str, Callable[[SchemeEvent, Any], bool]] = {
    "actor": lambda event, wanted: _holds(event.actors, wanted),
    "recipient": lambda event, wanted: _holds(event.recipients, wanted),
    "victim": lambda event, wanted: _holds(event.victims, wanted),
    "weapon": lambda event, wanted: _mentions(event.weapons, "weapons", wanted),
    "any_weapon": lambda event, wanted: bool(event.weapons) == wanted,
    "trigger": lambda event, wanted: _mentions((event.trigger,), "triggers", wanted),
    "parties": lambda event, wanted: len(event.actors) >= wanted,
}
