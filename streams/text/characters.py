"""Characters that pages carry and readers do not see: markup left in, invisible marks, letters in drawn forms."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from streams.text.traced import Traced

_BLOCK_TAGS = frozenset(
    ("br", "p", "div", "li", "ul", "ol", "tr", "td", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section",
     "article", "figure", "figcaption", "blockquote", "header", "footer", "nav")
)  # fmt: skip
_ENTITY = re.compile(r"&(?:amp;){0,4}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10}\d{0,2});")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,14})(?:[\s/][^<>]{0,500})?>|<!--[^<>]{0,500}-->")
_NEWLINE = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
# Zero-width, bidi and format controls, soft hyphen, variation selectors, C0 and C1 controls, private use (icon fonts),
# lone surrogates and noncharacters.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u061c\u00ad\u180e\ufeff\ufe00-\ufe0f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ud800-\udfff]+"
)
_TATWEEL = re.compile("ـ+")
_OPENING = frozenset('«"“(')
# Arabic presentation forms and full-width Latin; ornate brackets and whole phrases in one character stay.
_FORMS = re.compile("[\ufb50-\ufbb1\ufe80-\ufef4\uff01-\uff5e]+|[\ufbd3-\ufd3d\ufd50-\ufdcf\ufe70-\ufe7f\ufef5-\ufefc]")
_HAMZA_APART = re.compile("[اويىۀە][\u0653-\u0655]")
_ODD_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES = re.compile(f"[ {_ODD_SPACES}]{{2,}}|[{_ODD_SPACES}]")

ROUNDS = 5


def plain_characters(traced: Traced) -> Traced:
    """Return the text in letters, digits, punctuation, single spaces and newlines.

    HTML entities become their characters, tags go (a tag of a block leaves a newline), presentation forms become
    letters, a hamza typed apart joins its letter, tatweel goes but for one that stands alone as a dash. Quotation marks
    of every shape and the vowel marks stay as they are. What one step lays bare, such as a tag written in entities, the
    next round takes.
    """
    for _ in range(ROUNDS):
        before = traced.text
        for pattern, replacement in _STEPS:
            traced = traced.replace(pattern, replacement)
        if traced.text == before:
            break
    return traced


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    while (plain := html.unescape(text)) != text:
        text = plain
    return text


def _unescape(match: re.Match[str]) -> str:
    return _plain(match[0])


def _tag(match: re.Match[str]) -> str:
    name = match[1]
    return "\n" if name and name.lower() in _BLOCK_TAGS else ""


def _tatweel(match: re.Match[str]) -> str:
    """A dash where it stands alone: white space on both sides, or an opening quotation mark behind it."""
    text, (start, end) = match.string, match.span()
    left = text[start - 1 : start]
    right = text[end : end + 1]
    alone = (not left or left.isspace()) and (not right or right.isspace() or right in _OPENING)
    return "-" if alone else ""


@lru_cache(maxsize=4096)
def _letter(form: str) -> str:
    return unicodedata.normalize("NFKC", form).strip()


def _letters(match: re.Match[str]) -> str:
    return "".join(map(_letter, match[0]))


def _compose(match: re.Match[str]) -> str:
    composed = unicodedata.normalize("NFC", match[0].replace("ى", "ي"))
    return composed if len(composed) == 1 else match[0]


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_ENTITY, _unescape),
    (_TAG, _tag),
    (_NEWLINE, lambda match: "\n"),
    (_INVISIBLE, lambda match: ""),
    (_FORMS, _letters),
    (_HAMZA_APART, _compose),
    (_TATWEEL, _tatweel),
    (_SPACES, lambda match: " "),
)
