"""The country that an article is about, which settles names that several countries have (القنيطرة, طرابلس, القصير)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from streams.resolve.places import PlaceResolver
from streams.text.normalize import words_of_sentence

_ARTICLES = ("ال", "وال", "بال", "لل")


def article_country(resolver: PlaceResolver, names: Iterable[str], sentences: Sequence[str]) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of the country that most of an article speaks of, None without a clear one.

    What counts, once each time: a place string that is certain by itself, and an adjective of a country with its
    article (`القوات السورية`). It takes two of three: a name in news of two countries is left to its neighbours.
    """
    votes = Counter(country for name in names for country in resolver.countries(name))
    demonyms = resolver.gazetteer.demonyms
    for sentence in sentences:
        words = (word for word in words_of_sentence(sentence) if word.startswith(_ARTICLES))
        votes.update(country for word in words if (country := demonyms.get(_with_article(word))))
    return majority(votes)


def majority(countries: Counter[str]) -> str | None:
    """Return the country that has two of three votes; None if none has."""
    if not countries:
        return None
    (country, count), total = countries.most_common(1)[0], sum(countries.values())
    return country if count * 3 >= total * 2 else None


def _with_article(word: str) -> str:
    return "ال" + word[2:] if word.startswith("لل") else word[word.index("ال") :]
