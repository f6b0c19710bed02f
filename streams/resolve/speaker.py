"""The phrase that names a speaker: mentions and the posts between them, after a marker, before a verb or a colon."""

from __future__ import annotations

from collections.abc import Sequence

from models.annotation import Mention
from streams.resolve.speech_markers import Marker
from streams.resolve.speech_words import MAX_GAP, SPEAKERS, Word, is_of, is_person, source_noun, words_of

# "اللواء الركن الدكتور" before a name.
_LONGEST_RANK = 3


def speaker(words: Sequence[Word], marker: Marker, mentions: Sequence[Mention]) -> tuple[int, int] | None:
    """Return first and last word of the speaker's phrase after the marker, or before a verb at the clause's head."""
    found = forward(words, marker.after, mentions)
    addressed = found is not None and words[found[0]].folded[:1] == "ل"
    if (found is not None and not addressed) or not marker.verb or words[marker.at].folded not in words_of("verbs"):
        return found
    # "أكدت لفلان": the one spoken to may follow the verb where the speaker stands before it.
    return _backward(words, marker.at, mentions) or found


def forward(words: Sequence[Word], start: int, mentions: Sequence[Mention]) -> tuple[int, int] | None:
    nouns, titles = words_of("nouns") | words_of("back"), words_of("titles")
    last, at, free, titled = -1, start, False, False
    while at < len(words) and at - start < 4 * MAX_GAP:
        word = words[at]
        kind = mentions[word.mention].type if word.mention >= 0 else ""
        if kind:
            spoken_to = free or (last >= 0 and word.folded[:1] == "ل")
            if kind not in SPEAKERS or (spoken_to and source_noun(word.folded) in words_of("media")):
                break
            begun, at = at, _end_of(words, at)
            if kind == "PER" and _goes_on(words, begun, at, mentions):
                at = _end_of(words, at + 1)
            last, free = at, False
            if kind == "PER":
                break
        elif word.text in "،,":
            if not ((last >= 0 or titled) and _person_ahead(words, at + 1, mentions)):
                break
        elif _ends(words, at, mentions):
            break
        elif source_noun(word.folded) in nouns:
            if free and source_noun(word.folded) in words_of("media"):
                break
            free, titled, last = True, True, at
        elif word.folded in titles or (word.folded[:1] == "ل" and source_noun(word.folded) in titles):
            titled = True
        elif free and at - start < 6 and not (word.folded[:1] == "ب" and len(word.folded) > 4):
            last = at
        elif not (titled and _named_ahead(words, at, mentions)):
            break
        at += 1
    return (start, last) if last >= start else None


def _person_ahead(words: Sequence[Word], at: int, mentions: Sequence[Mention]) -> bool:
    """Tell whether a person's name stands at word `at` or behind a rank there: `، اللواء` and a name."""
    for index in range(at, min(at + _LONGEST_RANK + 1, len(words))):
        if is_person(words[index], mentions):
            return True
        if words[index].mention >= 0 or words[index].folded not in words_of("titles"):
            return False
    return False


def _end_of(words: Sequence[Word], at: int) -> int:
    """Return the index of the last word of the mention that word `at` belongs to."""
    while at + 1 < len(words) and words[at + 1].mention == words[at].mention:
        at += 1
    return at


def _goes_on(words: Sequence[Word], first: int, last: int, mentions: Sequence[Mention]) -> bool:
    """Tell whether the name of words `first` to `last` is a given name alone, and the mention after it the rest."""
    following = words[last + 1] if last + 1 < len(words) else None
    alone = first == last and not words[first].folded.startswith(("ال", "وال", "لل"))
    return alone and following is not None and is_person(following, mentions) and following.folded[:1] not in "ول"


def _ends(words: Sequence[Word], at: int, mentions: Sequence[Mention]) -> bool:
    """Tell whether the speaker's phrase ends before word `at`."""
    word = words[at]
    if word.folded in words_of("stops") or not word.text[0].isalnum():
        return True
    return word.folded in ("في", "عن") and not _leads_on(words, at, mentions)


def _named_ahead(words: Sequence[Word], at: int, mentions: Sequence[Mention]) -> bool:
    """Tell if a speaker is named a few words on (`الرئيس` … `رجب طيب`), with nothing between that ends the phrase."""
    for index in range(at + 1, min(at + 4, len(words))):
        if words[index].mention >= 0:
            return mentions[words[index].mention].type in SPEAKERS
        if words[index].text not in "،," and _ends(words, index, mentions):
            return False
    return False


def _leads_on(words: Sequence[Word], at: int, mentions: Sequence[Mention]) -> bool:
    """Tell whether `في` or `عن` goes on to a body or place of the source (`مصدر في شرطة ديالى`)."""
    following = words[at + 1] if at + 1 < len(words) else None
    if following is None:
        return False
    if following.mention >= 0:
        return mentions[following.mention].type in ("ORG", "MIL", "GPE", "LOC", "FAC", "ARM")
    return following.folded in words_of("titles") and following.folded not in words_of("nouns")


def _backward(words: Sequence[Word], verb: int, mentions: Sequence[Mention]) -> tuple[int, int] | None:
    """Return the phrase that stands before a verb and reaches back to the head of its sentence or clause."""
    at = verb - 1
    while at >= 0 and (words[at].folded in ("قد", ",", "،") or is_of(words[at], mentions, "DATE")):
        at -= 1
    last, first = at, -1
    while at >= 0:
        word = words[at]
        if _belongs(words, at, mentions, followed=first > 0):
            first = at
        elif word.text in "،," and (is_person(words[at + 1], mentions) or first < 0):
            pass
        else:
            break
        at -= 1
    opened = at < 0 or words[at].folded in words_of("openers") or words[at].text in ".:؛؟!-"
    # "، فالسفارة …": ف opens a clause, too.
    then = first >= 0 and words[first].folded.startswith("فال") and not is_person(words[first], mentions)
    opened = opened or (then and words[at].text in "،,")
    named = any(w.mention >= 0 for w in words[first : last + 1]) if first >= 0 else False
    return (first, last) if opened and named else None


def _belongs(words: Sequence[Word], at: int, mentions: Sequence[Mention], *, followed: bool) -> bool:
    """Tell whether the word is a mention, a post, or what stands between a post and its name (`الرئيس التركي` …)."""
    word, titles = words[at], words_of("titles")
    if word.mention >= 0:
        return mentions[word.mention].type in SPEAKERS
    between = followed and at > 0 and words[at - 1].folded in titles and word.folded not in words_of("stops")
    return word.folded in titles or between


def headline(words: Sequence[Word], mentions: Sequence[Mention], trigger_start: int) -> tuple[int, int] | None:
    """Return the speaker of a headline (`العمليات المشتركة: …`): mentions and posts up to a colon."""
    for at, word in enumerate(words[:MAX_GAP]):
        if word.text == ":" and at and word.start < trigger_start:
            found = forward(words, 0, mentions)
            named = found and any(words[i].mention >= 0 for i in range(found[0], found[1] + 1))
            return found if found and named and found[1] == at - 1 else None
    return None
