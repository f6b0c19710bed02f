"""The order of an article's messages, also after partitions were added or the topic was made anew."""

from __future__ import annotations

import pytest

from streams.topics import TopicFacts
from streams.versions import MAX_VERSION, OFFSETS, Epoch, Epochs, advance


def facts(ends: dict[int, int], committed: dict[int, int] | None = None, id: str | None = None) -> TopicFacts:
    return TopicFacts("news.articles", id, ends, committed or {})


def test_advance_without_state_or_articles_starts_epoch_0() -> None:
    epochs = advance(None, facts({0: 5, 1: 7}), None)
    assert epochs.version(0, 4) == 4
    assert epochs.version(1, 0) == 0


def test_advance_without_state_but_with_articles_stands_above_them() -> None:
    epochs = advance(None, facts({0: 5}), highest_stored=3 * OFFSETS + 17)
    assert epochs.version(0, 0) == 4 * OFFSETS


def test_advance_with_nothing_changed_keeps_versions() -> None:
    first = advance(None, facts({0: 5, 1: 5}), None)
    second = advance(first, facts({0: 9, 1: 6}), highest_stored=8)
    assert second.epochs == first.epochs
    assert second.ends == {0: 9, 1: 6}


def test_advance_with_partitions_added_puts_an_article_that_moved_above_its_first_telling() -> None:
    first = advance(None, facts({0: 500}), None)
    read = first.version(0, 499)
    second = advance(first, facts({0: 510, 1: 1}, committed={0: 500}), highest_stored=499)
    # The article's next message lies in the new partition, at offset 0, or at a later one of the old partition.
    assert second.version(1, 0) > read
    assert second.version(0, 500) > read
    # What had been read keeps its version when it is delivered again.
    assert second.version(0, 499) == read


def test_advance_with_partitions_added_before_anything_was_committed_renumbers_all() -> None:
    second = advance(advance(None, facts({0: 10}), None), facts({0: 10, 1: 0}), None)
    assert second.version(0, 3) == OFFSETS + 3


@pytest.mark.parametrize(
    ("now", "highest"),
    [
        (facts({0: 3, 1: 5}), None),  # a partition ends below where it ended
        (facts({0: 20}), None),  # a partition is gone
        (facts({0: 20, 1: 20}, id="other"), None),  # another topic of the same name
        (facts({0: 11, 1: 11}), 5000),  # all ends lie below the highest version stored
    ],
    ids=["end fell", "partition gone", "other id", "below stored"],
)
def test_advance_with_topic_made_anew_puts_all_its_messages_above(now: TopicFacts, highest: int | None) -> None:
    first = advance(None, facts({0: 10, 1: 10}, id="one"), None)
    second = advance(first, now, highest)
    assert second.version(0, 0) == OFFSETS


def test_advance_with_new_epoch_and_old_highest_version_stays() -> None:
    first = Epochs((Epoch(0, {}), Epoch(1, {})), {0: 4}, None)
    assert advance(first, facts({0: 5}), highest_stored=5000).epochs == first.epochs


def test_epochs_to_document_and_back_are_the_same() -> None:
    epochs = Epochs((Epoch(0, {}), Epoch(1, {0: 12, 1: 3})), {0: 20, 1: 4, 2: 0}, "abc")
    assert Epochs.from_document(epochs.to_document()) == epochs


def test_version_of_the_last_offset_of_many_epochs_fits_a_signed_64_bit_number() -> None:
    epochs = Epochs((Epoch((1 << 19) - 1, {}),), {}, None)
    assert epochs.version(0, OFFSETS - 1) == MAX_VERSION
