"""Places that a text takes up by a noun: `غربي المدينة` (west of the city), `شرق البلاد`, `محيط القضاء`.

A noun of a kind of place with its article means the nearest place of that kind that the sentence, or one of the two
before, names; where that sentence names two of them, or one that is not known, nobody knows which. Country and capital
are the article's; in one of several countries that of the sentence's own places, if no adjective says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from models.annotation import Annotation
from streams.resolve.article_country import article_country
from streams.resolve.gazetteer import SETTLEMENTS, Place
from streams.resolve.numerals import table
from streams.resolve.place_facts import ResolvedPlace
from streams.resolve.place_parts import PlacePart
from streams.resolve.place_words import Words
from streams.resolve.places import PlaceResolver
from streams.text.normalize import normalize, strip_clitics

# How many sentences back a place may be named.
_BACK = 2
_LONGEST = 4
Row = dict[int, list[PlacePart]]


@cache
def _kinds() -> dict[str, tuple[str, frozenset[str]]]:
    """Return for each noun what stands before the name instead, and the types of the places that it can mean."""
    rows = table("places.yaml")["taken_up"]
    return {
        normalize(noun): (
            row.get("unit", ""),
            SETTLEMENTS if row["types"] == ["settlement"] else frozenset(row["types"]),
        )
        for noun, row in rows.items()
    }


def taken_up(
    resolver: PlaceResolver, sentences: Sequence[Annotation], rows: Sequence[Row], country: str | None
) -> Iterator[tuple[int, int, ResolvedPlace]]:
    """Yield sentence, mention and place of those mentions of an article that take up another place.

    Args:
        resolver: what reads the words with the place put in.
        sentences: those of the article in order.
        rows: for each sentence the places of its mentions, by the mention's index.
        country: the article's, where it has a clear one.
    """
    for number, (sentence, row) in enumerate(zip(sentences, rows, strict=True)):
        for index, parts in row.items():
            if len(parts) != 1 or parts[0].place.id is not None:
                continue
            mention = sentence.entities[index]
            words = sentence.text[mention.start : mention.end].split()
            noun = _noun(words)
            if noun is None:
                continue
            found = _read(resolver, sentences, rows, number, index, words, noun, country)
            if found is not None:
                yield number, index, found


def _noun(words: Sequence[str]) -> str | None:
    """Return the noun that a mention is, behind a direction at most, None if it says more."""
    if not 1 <= len(words) <= _LONGEST:
        return None
    *before, last = words
    closed = Words.load()
    forms = strip_clitics(normalize(last))
    noun = next((form for form in forms if form in _kinds() or closed.is_a("home", form) or form == _CAPITAL), None)
    relating = {word for phrase in closed.relations for word in phrase.split()} if before else set()
    return noun if all(set(strip_clitics(normalize(word))) & relating for word in before) else None


_CAPITAL = normalize("العاصمة")


def _read(
    resolver: PlaceResolver,
    sentences: Sequence[Annotation],
    rows: Sequence[Row],
    number: int,
    index: int,
    words: Sequence[str],
    noun: str,
    country: str | None,
) -> ResolvedPlace | None:
    """Return the place that the words mean with the name in the noun's stead, None where it is not clear."""
    if noun not in _kinds():
        state = _country(resolver, sentences[number], rows[number], country)
        seat = resolver.gazetteer.capitals.get(state or "") if noun == _CAPITAL else f"country:{state}"
        meant = resolver.gazetteer.by_id(seat or "")
        unit = ""
    else:
        unit, types = _kinds()[noun]
        meant = _nearest(resolver, sentences, rows, number, index, types)
    if meant is None:
        return None
    text = " ".join((*words[:-1], *unit.split(), meant.name))
    found = resolver.resolve(text, sentences[number].entities[index].type, country=meant.country)
    return found if found.id == meant.id and found.relation != "border_of" else None


def _nearest(
    resolver: PlaceResolver,
    sentences: Sequence[Annotation],
    rows: Sequence[Row],
    number: int,
    index: int,
    types: frozenset[str],
) -> Place | None:
    start = sentences[number].entities[index].start
    for back in range(min(_BACK, number) + 1):
        here = sentences[number - back].entities
        told = [
            (here[i].type, part.place.id)
            for i, parts in rows[number - back].items()
            for part in parts
            if (back or here[i].end <= start) and _noun(part.place.name.split()) is None
        ]
        if any(kind == "GPE" and each is None for kind, each in told):
            return None
        places = {each: place for _, each in told if each and (place := resolver.gazetteer.by_id(each)) is not None}
        fitting = [place for place in places.values() if place.type in types]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _country(resolver: PlaceResolver, sentence: Annotation, row: Row, country: str | None) -> str | None:
    """Return the article's country, else the only one of a sentence's places; None where anything says otherwise."""
    places = [part.place for parts in row.values() for part in parts]
    named = {place.country for place in places if place.country and place.relation != "border_of"}
    if country is not None or len(named) != 1:
        return country if named <= {country} else None
    names = (sentence.text[sentence.entities[i].start : sentence.entities[i].end] for i in row)
    found = article_country(resolver, names, [sentence.text])
    return found if found in named else None
