"""What a place string says: `شمال غربي قضاء الحويجة` is a direction, a word for a level and a name.

The words (`place_words`) are of classes: `unit` introduces a name and constrains its level, `relation` says how the
place lies to the name, `nation` and `capital` stand before an adjective of a country (الأراضي السورية), `landmark` is a
thing named after anything (شارع فلسطين is not in Palestine), `generic` is a noun that is a name only when its unit says
so (قضاء الحي) or what follows says where it lies (الباب شرقي حلب), `honorific` a name that hospitals bear far from its
place, `kinship` stands before a part of a tribe's name, `within` says that what goes before lies in what follows (في),
`filler` and `preposition` say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.resolve.gazetteer import Gazetteer, Place
from streams.resolve.place_words import Words
from streams.text.normalize import normalize, strip_clitics

MAX_WORDS = 24
MAX_CHARACTERS = 300
# A name that the next word cuts short may still be a country's or a large town's: they have no longer namesakes.
LEAST_CUT_SHORT = 2e6
SETTLED = frozenset(
    {"governorate", "district", "subdistrict", "town", "village", "quarter", "area", "land", "country", "capital"}
)
_PREPOSITIONS = ("ب", "وب", "فب", "لل", "ولل")
# Relations of two names that do not say where the first one lies.
_ENDS = frozenset({"between", "border_of", "road_to"})


@dataclass(frozen=True)
class Mention:
    """A name found in a string: the places that bear it, what introduces it and how the string lies to it.

    `joined` says that و or بين puts it beside the name before it, `next` that it follows it at once (`بيجي - حديثة`)
    and no preposition (`زاخو بدهوك`) makes it where the other lies; `first` and `last` are its words in the string.
    `within` says that it tells where the name before it lies: by a direction, or by في, ب, ل or التابعة.
    """

    key: str
    places: tuple[Place, ...]
    unit: str | None = None
    relation: str | None = None
    joined: bool = False
    next: bool = False
    within: bool = False
    first: int = 0
    last: int = 0


@dataclass
class Reading:
    """What a string says: its names in order, countries said by an adjective, what an unknown name that leads it is."""

    mentions: list[Mention] = field(default_factory=list)
    nations: list[str] = field(default_factory=list)
    unknown: str | None = None


class Reader:
    """Reads place strings with the register; stateless between calls."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self.gazetteer = gazetteer
        self.words = words

    def read(self, text: str) -> Reading:
        """Return what `text` says; only its first 300 characters and 24 words are read."""
        return _Scan(self, normalize(text[:MAX_CHARACTERS]).split()[:MAX_WORDS]).run()

    def name_at(self, tokens: Sequence[str], i: int, variants: Sequence[str]) -> tuple[str, int] | None:
        """Return the key of the longest name that starts at word `i`, and its number of words.

        `variants` are the word and what it may be without its clitics, the word itself first. Among equally long names
        the register's go before the world's towns, the word as written before any other, then the place of most weight.
        """
        gazetteer, reserved = self.gazetteer, self.words.reserved
        # A name of two letters (بو in Sierra Leone) has no article: البو stands before many a tribe's name.
        variants = [v for v in variants if len(v) > 2 or not tokens[i].endswith("ال" + v)]
        if tokens[i] in reserved:
            variants = variants[:1]
        lengths = [(v, gazetteer.longest(v)) for v in variants]
        longest = min(max(n for _, n in lengths), len(tokens) - i)
        for length in range(longest, 0, -1):
            keys = [" ".join((v, *tokens[i + 1 : i + length])) for v, n in lengths if n >= length]
            keys = [k for k in keys if k == tokens[i] or k not in reserved]
            for known in (gazetteer.known, gazetteer.has):
                found = [k for k in keys if known(k)]
                if found:
                    written = " ".join(tokens[i : i + length])
                    return (written if written in found else max(found, key=self._weight)), length
        article = "ال" + variants[-1]
        if len(tokens) == 1 and len(article) >= 6 and gazetteer.known(article) and article not in reserved:
            return article, 1
        return None

    def _weight(self, key: str) -> float:
        return max(place.weight for place in self.gazetteer.find(key))

    def phrase_at(self, tokens: Sequence[str], i: int, table: dict[str, str]) -> tuple[str, int] | None:
        """Return the value of the longest phrase of `table` that starts at word `i`, and its number of words.

        و ف ب ل ك may stand before it, one or two; the article is part of the phrase.
        """
        word = tokens[i]
        fronts = [word]
        if word[:1] in ("و", "ف", "ب", "ل", "ك"):
            fronts.append(word[1:])
        if word[:2] in ("وب", "ول", "فب", "فل", "لل"):
            fronts.append(word[2:])
        for length in range(min(self.words.longest, len(tokens) - i), 0, -1):
            for front in fronts:
                value = table.get(" ".join((front, *tokens[i + 1 : i + length])) if length > 1 else front)
                if value is not None:
                    return value, length
        return None


