"""Whom an article names as its source: the speaker of its lead, and before each sentence the one named last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.annotation import Annotation
from streams.resolve.attribution import Speech, speech
from streams.resolve.numerals import fold
from streams.resolve.speech_words import words_of

# The title, the lead and the sentence after it say whose report an article is.
LEAD_SENTENCES = 3
# What happened longer before the publication is background that the outlet adds, not the source's report.
NEWS_DAYS = 3
# How many characters an opening has at most, and how many words `بعد أن قد أعلنت` before a speaker.
_OPENING, _BY_THE_WAY = 40, 4


@dataclass(frozen=True, slots=True)
class Sources:
    """Who stands in for a speaker that a sentence does not name.

    `article` is the article's source, None once it let another one speak; `previous` whom it named last before.
    """

    article: str | None
    previous: str | None


NOBODY = Sources(None, None)


def article_sources(sentences: Sequence[Annotation]) -> list[Sources]:
    """Return for each sentence of an article, in order, who stands in for a speaker that it does not name.

    The lead's speaker is the article's source only if it is a source of news: a minister who is quoted there does not
    tell what stands further down. Of a title, which often names nobody, it is the source as well.
    """
    told = [_named(sentence) for sentence in sentences]
    first = zip(sentences[:LEAD_SENTENCES], told, strict=False)
    lead = next((s.phrase for one, row in first for s in row if s.official and not s.back and _tells(one, s)), None)
    found, previous, voice = [], None, lead
    for sentence, row in zip(sentences, told, strict=True):
        if turns_aside(sentence.text):
            previous = voice = None
        found.append(Sources(voice, previous))
        for named in row:
            if named.back or named.phrase is None:
                continue
            previous = named.phrase
            if voice is not None and not _alike(named.phrase, voice):
                voice = None
    return found


def is_news(status: str, last: date | None, published: date) -> bool:
    """Tell whether an event can be part of what the article's source reports, not its background.

    `last` is the last day that the sentence gives it, None if it gives none.
    """
    return status != "historical" and (last is None or last >= published - timedelta(days=NEWS_DAYS))


def opens_background(sentence: str) -> bool:
    """Tell whether a sentence opens as what the outlet adds: `يشار إلى أن` (it is noted that), `وسبق أن` (earlier)."""
    first = re.match(r"\W*(\w+)(?:\s+(\w+))?", sentence)
    words = [fold(word) for word in first.groups("")] if first else ["", ""]
    openers = words_of("background")
    return bool({words[0], words[0][1:] if words[0][:1] in ("و", "ف") else ""} & openers) and words[1] in words_of("to")


def turns_aside(sentence: str) -> bool:
    """Tell whether a sentence opens with other news than those before it: `من جهة أخرى` (on the other hand)."""
    words = fold(sentence[:_OPENING]).lstrip("\"'«“”»(")
    return words.removeprefix("و").startswith(tuple(words_of("asides")))


def _tells(sentence: Annotation, named: Speech) -> bool:
    """Tell whether a speaker is not named by the way alone: `بعدما أعلنت الوزارة` (after the ministry announced)."""
    before = fold(sentence.text[: sentence.text.find(named.phrase or "")]).split()[-_BY_THE_WAY:]
    return not any(f" {words} " in f" {' '.join(before)} " for words in words_of("after"))


def _named(sentence: Annotation) -> list[Speech]:
    """Return the speakers that a sentence names for its events, or as a whole where it tells none."""
    ends = [event.start for event in sentence.events] or [len(sentence.text)]
    found = dict.fromkeys(speech(sentence.text, sentence.entities, end) for end in ends)
    return [s for s in found if s.phrase is not None]


def _alike(one: str, other: str) -> bool:
    """Tell whether two phrases can name one speaker: one holds the other, or they share a word that is no post.

    A name behind a comma does not count: who speaks for a body goes on as a person with opinions.
    """
    first, second = (frozenset(fold(re.split("[،,]", phrase)[0]).split()) for phrase in (one, other))
    return first <= second or second <= first or bool((first & second) - words_of("titles") - words_of("nouns"))
