"""Nothing on a page is left untranslated, and what is served is what was translated."""

from __future__ import annotations

import re

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from webui import messages


def texts(catalog: Catalog) -> dict[object, object]:
    def frozen(value: object) -> object:
        return value if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]

    return {frozen(m.id): frozen(m.string) for m in catalog if m.id}


def committed() -> Catalog:
    with messages.PO.open("rb") as file:
        return read_po(file, locale="zh")


def test_every_text_is_translated() -> None:
    known = texts(committed())
    missing = [m.id for m in messages.collected() if m.id and not all(known.get(m.id) or [""])]
    assert not missing, "run python -m webui.messages and translate these"


def test_no_translation_is_left_over_or_in_doubt() -> None:
    wanted = {m.id for m in messages.collected()}
    assert [m.id for m in committed() if m.id not in wanted or m.fuzzy] == []


def test_the_compiled_form_is_that_of_the_text() -> None:
    with messages.PO.with_suffix(".mo").open("rb") as file:
        compiled = texts(read_mo(file))
    assert compiled == texts(committed())


def test_a_translation_names_the_same_values() -> None:
    for message in committed():
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[-1]
            told = message.string if isinstance(message.string, str) else message.string[0]
            assert named(source) == named(told), source


def named(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_errors_of_the_library_are_collected() -> None:
    collected = {m.id for m in messages.collected()}
    assert "the quotation mark is never closed" in collected
    assert "no field is named %(name)s; did you mean %(close)s?" in collected
