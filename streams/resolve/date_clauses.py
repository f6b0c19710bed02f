"""Which clause of a sentence a date stands in, and whether that clause tells of the event.

* `بحث الأحداث التي شهدتها المدينة أمس`: yesterday is that of the incidents, not of the talks about them.
* `الاجتماع بين الوزارتين، الذي عقد في 5 أيار`: the day on which a meeting was held is the meeting's.
* `الاجتماع الرابع حتى الآن منذ عام 2019`: that year is the first meeting's.
* `أعلن العراق عام 2017 … استعادة المدينة`: history without a date of its own is of the year told before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.counts import tells_people
from streams.resolve.numerals import fold, word_list
from streams.resolve.speech_words import QUOTES, Word, read, without_conjunction

_GATHERINGS = frozenset({"CONSULT", "PROTEST"})
_CLOSERS = frozenset("،,.؛;:!؟?-–()") | QUOTES
_ENDS = frozenset(".؛;!؟?")
# Between a noun and the clause on it stand its adjectives, between a verb and its date where and with whom.
_MOST_ADJECTIVES, _MOST_WORDS = 3, 6
_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "كال")


# A word list of `clauses.yaml` by its name, folded.
listed = partial(word_list, "clauses.yaml")


def _is(word: Word, name: str) -> bool:
    found = listed(name)
    return without_conjunction(word.folded, found) in found


def _words(sentence: Annotation) -> tuple[Word, ...]:
    return read(sentence.text, sentence.entities)


def _clauses(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the index of each relative pronoun with that of its verb."""
    known = listed("relatives")
    for at, word in enumerate(words):
        if word.folded in known or (word.folded[1:] in known and word.folded[0] in "وف"):
            verb = at + 1
            while verb < len(words) and _is(words[verb], "particles"):
                verb += 1
            if verb < len(words):
                yield at, verb


def _open(words: Sequence[Word], start: int, end: int, marks: frozenset[str] = _CLOSERS) -> bool:
    """Tell whether no mark that ends a clause stands in the characters `[start, end)`."""
    return not any(start <= w.start < end and w.text in marks for w in words)


def _qualifies(words: Sequence[Word], sentence: Annotation, at: int) -> EventMention | None:
    """Return the event whose noun the clause of the pronoun `at` is on.

    Between them stand no more than adjectives (`الهجوم الأخير الذي`), or whose it was (`هجوم داعش الذي`).
    """
    for event in reversed(sentence.events):
        between = [w for w in words[:at] if w.start >= event.end]
        if event.end > words[at].start or len(between) > _MOST_ADJECTIVES + 2:
            continue
        noun = fold(sentence.text[event.start : event.end])
        adjectives = all(w.mention < 0 and w.folded.startswith(("ال", "وال")) for w in between)
        if adjectives and noun.startswith(_DEFINITE) and len(between) <= _MOST_ADJECTIVES:
            return event
        if len({w.mention for w in between}) == 1 and between[0].mention >= 0 and not noun.startswith(_DEFINITE):
            whose = sentence.entities[between[0].mention]
            if whose.type in ("ARM", "MIL", "ORG") and not tells_people(sentence.text[whose.start : whose.end]):
                return event
    return None


def elsewhere(sentence: Annotation, event: EventMention, told: Mention) -> bool:
    """Tell whether a date is none of the event's.

    It is that of a relative clause which neither holds the event nor says more of any event; or it counts and dates
    nothing: `الاجتماع الرابع حتى الآن منذ عام 2019`; or it is what the event is compared with: `قياسا بالعام الماضي`.
    """
    before = fold(sentence.text[: told.start]).rstrip()
    if before.endswith(tuple(listed("until_now"))) and sentence.text[told.start : told.end].startswith("منذ"):
        return True
    if f" {before}".endswith(tuple(f" {words}" for words in listed("compared"))):
        return True
    words = _words(sentence)
    holding = [(at, verb) for at, verb in _clauses(words) if words[verb].end <= told.start]
    if not holding:
        return False
    at, verb = holding[-1]
    begins = words[at].end
    if not _open(words, begins, told.start) or not _is_past(words[verb]):
        return False
    if event.start >= begins and _open(words, begins, event.start):
        return False
    known = _is(words[verb], "gathered") or _is(words[verb], "happened")
    return not known and _qualifies(words, sentence, at) is None


def _is_past(verb: Word) -> bool:
    return verb.mention < 0 and (not verb.folded.startswith(("ي", "ت", "س", "ل")) or _is(verb, "past_in_t"))


def held_on(sentence: Annotation, event: EventMention) -> Mention | None:
    """Return the date of `الذي عقد في …` or `الذي وقع …` behind the event, where that clause is on the event."""
    words = _words(sentence)
    for at, verb in _clauses(words):
        if words[at].start < event.end or not _open(words, event.end, words[at].start, _ENDS):
            continue
        gathered = _is(words[verb], "gathered") and event.type in _GATHERINGS
        if gathered:
            fits = _unrivalled(sentence, event, words[at].start)
        else:
            fits = _is(words[verb], "happened") and _qualifies(words, sentence, at) is event
        following = words[verb + 1 : verb + 1 + _MOST_WORDS]
        date = next(
            (w.mention for w in following if w.mention >= 0 and sentence.entities[w.mention].type == "DATE"), -1
        )
        if fits and date >= 0 and _open(words, words[verb].end, sentence.entities[date].start):
            return sentence.entities[date]
    return None


def _unrivalled(sentence: Annotation, event: EventMention, before: int) -> bool:
    """Tell whether no other event is told of up to there, but the noun of a verb right beside it: `ناقش اجتماع`."""
    others = [
        e for e in sentence.events if event.end <= e.start < before and (e.start, e.end) != (event.start, event.end)
    ]
    beside = all(e.type == event.type and not sentence.text[event.end : e.start].strip() for e in others)
    return len(others) <= 1 and beside


def opening(sentence: Annotation, event: EventMention) -> list[Mention]:
    """Return the dates before an event that hold for it too, the nearest first: not those set against it."""
    words = _words(sentence)
    dates = [m for m in sentence.entities if m.type == "DATE" and m.end <= event.start]
    return [
        m
        for m in reversed(dates)
        if _open(words, m.end, event.start, _ENDS)
        and not any(m.end <= w.start < event.start and _is(w, "against") for w in words)
        and not elsewhere(sentence, event, m)
    ]
