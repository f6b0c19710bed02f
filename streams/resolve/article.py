"""What an article says beyond one span: its country, its persons in full, who holds which post, bodies named before."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from streams.resolve.lexicon import Lexicon
from streams.resolve.people import PersonName, means
from streams.resolve.phrases import Reader, Reading
from streams.resolve.roster import Actor
from streams.resolve.spelling import tokens, variants
from streams.text.normalize import words_of_sentence

# An article is clearly of one country with at least so many signs, and this share of all.
LEAST_SIGNS = 3
LEAST_SHARE = 0.6
_HINT_SIGNS = 2
_BEFORE_A_NAME = 140
_LONGEST_SENTENCE = 4000
_NEAR = 1
_WORD_AFTER = re.compile(r"[ \u00a0]+(\w{1,30})")
_MINISTER = "-minister"
_HEADS_OF_GOVERNMENT = frozenset({"prime-minister", "deputy-prime-minister"})


@dataclass(frozen=True)
class ActorMention:
    """A span of type PER, ORG, MIL, ARM, GRP or GPE. start: its offset in `sentence`, in code points."""

    text: str
    type: str
    sentence_index: int
    start: int
    sentence: str


@dataclass(frozen=True)
class ResolvedActor:
    """Who is meant: name in Arabic (canonical if known, else as written), English name, id in the register, country
    (ISO 3166-1 alpha-3) and PLOVER sector; null is not known."""

    name: str
    name_en: str | None = None
    id: str | None = None
    country: str | None = None
    sector: str | None = None

    @classmethod
    def of(cls, actor: Actor) -> ResolvedActor:
        """Return an entry of the register with its own sector."""
        return cls(actor.name, actor.name_en, actor.id, actor.country, actor.sector)


@dataclass
class ArticleMemory:
    """What was read so far, in the order of the text."""

    country: str | None = None
    names: list[tuple[int, PersonName]] = field(default_factory=list)
    posts: dict[str, list[tuple[int, str | None, PersonName]]] = field(default_factory=lambda: defaultdict(list))
    bodies: list[tuple[int, frozenset[str], ResolvedActor]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def full_name(self, short: PersonName, sentence: int) -> tuple[PersonName | None, bool]:
        """Return the person whom a short name means in this article, and whether anybody could be meant.

        Of two with that name the only one of the same or the last sentence is meant, else nobody.
        """
        fitting = [(place, name) for place, name in self.names if means(short, name)]
        people = {name.identity: name for _, name in fitting}
        if len(people) > 1:
            near = {name.identity: name for place, name in fitting if 0 <= sentence - place <= _NEAR}
            people = near if len(near) == 1 else {}
        return next(iter(people.values()), None), bool(fitting)

    def in_post(self, post: str, scope: str | None, sentence: int) -> PersonName | None:
        """Return whom the article names with that post: the last before the sentence, else the only one.

        A bare post is that of the article's country, or of the state that this or the last sentence names with it.
        """
        fitting = [(place, name) for place, of, name in self.posts.get(post, ()) if scope is None or of == scope]
        before = [name for place, name in fitting if place <= sentence]
        if scope is None and self.country is not None:
            state = self.country.lower()
            fitting = [
                (place, name)
                for place, of, name in self.posts.get(post, ())
                if of in (None, state) or of.startswith(f"{state}/") or 0 <= sentence - place <= _NEAR
            ]
            before = [name for place, name in fitting if place <= sentence]
        if scope is None and len({name.identity for _, name in fitting}) > 1:
            near = {name.identity: name for place, name in fitting if 0 <= sentence - place <= _NEAR}
            return next(iter(near.values())) if len(near) == 1 else None
        return before[-1] if before else fitting[0][1] if fitting else None

    def minister(self, sentence: int, state: str | None = None) -> PersonName | None:
        """Return whom `الوزير` takes up: the minister named last before the sentence, null where two are as near.

        With a state (`irq`) only its ministers are asked: `الوزير الأميركي`.
        """
        named = [
            (place, name)
            for post, bound in self.posts.items()
            if post.endswith(_MINISTER) and post not in _HEADS_OF_GOVERNMENT
            for place, of, name in bound
            if place <= sentence and (state is None or (of or "").split("/")[0] == state)
        ]
        last = max((place for place, _ in named), default=0)
        people = {name.identity: name for place, name in named if place == last}
        return next(iter(people.values())) if len(people) == 1 else None

    def body(self, kind: str, sentence: int) -> ResolvedActor | None:
        """Return the nearest body of a kind (the first word of its names) named before, else the only one after."""
        fitting = [(place, actor) for place, kinds, actor in self.bodies if kind in kinds]
        before = [actor for place, actor in fitting if place <= sentence]
        if before:
            return before[-1]
        return fitting[0][1] if len({actor.name for _, actor in fitting}) == 1 else None


class ArticleReader:
    """Gathers what the resolution of single spans needs to know of their article."""

    def __init__(self, reader: Reader, lexicon: Lexicon) -> None:
        self._reader = reader
        self._titles = lexicon.words["title"]
        self._post_words = {
            phrase.split()[0]
            for phrase, senses in lexicon.phrases.items()
            if any(sense.kind in ("post", "of-post") for sense in senses)
        }
        self._signs: dict[str, str] = {}
        self._pairs: dict[str, dict[str, str]] = defaultdict(dict)
        for phrase, senses in lexicon.phrases.items():
            state = next((sense.value for sense in senses if sense.kind in ("nisba", "state", "place")), None)
            first, _, rest = phrase.partition(" ")
            if state is not None and rest:
                self._pairs[first][rest] = state
            elif state is not None:
                self._signs[first] = state
        self._sign_of = lru_cache(maxsize=65536)(self._find_sign)

    def country(
        self, mentions: Sequence[ActorMention], readings: Sequence[Reading | None], hint: str | None
    ) -> str | None:
        """Return the country that the article is clearly of, or null."""
        names = {word for mention in mentions if mention.type == "PER" for word in tokens(mention.text)}
        signs: Counter[str] = Counter(reading.country for reading in readings if reading and reading.country)
        for sentence in {mention.sentence for mention in mentions}:
            words = words_of_sentence(sentence[:_LONGEST_SENTENCE])
            for word, after in zip_longest(words, words[1:], fillvalue=""):
                alone, pairs = self._sign_of(word)
                state = alone or (pairs.get(after) if pairs else None)
                if state is not None and word not in names:
                    signs[state] += 1
        if hint:
            signs[hint] += _HINT_SIGNS
        if not signs:
            return None
        country, count = signs.most_common(1)[0]
        clear = count >= LEAST_SIGNS and count >= LEAST_SHARE * sum(signs.values())
        return country if clear else None

    def title(self, mention: ActorMention) -> Reading | None:
        """Return the post that stands right before a person's name, or null: `وزير الدفاع العراقي، ` + the name."""
        start = self._start(mention)
        words = tokens(mention.sentence[max(0, start - _BEFORE_A_NAME) : start]) if start > 0 else []
        while words and words[-1] in self._titles:
            words.pop()
        for place, word in enumerate(words):
            if not any(reading in self._post_words for reading in variants(word)):
                continue
            reading = self._reader.read(" ".join(words[place:]))
            if (
                reading.post is not None
                and reading.words
                and reading.covered >= len(words) - place
                and not reading.former
            ):
                return reading
        return None

    def next_word(self, mention: ActorMention) -> str:
        """Return the word that follows a span with nothing but spaces between, "" where there is none."""
        start = self._start(mention)
        after = _WORD_AFTER.match(mention.sentence, start + len(mention.text)) if start >= 0 else None
        return after[1] if after else ""

    @staticmethod
    def _start(mention: ActorMention) -> int:
        if mention.sentence.startswith(mention.text, max(0, mention.start)):
            return mention.start
        return mention.sentence.find(mention.text)

    def _find_sign(self, word: str) -> tuple[str | None, dict[str, str]]:
        """Return the state that a word is a sign of, and those that it is one of with the word after it."""
        readings = variants(word)
        alone = next((self._signs[reading] for reading in readings if reading in self._signs), None)
        return alone, next((self._pairs[reading] for reading in readings if reading in self._pairs), {})
