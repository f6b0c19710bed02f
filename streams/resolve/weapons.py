"""Which strings marked as weapons are none: names of bodies, as the register of actors has them."""

from __future__ import annotations

from streams.resolve.register import Register
from streams.resolve.spelling import key, variants

# Names of air arms say what a strike was made with: طيران الجيش, سلاح الجو.
_ARMS = frozenset(map(key, ("طيران", "سلاح", "مدفعية", "صواريخ", "طائرات", "مروحيات")))
_BODIES = frozenset({"actor", "whole", "head"})


def is_weapon(register: Register, text: str) -> bool:
    """Tell whether `text` can be a weapon: it is not, as a whole, the name of a body (`الحشد الشعبي`)."""
    first, _, rest = key(text).partition(" ")
    if _ARMS & {word.removeprefix("ال") for word in variants(first)}:
        return True
    names = (f"{word} {rest}".rstrip() for word in variants(first))
    return not any(sense.kind in _BODIES for name in names for sense in register.lexicon.phrases.get(name, ()))
