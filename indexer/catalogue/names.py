"""The names a field goes by: key, alias, printed label; a bare row is its total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.catalogue.shapes import OLDER, Field, folded


def names_of(known: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    """Map every folded name to the keys that bear it; a row with a total bears only that one."""
    names: dict[str, list[str]] = {}

    def bear(name: str, key: str) -> None:
        if key not in names.setdefault(folded(name), []):
            names[folded(name)].append(key)

    for field in known.values():
        if field.row == OLDER:
            # Their labels are like those of the later forms; to be meant they are called in full.
            bear(field.key, field.key)
            bear(field.alias, field.key)
            continue
        for name in _own_names(field):
            bear(name, field.key)
        for name in _row_names(field):
            if field.column == "total" or f"{field.row}.total" not in known:
                bear(name, field.key)
    # A key is never shadowed by somebody else's label.
    return {name: (name,) if name in known else tuple(keys) for name, keys in names.items()}


def _own_names(field: Field) -> Iterator[str]:
    yield field.key
    yield field.alias
    for label in set(field.column_label.values()):
        if label.isalnum():
            yield label
    if field.column is None:
        yield from (label for label in set(field.row_label.values()) if label.isalnum())


def _row_names(field: Field) -> Iterator[str]:
    if field.column is not None:
        yield field.row
        yield field.alias.rpartition(".")[0] or field.alias
        for label in set(field.row_label.values()):
            leaf = label.rpartition("/")[2]
            if leaf.isalnum():
                yield leaf
