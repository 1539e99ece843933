"""Collects the texts to translate and compiles their translations: ``python -m webui.messages``.

Texts come from the templates, from calls of gettext and ``msgid`` here, and from the errors of
``indexer``, whose messages are templates that the page translates.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import indexer

HERE = Path(__file__).parent
PO = HERE / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"msgid": None, "_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def collected() -> Catalog:
    """Return every text there is to translate, none of them translated."""
    catalog = Catalog(locale="zh", project="nianbao", charset="utf-8")
    for name, line, message, _, _ in extract_from_dir(
        HERE, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=()
    ):
        catalog.add(message, locations=[(f"webui/{name}", line)])
    for name, line, message in error_texts():
        catalog.add(message, locations=[(name, line)])
    return catalog


def error_texts() -> Iterator[tuple[str, int, str]]:
    """Yield file, line and text of every error of ``indexer`` that a request can meet.

    Those are the texts given to an error at once, and all others with a named value in them. What
    refuses a file or a configuration comes up on no page.
    """
    root = Path(str(indexer.__file__)).parent
    trees = {file: ast.parse(file.read_text("utf-8")) for file in sorted(root.rglob("*.py"))}
    silent = _kinds("SourceError", trees.values()) | _kinds("ConfigError", trees.values())
    shown = _kinds("NianbaoError", trees.values()) - silent
    for file, tree in trees.items():
        place = file.relative_to(root)
        if place.parts[0] != "readers":
            for node in _texts(tree, shown, silent):
                yield f"indexer/{place.as_posix()}", node.lineno, str(node.value)


def _kinds(error: str, trees: Collection[ast.Module]) -> set[str]:
    """Return the names of an error's class and of all below it, loaded or not."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {error}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _texts(tree: ast.Module, shown: set[str], silent: set[str]) -> Iterator[ast.Constant]:
    nodes = list(ast.walk(tree))
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    given: dict[int, str] = {}
    for call in nodes:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
            given |= {id(node): call.func.id for node in ast.walk(call.args[0])}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            kind = given.get(id(node))
            if kind in shown or ("%(" in node.value and kind not in silent):
                yield node


def updated() -> Catalog:
    """Return the committed translations brought up to what is collected; lost texts fall away."""
    with PO.open("rb") as file:
        catalog = read_po(file, locale="zh")
    catalog.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """Return the compiled form of a catalogue of translations."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> None:
    """Bring the translations up to date, compile them, and name what is left to translate."""
    catalog = updated()
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, sort_by_file=True, include_lineno=False)
    PO.with_suffix(".mo").write_bytes(compiled(catalog))
    for message in catalog:
        if message.id and not message.string:
            print(message.id)


if __name__ == "__main__":
    main()
