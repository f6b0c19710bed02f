"""One spelling for names that Arabic writes in many: for registers, keys and comparisons, never for display.

Two strengths. `fold` changes characters one for one, so that offsets into the folded text hold in the original;
`normalize` also drops marks and punctuation. Both put أ إ آ ٱ to ا, ة to ه, ى to ي, the Kurdish and Persian letters to
the Arabic ones that Iraqi newspapers write in their place, digits to 0-9, and A-Z to a-z.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي",
    "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "ی": "ي", "ێ": "ي", "ې": "ي", "ے": "ي", "ۆ": "و", "ۇ": "و", "ۋ": "و",
    "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ۃ": "ه", "پ": "ب", "ڤ": "ف", "چ": "ج", "ژ": "ج", "ڕ": "ر", "ړ": "ر",
    "ڵ": "ل", "ں": "ن", "ٹ": "ت", "ڈ": "د", "ڑ": "ر",
}  # fmt: skip
_DIGITS = {
    **{chr(0x0660 + n): str(n) for n in range(10)},
    **{chr(0x06F0 + n): str(n) for n in range(10)},
    "٫": ".",
}
_CASE = {chr(upper): chr(upper + 32) for upper in range(ord("A"), ord("Z") + 1)}
_FOLD = str.maketrans({**_LETTERS, **_DIGITS, **_CASE, "\u00a0": " ", "\t": " "})
_ONLY_DIGITS = str.maketrans({**_DIGITS, "٬": ""})
# Hamza on the line comes and goes (كربلاء, كربلا); tatweel and vowel marks carry no letter.
_DROP = str.maketrans(
    {
        **dict.fromkeys(map(chr, [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD)]), ""),
        **dict.fromkeys("ءـ٬", ""),
        **_LETTERS,
        **_DIGITS,
    }
)
# A point between digits stays: 3.5 is not 35.
_NOT_A_WORD = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]+|_+")

PREFIXES = ("وبال", "فبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال", "وب", "ول", "وك", "فب", "فل")
_SINGLE_PREFIXES = "وفبلك"
_LEAST_STEM = 2


def fold(text: str) -> str:
    """Return `text` with one spelling a letter, character for character: `len(fold(text)) == len(text)`."""
    return text.translate(_FOLD)


def normalize_digits(text: str) -> str:
    """Return `text` with Arabic-Indic and Persian digits as 0-9, `٫` as a point and the thousands mark `٬` dropped."""
    return text.translate(_ONLY_DIGITS)


def normalize(text: str) -> str:
    """Return the key of a name: folded, without marks, tatweel, hamza on the line and punctuation, spaces collapsed.

    The letter و within كوردستان stays, since dropping it would join other words; registers list such a variant.
    The result is stable: `normalize(normalize(text)) == normalize(text)`.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DROP)
    return " ".join(_NOT_A_WORD.sub(" ", text.lower()).split())


@lru_cache(maxsize=256)
def words_of_sentence(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence's key; kept, since several readers of an article ask for them."""
    return tuple(normalize(sentence).split())


@lru_cache(maxsize=16384)
def strip_clitics(word: str) -> tuple[str, ...]:
    """Return what a normalised word may be without what is written onto its front, the word itself first.

    و and ف (and, so), ب ل ك (in, to, as) and the article ال come off in the orders that Arabic allows, and `لل` is also
    given back as `ال`: `وللعراق` gives `وللعراق`, `العراق`, `عراق` and `للعراق`. A stem keeps two letters or more. The
    candidates are to be looked up in a register; most are no words.
    """
    found = dict.fromkeys([word])
    for prefix in PREFIXES:
        stem = word.removeprefix(prefix)
        if stem != word and len(stem) >= _LEAST_STEM:
            if prefix.endswith(("ال", "لل")) and prefix != "ال":
                found["ال" + stem] = None
            found[stem] = None
    if word[:1] in _SINGLE_PREFIXES and len(word) > _LEAST_STEM:
        found[word[1:]] = None
    return tuple(found)
