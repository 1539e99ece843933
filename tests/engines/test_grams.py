"""Marks that rule texts out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.grams import BITS, BYTES, bits_of, mark

anything = st.text(st.characters())


def has(written: bytes, sought: str) -> bool:
    return all(written[bit >> 3] & (1 << (bit & 7)) for bit in bits_of(sought))


@given(st.lists(anything), anything, anything, anything)
def test_no_text_that_holds_a_string_is_ruled_out(others, before, sought, after):
    written = mark([*others, before + sought + after])
    assert len(written) == BYTES
    assert has(written, sought)


def test_most_texts_that_do_not_hold_it_are_ruled_out():
    written = mark(["推进乡村振兴，资金到位。"])
    absent = ["农业", "振兴乡村振", "城市更新", "到位资金", "医", "疫情防控工作", "信访"]
    assert [text for text in absent if has(written, text)] == []


def test_a_mark_of_nothing_has_no_bits():
    assert mark([]) == mark([""]) == bytes(BYTES)
    assert bits_of("") == []
    assert all(0 <= bit < BITS for bit in bits_of("乡村振兴"))
