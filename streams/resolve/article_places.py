"""The places of an article, resolved with each other: what else is named settles which one of several is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from models.annotation import Annotation
from streams.resolve.article_country import article_country
from streams.resolve.facts import others
from streams.resolve.place_anaphors import taken_up
from streams.resolve.place_facts import lying_in
from streams.resolve.place_parts import PlacePart
from streams.resolve.place_runs import reread
from streams.resolve.places import PlaceResolver

PLACES = frozenset({"GPE", "LOC", "FAC"})
# `الحدود الإيرانية` names the neighbour, not where the news is from.
_BORDER = ("الحدود", "حدود", "بالحدود", "للحدود", "والحدود")


def article_places(resolver: PlaceResolver, sentences: Sequence[Annotation]) -> list[dict[int, list[PlacePart]]]:
    """Return for each sentence the places that its mentions of types GPE, LOC and FAC name, by the mention's index."""
    names = [{i: s.text[m.start : m.end] for i, m in enumerate(s.entities) if m.type in PLACES} for s in sentences]
    everywhere = list(dict.fromkeys(name for row in names for name in row.values()))
    voting = (name for row in names for name in row.values() if not name.startswith(_BORDER))
    country = article_country(resolver, voting, [s.text for s in sentences])
    places: list[dict[int, list[PlacePart]]] = []
    for sentence, row in zip(sentences, names, strict=True):
        listed = list(row.values())
        found = {
            i: resolver.resolve_each(
                name,
                sentence.entities[i].type,
                sentence=sentence.text,
                start=sentence.entities[i].start,
                context=others(listed, everywhere, name),
                country=country,
            )
            for i, name in row.items()
        }
        single = {
            i: (row[i], parts[0].place, sentence.entities[i].start, sentence.entities[i].end)
            for i, parts in found.items()
            if len(parts) == 1
        }
        for i, text in reread(sentence.text, single, resolver.gazetteer.known).items():
            if not text:
                del found[i]
                continue
            context = others(listed, everywhere, row[i])
            place = resolver.resolve(text, sentence.entities[i].type, context=context, country=country)
            if place.id is not None:
                found[i] = [PlacePart(0, len(row[i]), place)]
        found |= _within_next(sentence, found)
        places.append(found)
    for number, index, place in list(taken_up(resolver, sentences, places, country)):
        mention = sentences[number].entities[index]
        places[number][index] = [PlacePart(0, mention.end - mention.start, place)]
    return places


def _within_next(sentence: Annotation, row: dict[int, list[PlacePart]]) -> dict[int, list[PlacePart]]:
    """Return the unknown places that lie where the very next words say, with its units: `غرفة العمليات` `في كركوك`."""
    order = sorted(row, key=lambda i: sentence.entities[i].start)
    found = {}
    for i, j in pairwise(order):
        (inner, *more), (outer, *others_there) = row[i], row[j]
        first, second = sentence.entities[i], sentence.entities[j]
        between = sentence.text[first.end : second.start].strip()
        told = between == "في" or (not between and sentence.text[second.start] == "ب" and outer.place.country)
        plain = inner.place.precision == "unknown" and outer.place.id is not None and outer.place.relation is None
        if told and plain and not more and not others_there:
            found[i] = [replace(inner, place=lying_in(outer.place, inner.place.name))]
    return found
