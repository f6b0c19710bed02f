"""When refusals are the documents' fault, and when the templates'."""

from __future__ import annotations

from streams.index.alike import MIN_BATCH, RUNNING, Alike, kind

PARSING = (
    "document_parsing_exception: [1:{n}] failed to parse field [occurred] of type [date] in document with id 'a{n}'"
)


def test_kind_of_the_same_fault_in_two_documents_is_the_same() -> None:
    assert kind(PARSING.format(n=17)) == kind(PARSING.format(n=4))


def test_kind_of_faults_in_two_fields_differs() -> None:
    assert kind(PARSING) != kind(PARSING.replace("occurred", "location"))


def test_look_at_whole_batch_alike_blames_the_templates() -> None:
    messages = [PARSING.format(n=n) for n in range(MIN_BATCH)]
    assert "templates" in (Alike().look(messages, MIN_BATCH) or "")


def test_look_at_one_of_many_lets_the_refusal_stand() -> None:
    assert Alike().look([PARSING.format(n=1)], 32) is None


def test_look_at_whole_batch_of_different_faults_lets_them_stand() -> None:
    messages = [f"mapper_parsing_exception: field [{'abcdefghij'[n]}]" for n in range(10)]
    assert Alike().look(messages, 10) is None


def test_look_at_twenty_running_in_small_batches_blames_the_templates() -> None:
    alike = Alike()
    told = [alike.look([PARSING.format(n=n)], 1) for n in range(RUNNING)]
    assert told[:-1] == [None] * (RUNNING - 1)
    assert told[-1] is not None


def test_look_after_one_success_counts_anew() -> None:
    alike = Alike()
    for n in range(RUNNING - 1):
        alike.look([PARSING.format(n=n)], 1)
    alike.look([], 1)
    assert alike.look([PARSING.format(n=99)], 1) is None


def test_look_at_batch_of_nothing_new_does_not_count() -> None:
    alike = Alike()
    for n in range(RUNNING - 1):
        alike.look([PARSING.format(n=n)], 1)
    alike.look([], 0)
    assert alike.look([PARSING.format(n=99)], 1) is not None