def _placed(token: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return what a word of a place string may be; ك (like) comes off a state alone: `كامل` is not the town of Amol."""

    def fits(stem: str) -> bool:
        like = token.endswith(stem) and "ك" in token[: len(token) - len(stem)]
        return not like or any(place.precision == "country" for place in gazetteer.find(stem))

    return tuple(filter(fits, strip_clitics(token)))


class _Scan:
    """One pass over a string's words from the front."""

    def __init__(self, reader: Reader, tokens: list[str]) -> None:
        self.reader, self.words, self.gazetteer = reader, reader.words, reader.gazetteer
        self.tokens = tokens
        self.variants = [_placed(token, reader.gazetteer) for token in tokens]
        self.found = Reading()
        self.unit: str | None = None
        self.last_unit: str | None = None
        self.last_end = -1
        self.pending: str | None = None
        self.relation: str | None = None
        self.nation = self.capital = self.blocked = self.landmark = self.introduced = self.conjoined = False
        self.within = False

    def run(self) -> Reading:
        i = 0
        while i < len(self.tokens):
            i += self._name(i) or self._word(i) or self._adjective(i) or self._unknown(i)
        return self.found

    def _name(self, i: int) -> int:
        variants = self.variants[i]
        match = self.reader.name_at(self.tokens, i, variants)
        if match is None:
            return 0
        key, length = match
        introduced = self.tokens[i].startswith(_PREPOSITIONS) and not self.landmark
        if self.blocked and not introduced and not self._goes_on(key, length):
            return 0
        alone = length == len(self.tokens) or self.unit or self._told_where(i + length, key)
        if key in self.words.reserved and not alone:
            return 0
        demonym = any(v in self.gazetteer.demonyms for v in variants)
        if demonym and (not self.gazetteer.known(key) or (self.nation and not self.unit)):
            return 0
        if self.unit and self.unit not in SETTLED and self.words.is_a("honorific", key):
            return 0
        if self._cut_short(i + length) and max(p.weight for p in self.gazetteer.find(key)) < LEAST_CUT_SHORT:
            return 0
        self._add(i, key, length)
        return length

    def _told_where(self, i: int, key: str) -> bool:
        """Return whether a noun that is some town's name stands before where that lies: الباب شرقي حلب."""
        if key not in self.words.names or i >= len(self.tokens):
            return False
        relation = self.reader.phrase_at(self.tokens, i, self.words.relations)
        return (relation is not None and relation[0] not in _ENDS) or self._says_within(i)

    def _goes_on(self, key: str, length: int) -> bool:
        """Return whether a name goes on after a word of no class: قاعدة الاحتلال "حرير"."""
        if self.landmark or not self.gazetteer.known(key):
            return False
        return length > 1 or any(p.type == self.pending for p in self.gazetteer.find(key))

    def _add(self, i: int, key: str, length: int) -> None:
        conjoined = self.tokens[i].startswith("و") and not self.tokens[i].startswith(key.partition(" ")[0])
        joined = conjoined or self.conjoined or self.relation == "between"
        if joined and self.unit is None and self.relation != "between":
            self.unit = self.last_unit
        within = self.within or (self.relation is not None and self.relation not in _ENDS)
        within = (within or (self._prefixed(i, key) and not self.tokens[i].startswith("ف"))) and not joined
        places = self.gazetteer.find(key)
        if self.unit == "capital":
            seats = set(self.gazetteer.capitals.values())
            places = tuple(p for p in places if p.id in seats) or places
        unit = self.unit or (self.pending if self.blocked else None)
        following = self.last_end == i and not self._prefixed(i, key)
        self.last_end = i + length
        last = self.last_end - 1
        self.found.mentions.append(Mention(key, places, unit, self.relation, joined, following, within, i, last))
        self.last_unit = self.unit
        self.unit = self.pending = None
        self.nation = self.capital = self.blocked = self.introduced = self.conjoined = self.within = False
        if self.relation not in ("between", "border_of"):
            self.relation = None

    def _prefixed(self, i: int, key: str) -> bool:
        """Return whether ب, ف or ل is written to a name; the ل of a road's end (طريق بغداد لكركوك) does not count."""
        word = self.tokens[i]
        road = bool(self.found.mentions) and self.found.mentions[-1].relation == "road_to"
        letters = ("ب", "ف") if road else ("ب", "ف", "ل")
        return word.startswith(letters) and not word.startswith(key.partition(" ")[0])

    def _cut_short(self, i: int) -> bool:
        """Return whether the word after a name rather belongs to it, so that the name is another one.

        It does if nothing knows it and it is no adjective with its article (البو | محمد); after a name that nothing
        introduces, even then (دور | العبادة is no place).
        """
        if i >= len(self.tokens) or self.tokens[i].isdigit():
            return False
        reserved, demonyms = self.words.reserved, self.gazetteer.demonyms
        variants = self.variants[i]
        if any(v in reserved or v in demonyms for v in variants) or self.reader.name_at(self.tokens, i, variants):
            return False
        introduced = self.unit or self.relation or self.introduced or self.blocked
        return not introduced or not self.tokens[i].startswith(("ال", "لل", "و", "ب", "ل"))

    def _word(self, i: int) -> int:
        relation = self.reader.phrase_at(self.tokens, i, self.words.relations)
        unit = self.reader.phrase_at(self.tokens, i, self.words.units)
        if relation and (not unit or relation[1] >= unit[1]):
            self._relate(relation[0])
            return relation[1]
        variants = self.variants[i]
        self.within = self.within or self._says_within(i)
        nation, capital = self.words.is_a("nation", *variants), self.words.is_a("capital", *variants)
        self.nation, self.capital = self.nation or nation, self.capital or capital
        if unit:
            self.unit = self.pending = unit[0]
            # "محافظة كركوك وقضاء داقوق": what و joins is the name after the unit.
            self.conjoined = self.tokens[i].startswith("و") and bool(self.found.mentions)
            if not self.landmark or unit[0] in SETTLED:
                self.blocked = self.landmark = False
            return unit[1]
        if self.words.is_a("landmark", *variants):
            self.landmark = self.blocked = True
            return 1
        if self.words.is_a("preposition", *variants):
            self.blocked = self.landmark = False
            self.introduced = True
            return 1
        return int(nation or capital or self.words.is_a("filler", *variants))

    def _says_within(self, i: int) -> bool:
        """Return whether a word says that what goes before lies in what follows: في, التابعة, بناحية."""
        word = self.tokens[i]
        unit = word.startswith("ب") and word[1:] in self.words.units and word not in self.words.units
        return unit or self.words.is_a("within", *self.variants[i])

    def _relate(self, relation: str) -> None:
        # Of two relations in a row the first is the place's own (شمال ريف الرقة), but a border stays one.
        if self.relation is None or relation == "border_of" or (self.relation, relation) == ("road_to", "between"):
            self.relation = relation
        self.blocked = self.landmark = False
        self.unit = None
        self.introduced = True

    def _adjective(self, i: int) -> int:
        for variant in self.variants[i]:
            country = self.gazetteer.demonyms.get(variant)
            if country:
                self._say_nation(country, i)
                return 1
        return 0

    def _say_nation(self, country: str, i: int) -> None:
        """Take an adjective of a country: it is the place after أراضي or مدن, else it only tells namesakes apart.

        So is one that و puts beside such a one (الأراضي السورية والعراقية). That of a thing says whose it is and not
        where: القاعدة الأميركية.
        """
        joined = self.tokens[i].startswith("و") and self.last_end == i and not self.found.mentions[-1].key
        if self.landmark or (self.unit or self.pending or "area") not in SETTLED:
            return
        self.found.nations.append(country)
        if not (self.nation or self.capital or self.relation or joined or self.found.unknown in SETTLED):
            return
        seat = self.gazetteer.capitals.get(country) if self.capital else None
        place = self.gazetteer.by_id(seat or f"country:{country}")
        named_after = self.capital and self.tokens[-1] not in self.gazetteer.demonyms
        if place and not named_after:
            self.found.mentions.append(Mention("", (place,), None, self.relation, joined, False, False, i, i))
            self.last_end = i + 1
            self.nation, self.unit = False, None
            if self.relation not in ("between", "border_of"):
                self.relation = None

    def _unknown(self, i: int) -> int:
        generic = self.words.is_a("generic", *self.variants[i])
        if not generic:
            self.nation = False
            if not self.found.mentions and self.found.unknown is None:
                self.found.unknown = self.unit or ("landmark" if self.landmark else "name")
        self.blocked = True
        self.unit = None
        # The word behind البو or أبو is no name by itself: قرية البو بالي is not in Bali.
        return 2 if self.words.is_a("kinship", *self.variants[i]) else 1
