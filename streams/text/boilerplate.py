"""Which lines and ends of lines of a page are not its story: patterns of `boilerplate.yaml` and `line_ends.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from models.yaml_data import load_yaml
from streams.text.dates import date_pattern, weekday_pattern
from streams.text.normalize import fold
from streams.text.tables import TIME, alternation, fold_pattern, outlets, read_data, spelling, words

Where = Literal["any", "edge", "tail"]

# A longer line is prose whatever it holds, and matching stays linear in the text.
LONGEST_LINE_CHARS = 300
LONGEST_HEADLINE_CHARS = 110

_LEADING = re.compile(r"^(?:[•*·▪●■►»>|–—-]{1,3} ?)+(?=\S)")
_COMMENTS = re.compile(r"(?:ال)?تعليقات ?[(\[ :]{1,3}[1-9]\d{0,4} ?[)\]]?|[1-9]\d{0,4} (?:تعليقات|تعليق)")


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a line goes, where on the page it does, and whether the headlines below it go with it."""

    reason: str
    where: Where
    rest: bool


@lru_cache(maxsize=1)
def _rules() -> tuple[re.Pattern[str], tuple[Rule, ...]]:
    tables = {
        "date": date_pattern(),
        "weekday": weekday_pattern(),
        "time": TIME,
        "age": alternation(words()["age"]),
        "outlet": alternation(list(outlets())),
        "section": alternation(words()["section"]),
        "network": alternation(words()["network"]),
    }
    rules: list[Rule] = []
    groups: list[str] = []
    for row in load_yaml(read_data("boilerplate.yaml")):
        patterns = [fold_pattern(pattern) for pattern in row["lines"]]
        for name, pattern in tables.items():
            patterns = [each.replace("{" + name + "}", pattern) for each in patterns]
        groups.append(f"(?P<r{len(rules)}>{'|'.join(patterns)})")
        rules.append(Rule(row["reason"], row["where"], bool(row.get("rest"))))
    return re.compile("|".join(groups)), tuple(rules)


def rule_of(line: str) -> Rule | None:
    """Return the rule that the whole of `line` (without outer white space) falls under, or None for prose."""
    if len(line) > LONGEST_LINE_CHARS:
        return None
    pattern, rules = _rules()
    plain = spelling(line)
    for candidate in (plain, _LEADING.sub("", plain)):
        match = pattern.fullmatch(candidate)
        if match and match.lastgroup:
            return rules[int(match.lastgroup[1:])]
    return None


@lru_cache(maxsize=1)
def _ends() -> tuple[re.Pattern[str], tuple[str, ...]]:
    rows = load_yaml(read_data("line_ends.yaml"))
    groups = [f"(?P<e{i}>{'|'.join(map(fold_pattern, row['ends']))})" for i, row in enumerate(rows)]
    return re.compile(f"(?:{'|'.join(groups)})$"), tuple(row["reason"] for row in rows)


def line_end(line: str) -> tuple[int, str] | None:
    """Return where furniture behind the last sentence of `line` begins, and why it goes; None if there is none.

    Only the last 300 characters are looked at, and never all of a line.
    """
    begin = max(0, len(line) - LONGEST_LINE_CHARS)
    pattern, reasons = _ends()
    match = pattern.search(fold(line), begin)
    if match is None or match.lastgroup is None or not line[: match.start()].strip():
        return None
    return match.start(), reasons[int(match.lastgroup[1:])]


@lru_cache(maxsize=1)
def _going_on() -> re.Pattern[str]:
    linked, own = (alternation(words()[name]) for name in ("goes_on", "own_waw"))
    return re.compile(rf"[\W_]*(?:{linked}(?!\w)|(?!{own}(?!\w))و)")


def may_be_headline(line: str) -> bool:
    """Say whether `line`, below "read also", can be another story's headline: short, without a full stop, and not
    beginning as what goes on with a story, with كما (also) or و (and).
    """
    if len(line) >= LONGEST_HEADLINE_CHARS or line.endswith((".", "؟", "!")):
        return False
    return _going_on().match(spelling(line)) is None


def counts_comments(line: str) -> bool:
    """Say whether `line` heads readers' comments of which there is at least one."""
    return len(line) <= LONGEST_LINE_CHARS and _COMMENTS.fullmatch(spelling(line)) is not None
