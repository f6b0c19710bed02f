"""Where: from a place string (`شمال غربي قضاء الحويجة`) to a place of the register, or as much as is known of it.

What is not known stays null. The precision says how far to trust the coordinates:

* A plain name that a town and its governorate share (كركوك, الموصل, بعقوبة) is the town; a name that only a governorate
  bears (ديالى, نينوى, الأنبار) is the governorate; `محافظة`, `قضاء`, `ناحية`, `مدينة` decide. Of a unit the coordinates
  are its middle, which is not its town; outside Iraq they are the seat of a first-level unit.
* `شمال غربي X` keeps X with the relation `northwest_of`, and a town becomes an area; of a country or governorate
  (`شمال العراق`, `غرب الأنبار`) it is a part: `north_part`, `west_part`. An operations sector (`قاطع عمليات ديالى`) is
  the governorate with `sector_of`. `الطريق بين X وY` is `between`, halfway. `الحدود السورية` is Syria with `border_of`;
  the border of two units of a state (`الحدود بين كركوك وصلاح الدين`) is `between`.
* Of namesakes, what else is named decides, else size: then the precision falls one step, and where size does not decide
  either, only the country or governorate that all share is given.
* A village that the register lacks gets the units that its own string names (`قرية X في ناحية Y`), no id, and their
  precision. So does a name whose only namesakes are in another country, or small and far from `Y` (`place_sites`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice

from streams.resolve import numerals
from streams.resolve.gazetteer import Gazetteer, Place
from streams.resolve.place_choice import FADING, Anchor, Choice, choose
from streams.resolve.place_facts import PRECISIONS as PRECISIONS
from streams.resolve.place_facts import ResolvedPlace as ResolvedPlace
from streams.resolve.place_facts import inherited, settled
from streams.resolve.place_grammar import MAX_CHARACTERS, Mention, Reader, Reading
from streams.resolve.place_parts import PlacePart, between, bordering, coordinated, head, parts_of, shared, spans
from streams.resolve.place_sites import placed, unplaced
from streams.resolve.place_text import before, display, pieces
from streams.resolve.place_words import Words
from streams.text.normalize import normalize, strip_clitics

MAX_CONTEXT = 40
MAX_ANCHOR = 120
NEAR_WORDS = 6
CACHE = 1 << 14
_BORDER, _LAND, _INSIDE = "الحدود", "الأراضي", "داخل"


@cache
def neighbours(country: str) -> frozenset[str]:
    """Return the states with a land border with a state of the region, by ISO 3166-1 alpha-3."""
    return frozenset(numerals.table("places.yaml")["borders"].get(country, ()))


class PlaceResolver:
    """Resolves place strings against the register; immutable but for its caches, so that threads share it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._words = Words.load()
        self._reader = Reader(gazetteer, self._words)
        self._read = lru_cache(maxsize=CACHE)(self._reader.read)
        self._anchor = lru_cache(maxsize=CACHE)(self._find_anchor)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> PlaceResolver:
        """Return the resolver over the register that the package ships, one a process."""
        return cls(Gazetteer.load())

    def resolve(
        self,
        text: str,
        type: str,
        *,
        sentence: str = "",
        start: int = 0,
        context: Sequence[str] = (),
        country: str | None = None,
    ) -> ResolvedPlace:
        """Return what is known of the place that `text` names; never raises for any string.

        Args:
            text: the mention as it stands, clitics and all (`بكركوك`, `قرية عمربلي في ناحية جلولاء`).
            type: GPE, LOC or FAC; of namesakes a FAC is rather the facility.
            sentence: the sentence, where `text` starts at character `start`: words that stand right before the mention
                and belong to it (`قاطع عمليات`, `شمال غربي`, `محافظة`) are read with it.
            context: other place strings of the sentence, then of the article, nearest first; they settle namesakes.
            country: the country that the article is about (ISO 3166-1 alpha-3), if it is known; it settles them too.
        """
        text = text[:MAX_CHARACTERS]
        said = self._inside(self._at_home(text, sentence, start, country), sentence, start)
        reading = self._read(said)
        if not reading.mentions:
            reading = next((r for r in map(self._read, pieces(text, self.gazetteer.known)) if r.mentions), reading)
        anchors = self._anchors(context[:MAX_CONTEXT], text, country)
        introduced = self._introduced(reading, said, sentence, start)
        found = self._resolve(introduced, type, anchors, text) if introduced else None
        found = found or self._resolve(reading, type, anchors, text)
        return found or self._anaphor(text, anchors) or ResolvedPlace(display(text))

    def resolve_each(
        self,
        text: str,
        type: str,
        *,
        sentence: str = "",
        start: int = 0,
        context: Sequence[str] = (),
        country: str | None = None,
    ) -> list[PlacePart]:
        """Return each place that `text` names side by side or as the ends of a stretch, with its characters in `text`.

        One place stands for all of `text`, as `resolve` gives it; so does, first, the middle of a stretch (`between`).
        Arguments as for `resolve`; never raises for any string.
        """
        whole = self.resolve(text, type, sentence=sentence, start=start, context=context, country=country)
        read = self._read(text[:MAX_CHARACTERS])
        found: list[PlacePart] = []
        if len(read.mentions) > 1 and not read.unknown:
            reading = self._introduced(read, text[:MAX_CHARACTERS], sentence, start)
            skipped = reading.mentions[0].first - read.mentions[0].first if reading else 0
            chosen = self._choose(reading or read, type, self._anchors(context[:MAX_CONTEXT], text, country))
            found = parts_of(chosen, text[:MAX_CHARACTERS], skipped, whole)
        return found or [PlacePart(0, len(text), whole)]

    def resolve_all(self, mentions: Sequence[tuple[str, str]]) -> list[ResolvedPlace]:
        """Resolve the (text, type) pairs of one sentence or article together, each with the others as context."""
        texts = [text for text, _ in mentions]
        return [
            self.resolve(text, kind, context=[*texts[max(0, i - 8) : i], *texts[i + 1 :], *texts[: max(0, i - 8)]])
            for i, (text, kind) in enumerate(mentions)
        ]

    def _introduced(self, reading: Reading, text: str, sentence: str, start: int) -> Reading | None:
        """Read the words that stand right before a mention with it, if they are nothing but its introduction."""
        if not reading.mentions or reading.mentions[0].unit or reading.mentions[0].relation:
            return None
        words = normalize(before(sentence, start)).split()
        while words and not self._introduces(words):
            words = words[1:]
        if not words:
            return None
        reading = self._read(" ".join([*words, text]))
        return reading if reading.mentions and reading.unknown is None else None

    def _introduces(self, words: Sequence[str]) -> bool:
        for table in (self._words.relations, self._words.units):
            match = self._reader.phrase_at(words, 0, table)
            if match and match[1] == len(words):
                return match[0] not in ("between", "country", "capital")
            if match and self._introduces(words[match[1] :]):
                return True
        return False

    def countries(self, text: str) -> frozenset[str]:
        """Return the countries of the places that a string names for certain, whatever else is named."""
        return frozenset(p.country for p in self._anchor(text[:MAX_ANCHOR]) if p.country)

    def _anchors(self, context: Sequence[str], text: str, country: str | None) -> list[Anchor]:
        others = [self._anchor(c[:MAX_ANCHOR]) for c in dict.fromkeys(context) if c != text]
        home = self.gazetteer.by_id(f"country:{country}") if country else None
        named = [Anchor(p, (1 + i / FADING) ** -2) for i, places in enumerate(others) for p in places]
        return [*named, Anchor(home, 1.0)] if home else named

    def _find_anchor(self, text: str) -> tuple[Place, ...]:
        """Return the places that a string names for certain, whatever else is named."""
        choices = [choose(m, "GPE", (), ()) for m in self._read(text).mentions]
        return tuple(c.place for c in choices if c.place and c.sure)

    def _resolve(self, reading: Reading, kind: str, anchors: list[Anchor], text: str) -> ResolvedPlace | None:
        chosen = self._choose(reading, kind, anchors)
        if not chosen:
            return None
        if chosen[0][0].relation == "border_of":
            return self._border(chosen, anchors, text)
        if len(chosen) > 1 and spans(chosen[0][0], chosen[1][0]):
            return between(chosen, text)
        if reading.unknown or unplaced(reading.mentions, (mention for mention, _ in chosen)):
            return inherited(head(chosen), text)
        if coordinated(chosen):
            return shared([c.place for _, c in chosen if c.place], text)
        return settled(*head(chosen), text)

    def _choose(self, reading: Reading, kind: str, anchors: list[Anchor]) -> list[tuple[Mention, Choice]]:
        choices = [choose(mention, "GPE", anchors, ()) for mention in reading.mentions]
        mentions = placed(reading.mentions, choices)
        if len(choices) == 1 and kind == "GPE" and not reading.nations:
            # Nothing else is known of the one name than what it was chosen by.
            return bordering([(m, c) for m, c in zip(mentions, choices, strict=True) if c.place or c.shared[0]])
        if mentions != reading.mentions:
            choices = [choose(mention, "GPE", anchors, ()) for mention in mentions]
        chosen = []
        for number, mention in enumerate(mentions):
            beside = [c.place for i, c in enumerate(choices) if i != number and c.place]
            others = [Anchor(place, 2.0) for place in beside]
            choice = choose(mention, kind, [*others, *anchors], reading.nations)
            if choice.place or choice.shared[0]:
                chosen.append((mention, choice))
        return bordering(chosen)

    def _border(self, chosen: list[tuple[Mention, Choice]], anchors: list[Anchor], text: str) -> ResolvedPlace | None:
        mention, choice = chosen[0]
        place = choice.place
        if place is None or place.type != "country":
            return settled(mention, choice, text)
        sides = [c.place.id[8:] for _, c in chosen if c.place and c.place.type == "country"]
        if len(sides) == 1 and all(c.place is None or c.place.country for _, c in chosen):
            near = (a.place.country for a in anchors)
            sides += islice((c for c in near if c is not None and c in neighbours(sides[0])), 1)
        pair = "-".join(sorted(set(sides)))
        identifier = f"border:{pair}" if len(set(sides)) == 2 else place.id
        return ResolvedPlace(display(text), f"border of {place.name_en}", identifier, country=place.country,
                             precision="region", relation="border_of")  # fmt: skip

    @staticmethod
    def _inside(text: str, sentence: str, start: int) -> str:
        """Put the land for the border where `داخل` (inside) stands before it: `داخل الحدود التركية` is in Turkey."""
        first, _, rest = text.partition(" ")
        inside = first == _BORDER and before(sentence, start).split()[-1:] == [_INSIDE]
        return f"{_LAND} {rest}" if inside else text

    def _at_home(self, text: str, sentence: str, start: int, country: str | None) -> str:
        """Put the country's name for a last word `البلاد`: that of the place right before, else the article's.

        It stays where the few words before name a place of another country: whose land is meant is then not clear.
        """
        words, before_it = text.split(), sentence[: max(0, start)].split()[-NEAR_WORDS:]
        if not words or not self._words.is_a("home", *strip_clitics(normalize(words[-1]))):
            return text
        around = [normalize(word) for word in (*before_it[-1:], *words[:-1])]
        if any(self._words.is_a("abroad", *strip_clitics(word)) for word in around):
            return text
        named = {c for place in self._anchor(" ".join(before_it)[-MAX_ANCHOR:]) if (c := place.country)}
        if before_it and not self._words.is_a("preposition", normalize(before_it[-1])) and len(words) > 1:
            beside = {c for place in self._anchor(" ".join(before_it[-2:])[-MAX_ANCHOR:]) if (c := place.country)}
            named, country = (beside, next(iter(beside))) if len(beside) == 1 else (named, country)
        home = self.gazetteer.by_id(f"country:{country}") if country and named <= {country} else None
        return " ".join((*words[:-1], home.name)) if home else text

    def _anaphor(self, text: str, anchors: list[Anchor]) -> ResolvedPlace | None:
        """Resolve `الإقليم`, `القطاع`, `جنوبي القطاع` to the one such place that the context names."""
        words = normalize(text).split()
        for variant in strip_clitics(words[-1]) if words else ():
            identifiers = self._words.anaphors.get(variant, ())
            named = {a.place.id: a.place for a in anchors if a.place.id in identifiers}
            if len(named) != 1:
                continue
            (place,) = named.values()
            side = self._reader.phrase_at(words, 0, self._words.relations) if len(words) > 1 else None
            if len(words) == 1 or (side is not None and side[1] == len(words) - 1):
                return settled(Mention(variant, (), None, side[0] if side else None), Choice(place), text)
        return None
