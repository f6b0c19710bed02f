"""A small extractor for tests of the pipeline: one event a line that has a word it knows.

It stands where the model stands, so that these tests need none: `Worker(..., extract=keyword_extract)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streams.article import Article
from streams.errors import ArticleError

# attack, meeting, withdrawal
TYPES = {"هجوم": "ASSAULT", "اجتماع": "CONSULT", "انسحاب": "RETREAT"}
QUADS = {"ASSAULT": "material_conflict", "CONSULT": "verbal_cooperation", "RETREAT": "material_cooperation"}
# Kirkuk, Erbil, Mosul
PLACES = {"كركوك": ("IQ-KI", 35.47, 44.39), "أربيل": ("IQ-AR", 36.19, 44.01), "الموصل": ("IQ-NI", 36.34, 43.13)}
# Daesh, the Peshmerga
ACTORS = {"داعش": ("تنظيم داعش", "isis", "REB"), "البيشمركة": ("البيشمركة", "peshmerga", "MIL")}
# What breaks the extractor ("broken"), and what it refuses as empty ("nothing is left").
BREAKS, EMPTY = "معطوب", "لا شيء بقي"


def keyword_extract(articles: Sequence[Article]) -> list[Any]:
    """Return one record or refusal an article, in order."""
    records: list[Any] = []
    for article in articles:
        if BREAKS in article.text:
            raise ValueError(f"cannot read {article.id}")
        if EMPTY in article.text:
            records.append(ArticleError("empty_after_cleaning", f"article {article.id}: nothing is left"))
        else:
            records.append(record_of(article))
    return records


def record_of(article: Article) -> dict[str, Any]:
    """Return the record of an article."""
    events = []
    start = 0
    for line in article.text.splitlines(keepends=True):
        sentence = {"text": line.rstrip("\n"), "start": start, "end": start + len(line.rstrip("\n"))}
        events += [event_of(article, sentence, word) for word in TYPES if word in line]
        start += len(line)
    published = article.published or article.received
    return {
        "schema": 1,
        "article": {
            "id": article.id,
            "text": article.text,
            "title": article.title,
            "source": article.source,
            "url": article.url,
            "published": published.isoformat(),
            "published_from": "message" if article.published else "received",
            "received": article.received.isoformat(),
            "language": "ar",
        },
        "events": events,
        "entities": [],
        "model": {"name": "keywords", "version": "1"},
    }


def event_of(article: Article, sentence: dict[str, Any], word: str) -> dict[str, Any]:
    """Return the event that a word tells of."""
    line, kind = sentence["text"], TYPES[word]

    def span(text: str) -> dict[str, Any]:
        at = sentence["start"] + line.index(text)
        return {"text": text, "start": at, "end": at + len(text)}

    actors = [
        {**span(text), "type": "ARM", "name": name, "id": id, "country": None, "sector": sector, "name_en": None}
        for text, (name, id, sector) in ACTORS.items()
        if text in line
    ]
    places = [
        {**span(name), "name": name, "precision": "town", "type": "GPE", "country": "IRQ", "pcode": pcode}
        | {"lat": lat, "lon": lon}
        for name, (pcode, lat, lon) in PLACES.items()
        if name in line
    ]
    return {
        "id": f"{article.id}#{kind}{sentence['start']}",
        "type": kind,
        "mode": None,
        "status": "actual",
        "contexts": [],
        "quad": QUADS[kind],
        "score": -9.0 if kind == "ASSAULT" else 2.5,
        "confidence": 0.9,
        "trigger": span(word),
        "sentence": sentence,
        "actors": actors,
        "recipients": [],
        "places": places,
        "date": None,
        "weapons": [],
        "killed": None,
        "wounded": None,
        "captured": None,
        "attribution": None,
    }
