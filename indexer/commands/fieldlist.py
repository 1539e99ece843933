"""The list of fields as a table, as JSON, as ``docs/fields.md``; all from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.catalogue import Catalogue, Field

HEADER = ("key", "label", "unit", "forms", "alias")

_OPENING = """\
# Fields

Written by `nianbao fields --format markdown`; every key works in a query (`requests_received>0`),
and so do the alias and the label. A row without a column (`requests_received`) is its total.
A form that computes a field does not print it. 字段的键、别名和表中名称都可用于检索。
"""


def rows(catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    """Yield a line a field, in the order of the forms."""
    for field in catalogue.fields.values():
        yield (field.key, field.label(), field.unit, _forms(field), field.alias)


def objects(catalogue: Catalogue) -> list[dict[str, object]]:
    """Describe every field for a script."""
    return [
        {
            "key": field.key,
            "label": field.label(),
            "unit": field.unit,
            "alias": field.alias,
            "table": field.table,
            "printed": list(field.printed),
            "computed": list(field.computed),
            "formula": field.formula,
        }
        for field in catalogue.fields.values()
    ]


def markdown(catalogue: Catalogue) -> str:
    """Write the page: a table for each of the official ones, then what is computed."""
    parts = [_OPENING]
    for table in (*catalogue.tables, catalogue.older):
        printed = [f for f in catalogue.fields.values() if f.table == table.number]
        parts.append(f"## {table.number}. {table.title}\n\n{_page_table(printed)}")
    computed = [f for f in catalogue.fields.values() if f.table is None]
    parts.append(f"## Computed 计算字段\n\n{_page_table(computed)}")
    kinds = "\n".join(
        f"| `{k.code}` | {k.label['zh']} | {k.label['en']} | {'yes' if k.doubt else ''} |"
        for k in catalogue.findings.values()
    )
    head = "| code | 中文 | English | our own doubt |\n|---|---|---|---|"
    parts.append(f"## Findings 勾稽结果\n\n{head}\n{kinds}\n")
    return "\n".join(parts)


def _page_table(fields: list[Field]) -> str:
    lines = ["| key | 表中名称 | 单位 | forms | 别名 | formula |", "|---|---|---|---|---|---|"]
    for f in fields:
        formula = f"`{f.formula}`" if f.formula else ""
        lines.append(
            f"| `{f.key}` | {f.label()} | {f.unit} | {_forms(f)} | {f.alias} | {formula} |"
        )
    return "\n".join(lines) + "\n"


def _forms(field: Field) -> str:
    printed = list(field.printed)
    computed = [f"{name} (computed)" for name in field.computed]
    return ", ".join(sorted([*printed, *computed]))
