"""The tokenizer's file."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer, models

from models.pieces import copy_tokenizer


def test_copy_of_a_tokenizer_has_its_vocabulary_and_no_bidi_controls(tmp_path: Path) -> None:
    controls = ["\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
    words = ["[UNK]", "كركوك", "\\", "\u200c", *(f"،{control}" for control in controls)]
    source, target = tmp_path / "source.json", tmp_path / "target.json"
    Tokenizer(models.WordPiece({word: n for n, word in enumerate(words)}, unk_token="[UNK]")).save(str(source))
    copy_tokenizer(source, target)
    text = target.read_text(encoding="utf-8")
    assert not any(control in text for control in controls)
    assert "كركوك" in text
    assert Tokenizer.from_file(str(target)).get_vocab() == Tokenizer.from_file(str(source)).get_vocab()
    assert Tokenizer.from_file(str(target)).to_str() == Tokenizer.from_file(str(source)).to_str()
