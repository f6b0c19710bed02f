"""Who is meant: the actors that an article's spans name, as entries of the register.

A span is read alone first (`phrases`), then within its article: a surname is the person named in full, `الوزارة` the
nearest ministry named before, `رئيس الوزراء` who held the post on the day of publication in the country that the span,
the article or the caller names. Nothing is guessed between two: then id and what else is not known stay null, and the
name stays as written. A bare domestic body (`الجيش`, `الشرطة`) is given a country only where the article is clearly of
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from streams.resolve.article import ActorMention, ArticleMemory, ArticleReader, ResolvedActor
from streams.resolve.body_spans import ARMED
from streams.resolve.party_parts import PartyPart, party_parts
from streams.resolve.people import PersonName
from streams.resolve.phrases import Reader, Reading
from streams.resolve.register import ARTICLE, Register
from streams.resolve.spans import Spans, first_words
from streams.resolve.spelling import LONGEST_TEXT, display, key

__all__ = ["ActorMention", "ActorResolver", "ResolvedActor"]

_PERSON = "PER"
_STATE = "GPE"
_SHOWN = 200


class ActorResolver:
    """Resolves the actors of articles. Safe to share between threads: it changes nothing but caches."""

    def __init__(self, register: Register, *, fill_domestic: bool = True) -> None:
        self.register = register
        self._fill_domestic = fill_domestic
        self._reader = Reader(register.roster, register.lexicon)
        self._article = ArticleReader(self._reader, register.lexicon)

    @classmethod
    def load(cls, *, fill_domestic: bool = True) -> ActorResolver:
        """Read the register (about 0.1 s). fill_domestic: see `resolve_article`.

        Raises:
            RegisterError: a table of the register is not as it should be.
        """
        return cls(Register(), fill_domestic=fill_domestic)

    def parts(self, mention: ActorMention) -> tuple[PartyPart, ...]:
        """Return the parts of a mention of several parties, each of which the register could know by itself."""
        if mention.type in (_PERSON, _STATE):
            return ()
        parts = party_parts(mention.text)
        whole = self._reader.read(mention.text[:LONGEST_TEXT], mention.type in ARMED)
        if not parts or whole.actor is not None:
            return ()
        readings = [self._reader.read(part.text, mention.type in ARMED) for part in parts]
        if whole.post is not None:
            return parts if all(r.post for r in readings) else ()
        return parts if all(r.actor or r.units or r.body or r.post or r.local for r in readings) else ()

    def resolve_article(
        self, mentions: Sequence[ActorMention], *, published: date, country_hint: str | None = None
    ) -> list[ResolvedActor]:
        """Return who each mention of one article means, in the order given.

        Args:
            mentions: all spans of the article of types PER, ORG, MIL, ARM and GRP; GPE where a state acts.
            published: the day that posts are held on.
            country_hint: ISO 3166-1 alpha-3 of where the source mostly reports from. It counts as two signs of those
                that tell the article's country, and names the country of a post without one where nothing else
                does. With `fill_domestic` a bare domestic body is that of the article's country where three signs or
                more, and six in ten, are for it (`article.LEAST_SIGNS`, `article.LEAST_SHARE`).
        """
        readings = [
            None if m.type == _PERSON else self._reader.read(m.text[:LONGEST_TEXT], m.type in ARMED) for m in mentions
        ]
        readings = [self._with_nisba(m, r) if r else None for m, r in zip(mentions, readings, strict=True)]
        shown = [display(mention.text[:_SHOWN]) for mention in mentions]
        memory = ArticleMemory(country=self._article.country(mentions, readings, country_hint))
        order = sorted(range(len(mentions)), key=lambda n: (mentions[n].sentence_index, mentions[n].start))
        names = {
            n: self.register.people.parse(mentions[n].text, shown[n]) for n in order if mentions[n].type == _PERSON
        }
        titles = {n: self._article.title(mentions[n]) for n in names}
        for n in [n for n in names if names[n].id is None]:
            # "وزير الدفاع جمعة عناد" as one name: the post is its title.
            post = self._reader.read(mentions[n].text[:LONGEST_TEXT])
            named = self.register.people.behind_post(post.words[post.covered :], shown[n]) if post.post else None
            if named is not None:
                names[n], titles[n] = named, titles[n] or post
        self._join(mentions, [n for n in order if n in names], names, titles)
        for n in order:
            if n in names and (len(names[n].words) > 1 or names[n].id):
                memory.names.append((mentions[n].sentence_index, names[n]))
        for n, title in titles.items():
            if title is not None and title.post is not None:
                known = self.register.roster.get(names[n].id or "")
                scope = title.post[1] or (known.country or "").lower() if known else title.post[1]
                memory.posts[title.post[0]].append((mentions[n].sentence_index, scope, names[n]))
        spans = Spans(
            self.register,
            memory,
            published,
            title_before=self._article.title,
            hint=country_hint,
            fill_domestic=self._fill_domestic,
        )
        self._remember_later(spans, mentions, readings, shown, order)
        found: dict[int, ResolvedActor] = {}
        for n in order:
            reading = readings[n]
            if reading is None:
                found[n] = spans.person(names[n], titles[n], mentions[n].sentence_index)
            else:
                found[n] = spans.group(mentions[n], reading, shown[n])
        return [found[n] for n in range(len(mentions))]

    def _with_nisba(self, mention: ActorMention, reading: Reading) -> Reading:
        """Read a post or body with the nationality right behind its span: `رئيس الوزراء` before `الإيطالي`."""
        if reading.post is None and (reading.body is None or not reading.definite):
            return reading
        if reading.country or (reading.post and reading.post[1]) or reading.covered != len(reading.words):
            return reading
        word = self._article.next_word(mention)
        senses = self.register.lexicon.phrases.get(key(word), ()) if word.startswith(ARTICLE) else ()
        if not word.endswith(("ي", "ية")) or not any(sense.kind == "nisba" for sense in senses):
            return reading
        longer = self._reader.read(f"{mention.text[:LONGEST_TEXT]} {word}")
        if reading.post is None:
            return longer if longer.actor is not None else reading
        return longer if longer.post is not None and longer.post[0] == reading.post[0] else reading

    def _join(
        self,
        mentions: Sequence[ActorMention],
        people: Sequence[int],
        names: dict[int, PersonName],
        titles: dict[int, Reading | None],
    ) -> None:
        """Read two spans with nothing but spaces between as one name where the register has the two as one person."""
        for one, other in pairwise(people):
            first, second = mentions[one], mentions[other]
            end = first.start + len(first.text)
            if first.sentence_index != second.sentence_index or not 0 <= first.start < end < second.start:
                continue
            if first.sentence[end : second.start].strip() or (names[one].id and names[other].id):
                continue
            text = first.sentence[first.start : second.start + len(second.text)]
            name = self.register.people.parse(text, display(text[:_SHOWN]))
            # A name that ends before the second span's is the first person alone.
            if name.id and len(name.words) == len(names[one].words) + len(names[other].words):
                names[one] = names[other] = name
                titles[other] = titles[one]

    def _remember_later(
        self,
        spans: Spans,
        mentions: Sequence[ActorMention],
        readings: Sequence[Reading | None],
        shown: Sequence[str],
        order: Sequence[int],
    ) -> None:
        """Enter the bodies that spans name by themselves, so that a headline's `القيادة` finds one named below it."""
        for n in order:
            reading = readings[n]
            if reading is None or mentions[n].type == _STATE:
                continue
            actor = self.register.roster.get(reading.actor) if reading.actor else None
            if actor is not None:
                spans.memory.seen.update(self.register.roster.chain(actor.id))
                kinds, resolved = self.register.kinds(actor), spans.shown(actor)
            elif reading.anaphor is None and reading.post is None and reading.body is None and len(reading.words) > 1:
                kinds, resolved = first_words(reading.words), ResolvedActor(spans.bare(shown[n], reading))
            else:
                continue
            spans.memory.bodies.append((mentions[n].sentence_index, kinds, resolved))
