"""The dateline before a report and the name of its outlet: `بغداد/شبكة أخبار العراق-`, `أربيل (كوردستان 24)-`.

A dateline tells where and by whom a report was written, not where its events took place, so it leaves the text and its
outlet becomes the source. Forms, with TOWN, OUT and NAME (of a reporter) and `-` for any dash, slash or bar:
`TOWN (OUT)-`, `TOWN - OUT -`, `NAME - OUT - TOWN:`, `OUT - TOWN` alone on a line or before the report, `TOWN DATE OUT`
alone on a line, and `OUT/`, `TOWN -`, `(OUT)` that open the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from streams.text.dates import date_pattern
from streams.text.normalize import fold
from streams.text.tables import alternation, outlets, towns, words

# No dateline is longer, and looking no further keeps the search linear in the text.
LONGEST_DATELINE_CHARS = 160

_DASH = r"[ ]?[-–—/|ـ]{1,3}[ ]?"
_SEPARATORS = re.compile("[-–—/|ـ:(،]")
_END = r"(?:[ ]?[-–—/|ـ:،]{1,3}(?:[ ]|(?=\S))|[ ]?\.?$)"
_BULLET = r"(?:[*•▪●■►][ ]?)?"
_OPEN, _CLOSE = r"[«\"“”(\[]{0,2}[ ]?", r"[ ]?[»\"”“)\]]{0,2}"
_PREPOSITIONS = "(?!(?:في|من|علي|عن|الي|مع|بعد|قبل|ضد|خلال|بين|حتي|ان|لا|لم|لن|هل|ما)\\b)"
_NAME = rf"{_PREPOSITIONS}[^\W\d_]+(?: {_PREPOSITIONS}[^\W\d_]+){{0,3}}"


@dataclass(frozen=True, slots=True)
class Dateline:
    """The characters before `end` of a line are its dateline; `outlet` is None where none is named.

    Of a `sure` one the town is known or none is named; else a reporter's name or a short headline stands in its place.
    """

    end: int
    outlet: str | None
    town: str | None

    @property
    def sure(self) -> bool:
        """Say whether nothing but a dateline looks like this."""
        return self.town is None or self.town in towns()


@lru_cache(maxsize=1)
def _generic_outlet() -> str:
    table = words()
    first, last = alternation(table["outlet_first"]), alternation(table["outlet_last"])
    return rf"(?:{first}(?: [^\W_]+){{1,4}}|[^\W\d_]+(?: [^\W\d_]+){{0,2}} {last})"


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Return the forms that any line can open with, and those for the report's first line only."""
    table = words()
    known = alternation(list(outlets()))
    placeholder = alternation(table["no_outlet"])
    town = alternation(list(towns()))
    verb = rf"(?!{alternation(table['speech'])}\b)"
    out = rf"{_OPEN}(?P<out>{known}|{_generic_outlet()}|{placeholder})(?!\w){_CLOSE}"
    sure = rf"{_OPEN}(?P<out>{known})(?!\w){_CLOSE}"
    dated = rf"[ ،,(]{{1,2}}(?:في )?{date_pattern()}[ ]?\)?"
    when = f"(?:{dated})?"
    place = rf"(?P<town>{town}|{verb}{_NAME})(?:[،,] ?{_NAME})?"
    known_town = rf"(?P<town>{town})(?!\w)"
    any_line = (
        rf"(?:في )?{place}{when}[ ]?\((?P<out>{known}|{_generic_outlet()})\){_END}",
        rf"{known_town}{when}[ ]?\((?P<out>{known})\)[ ]?",
        rf"(?:{verb}{_NAME}{_DASH})?{out}{_DASH}{known_town}{when}(?:{_END}|[ ](?=\S))",
        rf"{place}{when}(?:{_DASH}{verb}{_NAME})?{_DASH}{out}{_END}",
        rf"(?:{verb}{_NAME}{_DASH})?{sure}{_DASH}(?P<town>{verb}{_NAME}){when}(?:[ ]?:[ ]?$|[ ]?$)",
        rf"(?:{verb}{_NAME}{_DASH})?{sure}{_DASH}(?P<town>{verb}[^\W\d_]+){when}[ ]?:[ ]?",
        rf"{place}{dated}[ ]{out}(?:[ ]?[-–—/:]|$)",
    )
    goes_on = rf"(?!{alternation(table['subject_goes_on'])}\b)"
    first_line = (
        rf"{sure}[ ]?[/|:–—-]{{1,2}}[ ]?{goes_on}(?=\S)",
        rf"[(\[](?P<out>{known})[)\]][ ]?[-–—:/]?[ ]?",
        rf"{known_town}{when}[ ]?[-–—]{{1,2}}[ ](?!{town}\b)(?=\S)",
    )
    compiled = [tuple(re.compile(_BULLET + form) for form in forms) for forms in (any_line, first_line)]
    return compiled[0], compiled[1]


