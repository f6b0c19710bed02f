"""Which lines of a page make its story: furniture, copies and datelines out, the title found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from streams.text.boilerplate import Rule, counts_comments, line_end, may_be_headline, rule_of
from streams.text.dateline import Dateline, dateline_of, outlet_in, outlet_suffix
from streams.text.normalize import normalize
from streams.text.traced import Traced

PROSE_CHARS = 80
SENTENCE_CHARS = 40
LONGEST_TITLE_CHARS = 200
# Within so many first lines a title is repeated; a repeated line of so many words is a copy anywhere. One of fewer can
# be said twice: a speaker's name in an interview, a number in a list.
HEAD_LINES = 8
COPY_WORDS = 5
COPY_CHARS = 40
# Of other stories' headlines below "read also": amid the story few, since short paragraphs of it look alike.
MOST_HEADLINES = 3
MOST_HEADLINES_BEHIND = 12
# Furniture stands at a page's ends: so many first and last lines are looked at, which bounds a hostile page's work.
EXAMINED_LINES = 600
# Readers' comments end a page; what fills more of it than this is the story, whatever stands above.
MOST_COMMENTS_SHARE = 0.5

_PARTS = re.compile(r"[^\n]+")
_BLANK_LINES = re.compile(r" ?\n\s+| \n")
_SENTENCE_ENDS = (".", "؟", "!", "»", '"', "”", "…")
# Furniture at the head of a line of prose; that at its end is data.
_PREFIX = re.compile(r"(?:Next|Previous)(?: (?:Next|Previous)){0,3} (?=\S)")


@dataclass(slots=True)
class Line:
    """Characters `[start, end)` of the text; `rule` is what it falls under, `blank_behind` a paragraph's end.

    One that is not `examined` stands for the many in a long page's middle, and is left alone.
    """

    start: int
    end: int
    rule: Rule | None = None
    blank_behind: bool = False
    examined: bool = True
    dropped: bool = False


@dataclass(slots=True)
class Page:
    """What cleaning finds out on the way: `cuts` are (start, end, reason) in the original text."""

    title: str | None = None
    source: str | None = None
    signature: str | None = None
    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)


def select_lines(traced: Traced, page: Page) -> Traced:
    """Return the story's lines of `traced`, without blank ones, and tell `page` what was left out."""
    if traced.text.count("\n") > 2 * EXAMINED_LINES:
        traced = traced.replace(_BLANK_LINES, lambda match: "\n")
    lines = _lines(traced.text)
    _drop_furniture(traced, lines, page)
    _drop_copies(traced, lines, page)
    _trim_edges(traced, lines, page)
    title = _title_line(traced.text, lines, page)
    _cut_datelines(traced, lines, title, page)
    page.source = page.source or page.signature
    return traced.join_lines((line.start, line.end) for line in lines if not line.dropped and line.start < line.end)


def _lines(text: str) -> list[Line]:
    """Return the lines that are not blank; those between the examined first and last ones are one."""
    spans = [match.span() for match in _PARTS.finditer(text)]
    if len(spans) > 2 * EXAMINED_LINES:
        middle = (spans[EXAMINED_LINES][0], spans[-EXAMINED_LINES - 1][1])
        spans = [*spans[:EXAMINED_LINES], middle, *spans[-EXAMINED_LINES:]]
    lines: list[Line] = []
    for number, (start, end) in enumerate(spans):
        part = text[start:end]
        start, end = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
        if start >= end:
            continue
        if lines:
            lines[-1].blank_behind = text.count("\n", lines[-1].end, start) > 1
        examined = number != EXAMINED_LINES or len(spans) <= 2 * EXAMINED_LINES
        lines.append(Line(start, end, rule_of(part.strip()) if examined else None, examined=examined))
    return lines


def _drop(traced: Traced, line: Line, reason: str, page: Page) -> None:
    line.dropped = True
    _cut(traced, line.start, line.end, reason, page)


def _cut(traced: Traced, start: int, end: int, reason: str, page: Page) -> None:
    page.cuts.append((traced.origin[start], traced.end_of(end - 1), reason))


def _is_prose(text: str, line: Line) -> bool:
    size = line.end - line.start
    ends = text[line.start : line.end].endswith(_SENTENCE_ENDS)
    return line.rule is None and (size >= PROSE_CHARS or (size >= SENTENCE_CHARS and ends))


