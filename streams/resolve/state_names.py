"""States that act under another name: `واشنطن تدعو` (their capital), `المملكة` (the kingdom).

A capital that is attacked, or where people protest, is a town and no state; so is the seat of two governments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.annotation import Annotation
from streams.resolve.article import ResolvedActor
from streams.resolve.place_facts import ResolvedPlace
from streams.resolve.place_parts import PlacePart
from streams.resolve.roster import Roster
from streams.text.normalize import normalize

_SIDES = ("actor", "recipient")
_COUNTRY = "country:"
# Seats of more than one government, or of none that is undisputed.
_CONTESTED = frozenset({"YEM", "LBY", "PSE", "SDN"})


class StateNames:
    """Reads a place that is a side of an event as the state that it stands for."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        named = ((normalize(state.places[0]), code) for code, state in roster.states.items() if state.places)
        self._seats = {seat: code for seat, code in named if code not in _CONTESTED}

    def state(
        self, sentence: Annotation, index: int, places: Mapping[int, Sequence[PlacePart]]
    ) -> ResolvedActor | None:
        """Return the state that the mention `index` of a sentence acts for, None if it is none or a town."""
        parts = places.get(index, ())
        if sentence.entities[index].type != "GPE" or len(parts) != 1:
            return None
        code = self._code(parts[0].place, sentence, index)
        actor = self._roster.get(code.lower()) if code else None
        return ResolvedActor.of(actor) if actor else None

    def _code(self, place: ResolvedPlace, sentence: Annotation, index: int) -> str | None:
        if place.id is None or place.relation is not None:
            return None
        if place.id.startswith(_COUNTRY):
            return place.id.removeprefix(_COUNTRY)
        roles = [(e.type, role) for e in sentence.events for role, i in e.arguments if i == index]
        struck = any(
            role == "place" or kind == "PROTEST" or (role == "recipient" and kind in ("ASSAULT", "COERCE"))
            for kind, role in roles
        )
        code = self._seats.get(normalize(place.name)) if roles and not struck else None
        return code if code == place.country else None