def dateline_of(line: str, *, opens_report: bool) -> Dateline | None:
    """Return the dateline that `line` begins with, or None.

    `opens_report` says that the line is the report's first one, where the shorter forms count too.
    """
    head = fold(line[:LONGEST_DATELINE_CHARS])
    if not _SEPARATORS.search(head) and len(line) >= LONGEST_DATELINE_CHARS:
        return None
    anywhere, opening = _forms()
    for pattern in (*anywhere, *(opening if opens_report else ())):
        match = pattern.match(head)
        # `$` in a form is the line's end, not that of the part looked at.
        if match and (match.end() < len(head) or len(line) <= len(head)) and (found := _read(line, match)):
            return found
    return None


def _read(line: str, match: re.Match[str]) -> Dateline | None:
    groups = match.groupdict()
    town = groups.get("town")
    if "out" not in groups:
        return Dateline(match.end(), None, town)
    start, end = match.span("out")
    known = outlets().get(match["out"])
    if known and known.ambiguous and town not in towns() and not _is_marked(match):
        return None
    if known is None and town in outlets():
        # An outlet in the town's place: بغداد اليوم - متابعة.
        return Dateline(match.end(), outlets()[town].name, None)
    return Dateline(match.end(), _outlet_name(line[start:end], match["out"]), town)


def _is_marked(match: re.Match[str]) -> bool:
    """Say whether brackets, quotation marks or a slash show that a common word is an outlet's name here."""
    return match[0][:1] in '«"“(' or "/" in match[0]


def _outlet_name(written: str, folded: str) -> str | None:
    known = outlets().get(folded)
    if known:
        return known.name
    return None if folded in {fold(word) for word in words()["no_outlet"]} else written.strip()


def outlet_in(text: str) -> str | None:
    """Return the name of the one outlet that `text`, a short line such as a signature, names; else None."""
    pattern = _known()
    found = {outlets()[match[0]].name for match in pattern.finditer(fold(text[:LONGEST_DATELINE_CHARS]))}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternation(list(outlets()))}(?!\w)")


@lru_cache(maxsize=1)
def _suffixes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = alternation(list(outlets()))
    return (
        re.compile(rf"[ ]?[|–—-][ ]?(?P<out>{known}|{_generic_outlet()})[ ]?$"),
        re.compile(rf"(?<=[.؟!»\"”)])[ ]?[(\[][ ]?(?P<out>{known}(?:[ ]?[-–،,/+][ ]?{known})?)[ ]?[)\]][ ]?\.?$"),
    )


def outlet_suffix(line: str, *, title: bool) -> tuple[int, str | None] | None:
    """Return where `line` ends without the outlet behind it, and the outlet: `… | رووداو` of a title, `… .(رويترز)`."""
    cut = max(0, len(line) - LONGEST_DATELINE_CHARS)
    match = _suffixes()[0 if title else 1].search(fold(line[cut:]))
    if match is None or cut + match.start() == 0:
        return None
    return cut + match.start(), _outlet_name(line[cut + match.start("out") : cut + match.end("out")], match["out"])
