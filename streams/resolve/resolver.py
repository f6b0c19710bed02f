"""From the model's strings to facts: the entities and events of one article, resolved together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.annotation import Annotation, EventMention, Mention
from models.ontology import event_types
from streams.resolve.actors import ActorResolver
from streams.resolve.article import ActorMention, ResolvedActor
from streams.resolve.article_country import majority
from streams.resolve.article_places import article_places
from streams.resolve.attribution import attribution
from streams.resolve.event_date import event_date
from streams.resolve.facts import (
    Facts,
    Resolved,
    Telling,
    date_fields,
    encode_vector,
    entities_of,
    event_id,
    lead_vector,
    losses,
    parties,
    places_of,
    side,
    span,
)
from streams.resolve.gatherings import with_gatherings
from streams.resolve.participants import with_participants
from streams.resolve.party_parts import Member, known_apart
from streams.resolve.place_facts import ResolvedPlace
from streams.resolve.place_parts import PlacePart
from streams.resolve.places import PlaceResolver
from streams.resolve.roles import roles_of
from streams.resolve.schemes import SchemeEvent, acled, cameo
from streams.resolve.sources import NOBODY, article_sources, is_news, opens_background
from streams.resolve.sports import without_play
from streams.resolve.standpoint import Standpoint
from streams.resolve.state_names import StateNames
from streams.resolve.taken_up import with_taken_up
from streams.resolve.victims import LOSSES, with_owner
from streams.resolve.weapons import is_weapon
from streams.resolve.writing_day import written_on

INSURGENT = "REB"
ACTORS = frozenset({"PER", "ORG", "MIL", "ARM", "GRP", "GPE"})
SIDES = ("actor", "recipient")
DONE_THERE = frozenset({"ASSAULT", "COERCE", "PROTEST"})
Key = tuple[int, int]  # sentence, mention


class Resolver:
    """All registers, loaded once; immutable, so that threads share it."""

    def __init__(self, actors: ActorResolver, places: PlaceResolver, zone: ZoneInfo) -> None:
        self.actors = actors
        self.places = places
        self.zone = zone
        self._states = StateNames(actors.register.roster)

    @classmethod
    def load(cls, zone: str = "Asia/Baghdad") -> Resolver:
        """Load the registers that the package ships."""
        return cls(ActorResolver.load(), PlaceResolver.load(), ZoneInfo(zone))

    def resolve(self, article_id: str, published: datetime, tellings: Sequence[Telling], known: bool = True) -> Facts:
        """Resolve an article's mentions and put its events together.

        Args:
            article_id: what the events' ids are derived from.
            published: aware; what relative dates are resolved against.
            tellings: the article's sentences in order, their offsets those of the cleaned text.
            known: false where the article was published another day: then relative dates are not known.
        """
        point = Standpoint(written_on(tellings, published, self.zone) if known else published, self.zone, known)
        played = without_play([t.annotation for t in tellings])
        tellings = [replace(t, annotation=a) for t, a in zip(tellings, played, strict=True)]
        mentions = with_taken_up(self._mentions(point, tellings), self.actors.register.roster)
        resolved = with_participants(tellings, mentions)
        events, seen = [], Counter[tuple[str, ...]]()
        voices = article_sources([t.annotation for t in tellings])
        today = published.astimezone(self.zone).date()
        for telling, row, sources in zip(tellings, resolved, voices, strict=True):
            told = []
            for event in telling.annotation.events:
                key = (telling.annotation.text, event.type, str(event.start))
                told.append(self._event(article_id, point, telling, row, event, seen[key]))
                seen[key] += 1
            heard = sources if is_report(telling.annotation.text, told, today) else NOBODY
            for event, fields in zip(telling.annotation.events, told, strict=True):
                fields["attribution"] = said_by(telling.annotation, event, heard.article, sources.previous)
            events += told
        entities = entities_of(m for row in resolved for m in row)
        return Facts(with_gatherings(events), entities, lead_vector(tellings))

    def _mentions(self, point: Standpoint, tellings: Sequence[Telling]) -> list[list[Resolved]]:
        names = [[t.annotation.text[m.start : m.end] for m in t.annotation.entities] for t in tellings]
        places = article_places(self.places, [t.annotation for t in tellings])
        actors, members = self._actors(point.published, tellings, places)
        rows = []
        for index, telling in enumerate(tellings):
            sentence = telling.annotation.text
            rows.append(
                [
                    Resolved(
                        m,
                        span(telling, m.start, m.end),
                        actors.get((index, i)),
                        each[0].place if each else None,
                        point.resolve(names[index][i], sentence, m.start) if m.type == "DATE" else None,
                        parts_fields(telling, m, each) if len(each) > 1 else (),
                        members_fields(telling, m, members.get((index, i), ())),
                    )
                    for i, m in enumerate(telling.annotation.entities)
                    for each in [places[index].get(i, [])]
                ]
            )
        return rows

    def _actors(
        self,
        published: datetime,
        tellings: Sequence[Telling],
        places: Sequence[dict[int, list[PlacePart]]],
    ) -> tuple[dict[Key, ResolvedActor], dict[Key, list[Member]]]:
        keys = [
            (index, i)
            for index, telling in enumerate(tellings)
            for i, m in enumerate(telling.annotation.entities)
            if m.type in ACTORS or is_base(telling, i, places[index].get(i, ()))
        ]
        mentions = [
            ActorMention(
                text=with_owner(tellings[s].annotation, i),
                type=tellings[s].annotation.entities[i].type,
                sentence_index=s,
                start=tellings[s].annotation.entities[i].start,
                sentence=tellings[s].annotation.text,
            )
            for s, i in keys
        ]
        countries = Counter(p.place.country for row in places for each in row.values() for p in each if p.place.country)
        parts = [(n, part) for n, mention in enumerate(mentions) for part in self.actors.parts(mention)]
        found = self.actors.resolve_article(
            [*mentions, *(replace(mentions[n], text=p.text, start=mentions[n].start + p.start) for n, p in parts)],
            published=published.astimezone(self.zone).date(),
            country_hint=majority(countries),
        )
        found = [
            who if who.id else self._states.state(tellings[s].annotation, i, places[s]) or who
            for (s, i), who in zip(keys, found, strict=False)
        ] + found[len(keys) :]
        told = zip(keys, found, strict=False)
        members: dict[Key, list[Member]] = {}
        for (n, part), who in zip(parts, found[len(keys) :], strict=True):
            members.setdefault(keys[n], []).append((part, who))
        # A building is the base of a body; «القاعدة» (the base) is none of al-Qaeda, nor are other insurgents' names.
        actors = {
            (s, i): who
            for (s, i), who in told
            if tellings[s].annotation.entities[i].type in ACTORS or (who.id and who.sector != INSURGENT)
        }
        apart = {key: row for key, row in members.items() if known_apart(row)}
        return actors, {key: row for key, row in apart.items() if actors[key].id in (None, row[0][1].id)}

    def _event(
        self,
        article_id: str,
        point: Standpoint,
        telling: Telling,
        mentions: Sequence[Resolved],
        event: EventMention,
        repeat: int,
    ) -> dict[str, Any]:
        by_role = roles_of(telling.annotation, mentions, event)
        scores = event_types()[event.type]
        dated = [m.mention for m in by_role.get("date", ()) if m.date is not None]
        when = event_date(telling.annotation, event, dated, point)
        sentence = telling.annotation.text
        fields: dict[str, Any] = {
            "id": event_id(article_id, sentence, event, repeat),
            "type": event.type,
            "mode": event.mode,
            "status": event.status,
            "contexts": list(telling.annotation.contexts),
            "quad": scores["quad"],
            "score": scores.get("modes", {}).get(event.mode, scores["score"]),
            "confidence": round(event.confidence, 4),
            "trigger": span(telling, event.start, event.end),
            "sentence": {"text": sentence, "start": telling.start, "end": telling.end},
            "actors": side(by_role.get("actor", ())),
            "recipients": side(by_role.get("recipient", ())),
            "places": places_of(by_role.get("place") or struck(event, by_role.get("recipient", ()))),
            "date": date_fields(telling, when),
            "weapons": [
                m.entity() for m in by_role.get("weapon", ()) if is_weapon(self.actors.register, m.span["text"])
            ],
            **{role: losses(by_role.get(role, ()), sentence) for role in LOSSES},
            "vector": encode_vector(telling.annotation.vector),
        }
        victims = [m for role in LOSSES for m in by_role.get(role, ())]
        given = SchemeEvent(
            type=event.type,
            mode=event.mode,
            status=event.status,
            actors=parties(by_role.get("actor", ())),
            recipients=parties(by_role.get("recipient", ())),
            victims=parties(victims),
            weapons=tuple(w["text"] for w in fields["weapons"]),
            trigger=sentence[event.start : event.end],
        )
        return {**fields, "acled": acled(given), "cameo": cameo(given)}


def is_base(telling: Telling, index: int, places: Sequence[PlacePart]) -> bool:
    """Tell whether a building is one side of an event and no known place: it can be read as that of a body."""
    if telling.annotation.entities[index].type != "FAC" or any(part.place.id is not None for part in places):
        return False
    return any(i == index and role in SIDES for e in telling.annotation.events for role, i in e.arguments)


def is_report(sentence: str, events: Sequence[dict[str, Any]], today: date) -> bool:
    """Tell whether a sentence can be part of what the article's source reports: no event of it is background."""
    last = [(fields["status"], (fields["date"] or {}).get("to")) for fields in events]
    return not opens_background(sentence) and all(
        is_news(status, date.fromisoformat(day) if day else None, today) for status, day in last
    )


def said_by(sentence: Annotation, event: EventMention, source: str | None, previous: str | None) -> str | None:
    """Return who says what an event's sentence tells: whom it names, else `source`."""
    return attribution(sentence.text, sentence.entities, event.start, source, previous)


def struck(event: EventMention, recipients: Sequence[Resolved]) -> list[Resolved]:
    """Return the known buildings and sites that an event is done to: what is done to a place is done there."""
    return [m for m in recipients if event.type in DONE_THERE and m.mention.type == "FAC" and m.place and m.place.id]


def parts_fields(
    telling: Telling, mention: Mention, each: Sequence[PlacePart]
) -> tuple[tuple[dict[str, Any], ResolvedPlace], ...]:
    """Return the places that one mention names with their spans of the article's text."""
    return tuple((span(telling, mention.start + p.start, mention.start + p.end), p.place) for p in each)


def members_fields(
    telling: Telling, mention: Mention, members: Sequence[Member]
) -> tuple[tuple[dict[str, Any], ResolvedActor], ...]:
    """Return the parties that one mention names with their spans of the article's text."""
    return tuple((span(telling, mention.start + p.start, mention.start + p.end), who) for p, who in members)
