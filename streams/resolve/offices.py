"""Who held which post on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from streams.errors import RegisterError
from streams.resolve.roster import PERSON
from streams.resolve.tables import rows

_ANY = "*"
_SAME_AS = "="
# The press writes of a politician by surname alone from about when he is a candidate.
_KNOWN_BEFORE = timedelta(days=730)


class Post(NamedTuple):
    """A kind of post: its PLOVER sector (null where it is that of the body), English name, and whose it is
    where the text does not say, for posts that one state alone has."""

    key: str
    sector: str | None
    name_en: str
    scope: str | None


class Term(NamedTuple):
    """A person in a post: in it on days d with start <= d < end."""

    holder: str
    start: date
    end: date


class Offices:
    """The terms of data/actors/posts.tsv by scope and post."""

    def __init__(self) -> None:
        self.posts = {
            row[0]: Post(row[0], None if row[1] == "-" else row[1], row[2], row[5] or None)
            for row in rows("post_names")
        }
        self.as_of = date.min
        self._terms: dict[tuple[str, str], list[Term]] = defaultdict(list)
        self._held: dict[str, list[tuple[str, str, Term]]] = defaultdict(list)
        for scope, post, holder, start, end in rows("posts"):
            if scope == _ANY:
                self.as_of = date.fromisoformat(start)
                continue
            if post not in self.posts:
                raise RegisterError(f"posts.tsv: {post} of {scope} is not in post_names.tsv")
            last = date.fromisoformat(end) if end else self.as_of + timedelta(days=1)
            person = holder if holder.startswith(_SAME_AS) else PERSON + holder
            term = Term(person, date.fromisoformat(start), last)
            self._terms[scope, post].append(term)
            self._held[person].append((scope, post, term))

    def holder(self, scope: str, post: str, day: date) -> str | None:
        """Return the id of who held the post of a state, region or body on a day, or null where that is not known."""
        for term in self._terms.get((scope, post), ()):
            if term.start <= day < term.end:
                if term.holder.startswith(_SAME_AS):
                    return self.holder(scope, term.holder.removeprefix(_SAME_AS), day)
                return term.holder
        return None

    def post_of(self, person: str, day: date) -> tuple[str, str] | None:
        """Return scope and kind of the post that a person held on a day, or null without one."""
        for scope, post, term in self._held.get(person, ()):
            if term.start <= day < term.end:
                return scope, post
        return None

    def holds(self, person: str, post: str, day: date) -> bool:
        """Tell whether a person held a post, of whatever state or body, on a day."""
        return any(kind == post and term.start <= day < term.end for _, kind, term in self._held.get(person, ()))

    def knows(self, scope: str, post: str) -> bool:
        """Tell whether holders of the post are in the table, of whatever days."""
        return (scope, post) in self._terms

    def in_office(self, person: str, day: date) -> bool:
        """Tell whether the person held a post on a day."""
        return self.post_of(person, day) is not None

    def known_on(self, person: str, day: date) -> bool:
        """Tell whether the press would write of the person without a full name: not long before the first post."""
        held = self._held.get(person)
        return not held or day >= min(term.start for _, _, term in held) - _KNOWN_BEFORE

    def terms(self) -> list[tuple[str, str, Term]]:
        """Return all terms: scope, post, term."""
        return [(scope, post, term) for (scope, post), terms in self._terms.items() for term in terms]
