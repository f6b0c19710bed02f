"""Whether a text is Arabic, told from Kurdish, Persian and Urdu in the same script.

Arabic shows in its words: of those of a news text between 20 and 60 % have the article, end in ta marbuta or are among
a few particles (0.1 % of 6,000 articles of 15 newspapers lie under 23 %); of Sorani, Persian and Urdu it is under 5 %.
A few Kurdish names or Persian letters in an Arabic text change nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from streams.text.characters import plain_characters
from streams.text.tables import words
from streams.text.traced import Traced

# Enough to tell, and a bound on the time.
SAMPLE_CHARS = 20_000
LEAST_SCRIPT_SHARE = 0.3
LEAST_ARABIC_WORDS_SHARE = 0.1
# Dialect poems lie between these two; what else does so has foreign letters.
LEAST_DIALECT_WORDS_SHARE = 0.05
MOST_DIALECT_LETTERS_SHARE = 0.005
MOST_FOREIGN_LETTERS_SHARE = 0.02
# A shorter text without an article or particle can still be an Arabic headline.
LEAST_WORDS = 25
# So many words of Arabic are a story, however much of another script (a page's code, a list of names) surrounds them.
ENOUGH_WORDS = 40

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u08a0-\u08bd]")
# Letters of the script that Arabic does not write, the Persian kaf and yeh left out: some Arabic keyboards have them.
_FOREIGN = re.compile("[\u0671-\u06a3\u06a5-\u06a8\u06aa-\u06cb\u06cd-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f]")
_MARKS = re.compile("[\u064b-\u0652\u0670ـ]")
_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)[\u0621-\u064a]")


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return frozenset(words()["particle"])


def why_not_arabic(text: str) -> str | None:
    """Return why `text` is not Arabic, in words for the sender, or None if it is."""
    sample = plain_characters(Traced.of(text[:SAMPLE_CHARS])).text
    found = [_MARKS.sub("", word) for word in _WORD.findall(sample)]
    found = [word for word in found if word]
    letters = sum(map(len, found))
    if not letters:
        return "it has no letters"
    in_script = sum(len(_ARABIC.findall(word)) for word in found)
    in_arabic = [word for word in found if _ARABIC.match(word)]
    if in_script / letters < LEAST_SCRIPT_SHARE and len(in_arabic) < ENOUGH_WORDS:
        return f"{in_script / letters:.0%} of its letters are Arabic (at least {LEAST_SCRIPT_SHARE:.0%} are needed)"
    particles = _particles()
    arabic = sum(1 for word in in_arabic if word in particles or word.endswith("ة") or _ARTICLE.match(word))
    share = arabic / len(in_arabic) if in_arabic else 0.0
    foreign = sum(len(_FOREIGN.findall(word)) for word in in_arabic) / max(1, in_script)
    if share >= LEAST_DIALECT_WORDS_SHARE and foreign <= MOST_DIALECT_LETTERS_SHARE:
        return None
    if share >= LEAST_ARABIC_WORDS_SHARE or (foreign < MOST_FOREIGN_LETTERS_SHARE and len(in_arabic) < LEAST_WORDS):
        return None
    return (
        f"{share:.0%} of its words are Arabic forms (at least {LEAST_ARABIC_WORDS_SHARE:.0%} are needed) and "
        f"{foreign:.0%} of its letters are Kurdish, Persian or Urdu ones"
    )
