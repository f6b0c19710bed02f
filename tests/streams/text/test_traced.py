"""Derived text keeps the way back to its original."""

from __future__ import annotations

import re

from streams.text.traced import Traced


def test_replace_shorter_text_records_its_width() -> None:
    traced = Traced.of("a&amp;b").replace(re.compile("&amp;"), lambda match: "&")
    assert (traced.text, list(traced.origin)) == ("a&b", [0, 1, 6])
    assert [traced.end_of(index) for index in range(3)] == [1, 6, 7]


def test_replace_equal_length_maps_one_to_one() -> None:
    traced = Traced.of("xyz").replace(re.compile("yz"), lambda match: "YZ")
    assert (traced.text, list(traced.origin)) == ("xYZ", [0, 1, 2])


def test_replace_with_nothing_leaves_no_trace() -> None:
    traced = Traced.of("a--b").replace(re.compile("-+"), lambda match: "")
    assert (traced.text, list(traced.origin)) == ("ab", [0, 3])


def test_replace_longer_text_comes_from_the_first_character() -> None:
    traced = Traced.of("aXb").replace(re.compile("X"), lambda match: "12")
    assert (traced.text, list(traced.origin)) == ("a12b", [0, 1, 1, 2])


def test_insert_space_comes_from_its_left_neighbour() -> None:
    traced = Traced.of("a.b").insert([2], " ")
    assert (traced.text, list(traced.origin)) == ("a. b", [0, 1, 1, 2])


def test_join_lines_newline_comes_from_the_one_behind() -> None:
    traced = Traced.of("a \n\nb\nc").join_lines([(0, 1), (4, 5)])
    assert (traced.text, list(traced.origin)) == ("a\nb", [0, 2, 4])
