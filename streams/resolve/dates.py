"""Dates of Arabic news against the day of publication: from, to, and how precise the text is.

A date is resolved in Asia/Baghdad unless the text names a zone. What the words alone do not say is settled as
`grounding` states it; what depends on another text, or is no date (`5 أيام`, `منذ بداية الحرب`), is `unknown`.

Precision: `time` a clock time or part of the day (its hours in `time_from`, `time_to`), `day`, `week`, `month`, `year`
one whole unit (`قبل أسبوعين` is a week around the day), `span` any other stretch; one open side is null.

The library `dateparser` (1.5.0; `languages=["ar"]`, `RELATIVE_BASE` the publication) is right on 36 of 218 cases of
`tests/streams/resolve/dates.tsv`, 16 of them by finding no date, and on 18 of the 83 single days: it gives a day for a
month, year or span, and knows neither `مساء الأحد`, `5 من الشهر الجاري` nor Hijri dates; so it is not used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from streams.resolve.date_ranges import read_range
from streams.resolve.datewords import Token
from streams.resolve.figures import kinds, tokens_of
from streams.resolve.moments import Moment
from streams.resolve.named_days import named_day
from streams.resolve.numerals import MAX_CHARS, fold
from streams.resolve.single_dates import Found, bounded, single, with_half
from streams.resolve.tense import direction, following_word, term

# A unit in front of two or more days, months or years, and three or more of a kind in a row.
_LISTED = re.compile(r"[yca](?P<item>[NOWMHY])[&,-]")
_LIST = re.compile(r"(?P<item>[NOWMHY])(?:[&,]+(?P=item))+(?P<last>[&,](?P=item))")
BAGHDAD = ZoneInfo("Asia/Baghdad")
# "the day on which" (اليوم الذي) is not today.
_TODAY, _WHICH = "اليوم", frozenset({"الذي", "التي"})
_NOW = frozenset({"الان", "اليوم"})


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The days a date means, both included, null where unknown or open; times are aware and null if not told."""

    from_: date | None
    to: date | None
    precision: str
    time_from: datetime | None = None
    time_to: datetime | None = None


UNKNOWN = ResolvedDate(None, None, "unknown")


def resolve_date(
    text: str, published: datetime, *, sentence: str = "", start: int = 0, zone: tzinfo = BAGHDAD
) -> ResolvedDate:
    """Return the days that the mention `text` means in an article published at `published`.

    `sentence` and `start`, the mention's offset in it, settle past or future. A `published` without a zone is taken as
    local to `zone`. Never raises for any text; one longer than 400 characters is read up to there.
    """
    local = published.astimezone(zone) if published.tzinfo else published.replace(tzinfo=zone)
    end = start + len(text)
    if not sentence:
        return _resolve(text[:MAX_CHARS], local, zone, -1, 0, False)
    following = following_word(sentence, end)
    if following in _WHICH and fold(text).split()[-1:] == [_TODAY]:
        return UNKNOWN
    event = named_day(text, sentence, start, local.date())
    if event is not None:
        return ResolvedDate(event.start, event.end, event.precision)
    anchored = following == "من"
    sign, ahead = direction(sentence, start, end), term(sentence, start, end)
    return _resolve(text[:MAX_CHARS], local, zone, sign, ahead, anchored)


@lru_cache(maxsize=8192)
def _resolve(text: str, published: datetime, zone: tzinfo, sign: int, ahead: int, anchored: bool) -> ResolvedDate:
    """Resolve with `zone` in the cache's key: equal moments of two zones are equal, their days may not be."""
    tokens = list(tokens_of(text))
    if not tokens:
        return UNKNOWN
    try:
        found = _either(tokens, Moment(published, sign, ahead), anchored)
    except (OverflowError, ValueError):
        # A year before 1 or after 9999: no calendar has it.
        return UNKNOWN
    if found is None:
        return UNKNOWN
    period, times = found
    if (period.start is None and period.end is None) or (period.start and period.end and period.start > period.end):
        return UNKNOWN
    return ResolvedDate(period.start, period.end, period.precision, *(times or (None, None)))


def _either(tokens: list[Token], moment: Moment, anchored: bool) -> Found | None:
    """Resolve a date given twice (`24 شوال الموافق 10 آب`): the more precise, of two equals the Gregorian one."""
    letters = kinds(tokens)
    if "=" not in letters:
        return _interval(tokens, moment, anchored)
    at = letters.index("=")
    shared = [t for t in tokens if t.kind in "WR"]
    sides = ([t for t in side if t.kind not in "WR"] for side in (tokens[:at], tokens[at + 1 :]))
    told = [(side, _interval(side, moment, anchored)) for side in ([*shared, *rest] for rest in sides) if side]
    known = [(side, found) for side, found in told if found is not None]
    order = ("time", "day", "week", "month", "span", "year")
    known.sort(key=lambda item: (order.index(item[1][0].precision), any(t.kind in "HJ" for t in item[0])))
    dated = [k for k in known if any(t.kind in "MHBY" for t in k[0]) and k[1][0].precision in ("time", "day")]
    dated.sort(key=lambda item: any(t.kind in "HJ" or _hijri_digits(t) for t in item[0]))
    best = dated or known
    return best[0][1] if best else None


def _hijri_digits(token: Token) -> bool:
    return token.kind == "B" and (token.value.year or 2000) < 1500


def _interval(tokens: list[Token], moment: Moment, anchored: bool) -> Found | None:
    """Resolve a range, else one date with the word before it (since, until, before, after)."""
    within = tokens[0].kind == "d"
    while tokens and tokens[0].kind in "_&~d?," and len(tokens) > 1 and _leads(tokens):
        tokens = tokens[1:]
    tokens = _without_lead(_without_dash(tokens))
    letters = kinds(tokens)
    if (halved := with_half(tokens, moment)) is not None:
        return halved
    if letters[:1] in ("n", "f") or any(mark in letters[1:] for mark in "tu-&/"):
        found = read_range(tokens, letters, moment)
        if found is not None:
            return found
        if any(mark in letters[1:] for mark in "tu"):
            return None
    if not letters:
        return None
    head = letters[0] if letters[0] in "sbeu" else ""
    rest = tokens[1:] if head else tokens
    if any(kind in "sbeu" for kind in kinds(rest)):
        return None
    if head:
        told = bounded(tokens[0], rest, moment, anchored)
        return (told, None) if told else None
    return single(tokens, moment, within=within)


def _without_lead(tokens: list[Token]) -> list[Token]:
    """Leave out "the days of" (`يومي 20 و21 أيار`, `عامي 2019 و2020`) and the middle of a list of three and more."""
    letters = kinds(tokens)
    if _LISTED.match(letters) and (tokens[0].many == 0 or (tokens[0].many == 2 and tokens[0].text.endswith("ي"))):
        tokens, letters = tokens[1:], letters[1:]
    if listed := _LIST.match(letters):
        return [tokens[0], *tokens[listed.start("last") :]]
    return tokens


def _without_dash(tokens: list[Token]) -> list[Token]:
    """Leave out the dash between a day and a time: `20 أيار 2021 - 10:30`."""
    at = kinds(tokens).find("-L")
    return tokens if at < 1 or tokens[at - 1].kind not in "MHYBWR" else [*tokens[:at], *tokens[at + 1 :]]


def _leads(tokens: Sequence[Token]) -> bool:
    """Tell whether the first token may go: an idle word, or an unknown one before "since" and the like."""
    if tokens[0].value == "late":
        return False
    return tokens[0].kind != "?" or tokens[1].kind in "sbeud"
