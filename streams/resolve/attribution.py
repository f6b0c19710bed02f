"""Who says so: the speaker or document that a sentence names as the source of what it tells.

A reporting verb before the event (`قال المتحدث باسم…`, `المتحدث … ذكر أن`) comes first, then a source anywhere
(`وفق بيان`, `بحسب مصدر أمني`, `نقلا عن`), then a verb after the event (`على ما أعلنت وكالة …`). The phrase is built of
the mentions and the posts between them (`attribution.yaml`); where no speaker is named (`وأضاف أن`) there is none, and
what the article says elsewhere (`sources`) stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.annotation import Mention
from streams.resolve.speaker import headline, speaker
from streams.resolve.speech_markers import attached, markers
from streams.resolve.speech_words import QUOTES, Word, is_person, read, words_of

_BODIES = frozenset({"ORG", "MIL"})
_SUBJECTS = frozenset({"PER", "ORG", "MIL", "ARM", "GRP"})


@dataclass(frozen=True, slots=True)
class Speech:
    """How a sentence says whose words an event is told in.

    `phrase` names the speaker, None if nobody is named; `back` says that it only points at one named before (`البيان`),
    `reports` that a reporting verb has no speaker (`وأضاف أن`), `official` that the phrase names a source of news (an
    agency, a statement, a force) and not one person with opinions, `apart` that nobody says it: the outlet sets it
    against what is reported.
    """

    phrase: str | None
    back: bool = False
    reports: bool = False
    official: bool = False
    apart: bool = False


def attribution(
    sentence: str,
    mentions: Sequence[Mention],
    trigger_start: int,
    article_source: str | None = None,
    previous: str | None = None,
) -> str | None:
    """Return the phrase that names who says what the event at `trigger_start` tells, as the article writes it.

    `article_source` is whom the article names as its source as a whole; it stands in where the sentence names nobody.
    `previous` is whom the article named last before the sentence; it stands in where the sentence goes on with a
    speech (`وأضاف أن`) or points back (`البيان`), the article's source if there is none. None if nobody is named. The
    first 2,000 characters of the sentence are read.
    """
    told = speech(sentence, mentions, trigger_start)
    if told.apart:
        return None
    if told.back:
        return previous or article_source or told.phrase
    return told.phrase or (previous if told.reports else None) or article_source


def speech(sentence: str, mentions: Sequence[Mention], trigger_start: int) -> Speech:
    """Return how the sentence itself says whose words the event at `trigger_start` is told in."""
    return _told(sentence, tuple(mentions), trigger_start)


# Asked for twice: for the sources of the article, and for each event once these are known.
@lru_cache(maxsize=256)
def _told(sentence: str, mentions: tuple[Mention, ...], trigger_start: int) -> Speech:
    words = read(sentence, mentions)
    found = markers(words)
    before = [m for m in reversed(found) if m.verb and words[m.at].start < trigger_start]
    sources = sorted((m for m in found if not m.verb), key=lambda m: abs(words[m.at].start - trigger_start))
    later = [m for m in found if m.verb and words[m.at].start > trigger_start and attached(words, m.at)]
    for marker in (*before, *sources, *later):
        if words[marker.at].start == trigger_start:
            continue
        span = speaker(words, marker, mentions)
        if marker in before and _set_against(words, marker.at, trigger_start):
            return Speech(None, apart=True)
        if span is not None:
            return _speech(sentence, words, mentions, span, relieved=not marker.verb)
    span = headline(words, mentions, trigger_start)
    if span is not None:
        return _speech(sentence, words, mentions, span, relieved=False)
    return Speech(None, reports=bool(later) or bool(before and not _has_subject(words, before[0].at, mentions)))


def _speech(
    sentence: str, words: Sequence[Word], mentions: Sequence[Mention], span: tuple[int, int], *, relieved: bool
) -> Speech:
    first, last = span
    phrase = sentence[words[first].start : words[last].end]
    phrase = phrase[1:] if phrase.startswith("فال") and not is_person(words[first], mentions) else phrase
    if relieved and phrase.startswith("لل"):
        phrase = "ال" + phrase[2:]
    elif relieved and phrase.startswith("ل") and words[first].folded[1:] and _takes_l(words, first):
        phrase = phrase[1:].lstrip("ـ")
    back = first == last and words[first].folded.lstrip("ل") in words_of("back")
    # An officer's name in apposition (`الأمين العام للوزارة، الفريق …`) does not make the body's post one person's.
    commas = (n for n in range(first, last) if words[n].text in "،," and not is_person(words[n + 1], mentions))
    comma = next(commas, last + 1)
    kinds = {mentions[w.mention].type for w in words[first:comma] if w.mention >= 0}
    head = words[first].folded.removeprefix("ل")
    reporter = any(head.removeprefix(article) in words_of("reporters") for article in ("", "ال"))
    return Speech(phrase, back, official=reporter or ("PER" not in kinds and bool(kinds & _BODIES)))


def _set_against(words: Sequence[Word], verb: int, trigger_start: int) -> bool:
    """Tell whether `، إلا أن` (yet) and a new subject stand between a verb that reports and the trigger, unquoted.

    Behind `أن` (that) it is the speaker who sets the one against the other.
    """
    quoted = False
    for at in range(verb + 1, len(words) - 2):
        word = words[at]
        if word.start >= trigger_start or word.folded in words_of("that_clause"):
            return False
        if word.text in QUOTES:
            quoted = word.text in "«“" or (word.text == '"' and not quoted)
        if quoted or words[at - 1].text not in "،,":
            continue
        opened = next((n for n in (1, 2) if " ".join(w.folded for w in words[at : at + n]) in words_of("against")), 0)
        subject = words[at + opened]
        if opened:
            return subject.mention >= 0 or subject.folded.startswith("ال")
    return False


def _has_subject(words: Sequence[Word], verb: int, mentions: Sequence[Mention]) -> bool:
    """Tell whether a verb without و stands right behind a mention that no preposition governs: its own subject."""
    if verb == 0 or words[verb].folded[:1] == "و" or words[verb - 1].mention < 0:
        return False
    index = words[verb - 1].mention
    first = next(n for n, word in enumerate(words) if word.mention == index)
    governed = first > 0 and words[first - 1].folded in words_of("prepositions")
    return mentions[index].type in _SUBJECTS and not governed


def _takes_l(words: Sequence[Word], first: int) -> bool:
    """Tell whether the preposition ل belongs to the word before (`وفقا لـ`), not to the name."""
    before = words[first - 1].folded if first else ""
    return before.lstrip("وف").endswith(("فقا", "قا")) or before in ("وفقا", "طبقا", "نقلا")
