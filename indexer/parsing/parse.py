"""From a file's bytes to a report: read, recognise, place the facts, infer, derive, check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indexer.catalogue import OLDER, catalogue
from indexer.checks import check
from indexer.claims import check_prose
from indexer.errors import SourceError, UnreadableFile
from indexer.facts import read_facts, template_of
from indexer.facts.derive import derive
from indexer.facts.inference import infer
from indexer.model import Document, Facts, Finding, Known, Meta, Paragraph, Report, Status, Table
from indexer.readers import read
from indexer.recognise import FIRST_STANDARD_YEAR, Recognised, is_unfinished, recognise
from indexer.recognise.issuers import level_of, organ_of, scope_of
from indexer.regions import NOWHERE, Region, full_name, locate

_ENOUGH_PROSE, _SENTENCE = 200, 30
"""Of so many characters a report's prose at least is, and a paragraph that is no heading."""

OCR = "ocr"
"""The note of a document, the source of its values, and the finding, where a scan's text is OCR."""


def parse_file(path: Path, known: Known | None = None, region: Region = NOWHERE) -> Report:
    """Parse one file; ``UnreadableFile`` if it cannot be opened, else as ``parse_bytes``."""
    try:
        data = path.read_bytes()
    except OSError as e:
        raise UnreadableFile("%(reason)s", reason=e.strerror or "cannot be opened") from e
    return parse_bytes(data, path.name, known, region)


def parse_bytes(
    data: bytes,
    name: str,
    known: Known | None = None,
    region: Region = NOWHERE,
    beside: bytes | None = None,
) -> Report:
    """Parse a file's bytes into a report.

    ``known`` is what the manifest says and wins over the text; ``region`` is where reports of this
    run come from unless they say otherwise. ``beside`` is the text that lies beside a scan, and is
    read for it if nothing else can be: its values then have the source ``ocr``. Raises
    ``UnsupportedFile``, ``UnreadableFile`` (a text that breaks off, too) or ``NotAReport``.
    """
    known = known or Known()
    document = _document(data, name, beside)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    template = template_of(tables, catalogue())
    facts = _facts(tables, template)
    told = recognise(
        document,
        has_tables=template is not None,
        is_older=template == OLDER,
        has_numbers=any(f.status is Status.REPORTED for f in facts.values.values()),
    )
    if _breaks_off(document, facts, told):
        raise UnreadableFile("the text breaks off before its end")
    year = known.year or told.year
    if OCR in document.notes:
        facts = _doubted(facts)
    if template is None and year is not None and year < FIRST_STANDARD_YEAR:
        template = OLDER
    digest = hashlib.sha256(data).hexdigest()
    meta = _meta(digest, document, told, known, region)
    findings = [
        *facts.findings,
        *check_prose(told.prose, facts.values, year, meta.scope),
        *_missing(year, template),
    ]
    codes = tuple(dict.fromkeys(f.code for f in findings))
    return Report(
        meta=replace(meta, year=year, template=template, findings=codes),
        facts=replace(facts, findings=tuple(catalogue().told(f) for f in findings)),
        prose=told.prose,
    )


def _document(data: bytes, name: str, beside: bytes | None) -> Document:
    """Read a file; the text that lies beside, if there is any, where it cannot be read itself."""
    try:
        return read(data, name)
    except UnreadableFile as e:
        if beside is None:
            raise
        try:
            text = read(beside, f"{name}.txt")
        except SourceError:
            # What is wrong with the file says more than what is wrong with the text.
            raise e from None
    return replace(text, format="pdf", notes=(*text.notes, OCR))


def _breaks_off(document: Document, facts: Facts, told: Recognised) -> bool:
    """Tell whether a text in sections ends before the last of them, within a table or a sentence.

    In the table rows are missing. A file of another format is damaged where it breaks off, and its
    reader says so.
    """
    has_end = "overview" not in told.prose or bool(told.prose.keys() & {"problems", "other"})
    if document.format not in ("txt", "html") or has_end:
        return False
    # Half of a row's label may be left behind the table.
    ends_with_table = any(isinstance(block, Table) for block in document.blocks[-2:])
    is_missing = any(f.reason in ("absent", "table") for f in facts.findings)
    return (ends_with_table and is_missing) or _ends_within_sentence(document, told)


def _ends_within_sentence(document: Document, told: Recognised) -> bool:
    """Tell whether a text whose other paragraphs all end with a stop lacks its last.

    Who writes a few words, or no stops at all, may well leave it out.
    """
    texts = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    long = [text for text in texts[:-1] if len(text) >= _SENTENCE]
    is_prose = sum(map(len, told.prose.values())) >= _ENOUGH_PROSE and document.format == "txt"
    is_last = isinstance(document.blocks[-1], Paragraph)
    uses_stops = bool(long) and not any(map(is_unfinished, long))
    return is_prose and is_last and uses_stops and is_unfinished(texts[-1])


def _doubted(facts: Facts) -> Facts:
    """Have values say that a program recognised them, as well as it could."""
    values = {
        key: replace(fact, source=OCR) if fact.status is Status.REPORTED else fact
        for key, fact in facts.values.items()
    }
    return Facts(values, (*facts.findings, Finding(OCR)))


def _facts(tables: Sequence[Table], template: str | None) -> Facts:
    if template is None:
        return Facts()
    reading = read_facts(tables, template, catalogue())
    inference = infer(reading.facts, catalogue().sums[template])
    found = [
        *check(inference.facts, template, catalogue()),
        *reading.findings,
        *inference.findings,
    ]
    values = {**inference.facts, **derive(inference.facts, template, catalogue())}
    return Facts(values, tuple(found))


def _missing(year: int | None, template: str | None) -> list[Finding]:
    findings = []
    if year is None:
        findings.append(Finding("no_year"))
    if template is None:
        findings.append(Finding("no_table"))
    return findings


def _meta(digest: str, document: Document, told: Recognised, known: Known, default: Region) -> Meta:
    issuer = known.issuer or told.issuer
    text = locate(issuer or told.title, default)
    region = Region(
        full_name(known.province, "province") if known.province else text.province,
        known.city or text.city,
        known.county or text.county,
    )
    prose = tuple(told.prose.values())
    level, organ = level_of(issuer, region, prose), organ_of(issuer)
    return Meta(
        id=digest[:16],
        sha256=digest,
        title=told.title,
        issuer=issuer,
        year=None,
        template=None,
        province=region.province,
        city=region.city,
        county=region.county,
        level=level,
        organ=organ,
        scope=known.scope or scope_of(told.title, level, organ, prose),
        published=known.published or told.published,
        published_text=None if known.published else told.published_text,
        format=document.format,
    )