def _drop_furniture(traced: Traced, lines: list[Line], page: Page) -> None:
    text = traced.text
    prose = [index for index, line in enumerate(lines) if _is_prose(text, line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    headlines = 0
    title_seen = False
    for index, line in enumerate(lines):
        content = text[line.start : line.end]
        rule = line.rule
        if rule and _applies(rule, index, first, last):
            _note(page, rule, content, title_seen)
            _drop(traced, line, rule.reason, page)
            headlines = (
                0 if not rule.rest or index < first else MOST_HEADLINES_BEHIND if index > last else MOST_HEADLINES
            )
            if rule.reason == "comment_form" and counts_comments(content) and _rest_is_comments(text, line, lines[-1]):
                for comment in lines[index + 1 :]:
                    _drop(traced, comment, "comments", page)
                return
        elif headlines and may_be_headline(content):
            headlines -= 1
            _drop(traced, line, "related", page)
        else:
            headlines = 0
            title_seen = True


def _applies(rule: Rule, index: int, first: int, last: int) -> bool:
    if rule.where == "any":
        return True
    return index > last or (rule.where == "edge" and index < first)


def _note(page: Page, rule: Rule, content: str, title_seen: bool) -> None:
    """Keep what a line that goes tells of the outlet and the date; a date above the title is the page's clock."""
    if rule.reason == "signature" and page.signature is None:
        page.signature = outlet_in(content)
    if rule.reason == "published_stub" or (title_seen and rule.reason in ("clock", "update_stub")):
        page.stamps.append(content)


def _rest_is_comments(text: str, head: Line, last: Line) -> bool:
    return last.end - head.end <= MOST_COMMENTS_SHARE * max(1, head.start)


def _key(text: str) -> str:
    """Return what is equal for copies of a line: of a paragraph's length, which nobody types twice, the text itself."""
    return normalize(text).replace(" ", "") if len(text) <= LONGEST_TITLE_CHARS else text


def _drop_copies(traced: Traced, lines: list[Line], page: Page) -> None:
    """Drop a second copy of the title near the top, and of any line of five words anywhere: the first one stays."""
    text = traced.text
    seen: dict[str, int] = {}
    given = _key(page.title) if page.title else None
    position = 0
    for line in lines:
        if line.dropped or not line.examined:
            continue
        content = text[line.start : line.end]
        at_head = position < HEAD_LINES
        if not at_head and len(content) < COPY_CHARS:
            continue
        key = _key(content)
        if key and key in seen:
            is_title = key == given or (at_head and seen[key] == 0 and _looks_like_title(content))
            if (at_head and is_title) or len(content.split()) >= COPY_WORDS:
                _drop(traced, line, "title_repeated" if is_title else "repeated", page)
                continue
        elif key:
            seen[key] = position
        if at_head:
            _halve(traced, line, page)
        position += 1


def _halve(traced: Traced, line: Line, page: Page) -> None:
    """Cut the second half of a line that says its title twice."""
    content = traced.text[line.start : line.end]
    if len(content) > 2 * LONGEST_TITLE_CHARS:
        return
    found = content.split()
    half = len(found) // 2
    if half >= COPY_WORDS - 1 and len(found) % 2 == 0 and found[:half] == found[half:]:
        cut = line.start + content.rindex(found[half]) if found.count(found[half]) == 2 else None
        if cut is not None:
            _cut(traced, cut, line.end, "title_repeated", page)
            line.end = cut
            _strip_end(traced.text, line)


def _strip_end(text: str, line: Line) -> None:
    while line.end > line.start and text[line.end - 1].isspace():
        line.end -= 1


def _trim_edges(traced: Traced, lines: list[Line], page: Page) -> None:
    """Cut furniture at the ends of lines, and an agency's name in brackets behind the last sentence of one."""
    text = traced.text
    kept = _kept(lines)
    for number, line in enumerate(kept):
        if not line.examined:
            continue
        prefix = _PREFIX.match(text, line.start, line.end)
        if prefix:
            _cut(traced, line.start, prefix.end(), "chrome", page)
            line.start = prefix.end()
        suffix = line_end(text[line.start : line.end]) if number == len(kept) - 1 else None
        if suffix:
            _cut(traced, line.start + suffix[0], line.end, suffix[1], page)
            line.end = line.start + suffix[0]
            _strip_end(text, line)
        content = text[line.start : line.end]
        may_be_title = number < 2 and len(content) <= LONGEST_TITLE_CHARS and not _dateline(content, number, page, kept)
        outlet = outlet_suffix(content, title=may_be_title)
        if outlet:
            _cut(traced, line.start + outlet[0], line.end, "signature", page)
            line.end = line.start + outlet[0]
            page.signature = page.signature or outlet[1]
        _strip_end(text, line)


def _kept(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not line.dropped and line.start < line.end]


def _looks_like_title(content: str) -> bool:
    short = len(content) <= LONGEST_TITLE_CHARS and len(content.split()) > 1
    return short and not content.endswith((".", "،", ":", "؛"))


def _title_line(text: str, lines: list[Line], page: Page) -> Line | None:
    """Return the line that is the page's title, and note it if the sender gave none."""
    kept = _kept(lines)
    if page.title:
        key = _key(page.title)
        return next((line for line in kept[:HEAD_LINES] if _key(text[line.start : line.end]) == key), None)
    if len(kept) < 2:
        return None
    first = kept[0]
    content = text[first.start : first.end]
    if not _looks_like_title(content) or _dateline(content, 0, page, kept):
        return None
    was_doubled = any(cut[2] == "title_repeated" for cut in page.cuts)
    if was_doubled or first.blank_behind or kept[1].end - kept[1].start > len(content):
        page.title = content
        return first
    return None


def _dateline(content: str, number: int, page: Page, kept: list[Line], opens_report: bool = True) -> Dateline | None:
    """Return a line's dateline; a page's first line, which may be its title, needs a sure one."""
    found = dateline_of(content, opens_report=opens_report)
    may_be_title = number == 0 and len(kept) > 1 and not page.title
    return found if found and (found.sure or not may_be_title) else None


def _cut_datelines(traced: Traced, lines: list[Line], title: Line | None, page: Page) -> None:
    report_opened = False
    kept = _kept(lines)
    for number, line in enumerate(kept):
        if line is title or not line.examined:
            continue
        content = traced.text[line.start : line.end]
        found = _dateline(content, number, page, kept, opens_report=not report_opened)
        if found:
            start, end = line.start, line.start + found.end
            _cut(traced, start, end, "dateline", page)
            page.stamps.append(content[: found.end])
            page.source = page.source or found.outlet
            line.start = end
            while line.start < line.end and traced.text[line.start].isspace():
                line.start += 1
        report_opened = report_opened or line.start < line.end
