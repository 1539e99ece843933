"""Write the sample reports and what they must be read as: ``python tests/samples/generate.py``.

The reports go to ``samples/``, the expected readings to ``samples/.golden/`` (a hidden folder, as
the indexer passes those by). With a folder as argument both are written there instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import form
import layouts
import pdfs
import sheets
import word
from golden import Printed, broken_sums, golden_fields
from invent import SAMPLES, Sample
from invent_office import OFFICE_SAMPLES
from invent_pdf import PDF_SAMPLES
from prose import OTHER, OVERVIEW, PREFACE, PROBLEMS

HEADINGS = {
    "overview": "一、总体情况",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
BANKS = {"unplaced": PREFACE, "overview": OVERVIEW, "problems": PROBLEMS, "other": OTHER}
TEXT_TABLES: Mapping[str, layouts.TableWriter] = {
    "cell_a_line": layouts.cell_a_line,
    "cell_a_line_broken": layouts.cell_a_line_broken,
    "tab_rows": layouts.tab_rows,
    "line_a_cell": layouts.line_a_cell,
    "pipe_rows": layouts.pipe_rows,
    "pdf_rows": layouts.pdf_rows,
}


# ── what the issuer knew, and what was printed ───────────────────────────────────────────


def known_values(sample: Sample) -> dict[str, int | float]:
    """Return the true value of every cell; totals and 结转下年度 follow from the rest."""
    values: dict[str, int | float] = dict.fromkeys(form.fields(sample.template), 0)
    values |= sample.disclosure
    columns = [c for c in form.APPLICANTS if c != "total"]
    for row, numbers in sample.requests.items():
        values |= {f"{row}.{c}": n for c, n in zip(columns, numbers, strict=True)}
    for column in columns:
        outcomes = (values[f"{row}.{column}"] for row in form.outcome_rows(sample.template))
        values[f"handled.{column}"] = sum(outcomes)
        received = values[f"requests_received.{column}"] + values[f"requests_carried_in.{column}"]
        values[f"requests_carried_out.{column}"] = received - values[f"handled.{column}"]
        if values[f"requests_carried_out.{column}"] < 0:
            raise ValueError(f"{sample.file}: more {column} handled than received")
    for row in form.request_rows(sample.template):
        values[f"{row}.total"] = sum(values[f"{row}.{c}"] for c in columns)
    kinds = [c for c in form.OUTCOMES if c != "total"]
    for row in form.DISPUTES:
        for column, number in zip(kinds, sample.disputes.get(row, (0, 0, 0, 0)), strict=True):
            values[f"{row}.{column}"] = number
        values[f"{row}.total"] = sum(values[f"{row}.{c}"] for c in kinds)
    return values


def printed_cells(sample: Sample) -> dict[str, Printed]:
    """Return what stands in every cell of the form."""
    cells = {}
    for key, value in known_values(sample).items():
        text = f"{value:,}" if sample.thousands else str(value)
        cells[key] = sample.printed.get(key, Printed(text, value))
    return cells


# ── the report as lines and tables ───────────────────────────────────────────────────────


def paragraphs(sample: Sample, section: str) -> list[str]:
    """Return the prose of a section."""
    words = {"we": sample.we, "year": sample.year, "next": sample.year + 1}
    return [BANKS[section][name].format(**words) for name in sample.prose.get(section, ())]


def title_lines(sample: Sample) -> list[str]:
    """Return the lines of the report's title."""
    return [line.format(issuer=sample.issuer, year=sample.year) for line in sample.title]


def tables(sample: Sample) -> dict[str, list[form.Row]]:
    """Return the three tables by their section."""
    cells = printed_cells(sample)

    def show(key: str) -> str:
        return cells[key].text

    return {
        "disclosure": form.disclosure_table(sample.template, show, sample.money, sample.parts),
        "requests": form.requests_table(sample.template, show, sample.labels),
        "disputes": form.disputes_table(show),
    }


def blocks(sample: Sample, write: Callable[[list[form.Row]], str]) -> list[str]:
    """Return the report's paragraphs and written tables in order."""
    whole = title_lines(sample) if sample.titled else []
    whole += paragraphs(sample, "unplaced")
    written = tables(sample)
    for section, heading in HEADINGS.items():
        whole.append(heading)
        if section in written:
            whole.append(write(written[section]))
        else:
            whole += paragraphs(sample, section)
    return whole


def content(sample: Sample) -> bytes:
    """Return the bytes of the sample's file."""
    if sample.layout in ("word", "word_by_hand"):
        return word_file(sample, by_hand=sample.layout == "word_by_hand")
    if sample.layout in ("sheet", "sheets"):
        return spreadsheet(sample, apart=sample.layout == "sheets")
    if sample.layout in pdfs.LOOKS:
        return pdf_file(sample, pdfs.LOOKS[sample.layout])
    return text_of(sample).encode(sample.encoding)


def pdf_file(sample: Sample, look: pdfs.Look) -> bytes:
    """Return a PDF."""
    writer = pdfs.Writer(look)
    for line in title_lines(sample):
        writer.centred(line)
    for text in paragraphs(sample, "unplaced"):
        writer.paragraph(text)
    written = tables(sample)
    for section, heading in HEADINGS.items():
        writer.paragraph(heading)
        if section in written:
            writer.table(written[section])
        for text in paragraphs(sample, section):
            writer.paragraph(text)
    return writer.finish()


def word_file(sample: Sample, *, by_hand: bool) -> bytes:
    """Return a Word file; one made by hand has its headings numbered and a tracked change."""
    written = tables(sample)
    table = word.table_by_hand if by_hand else word.table
    whole = [word.paragraph(line) for line in title_lines(sample)]
    if by_hand:
        whole[0] = word.rewritten("某某机关年度报告（稿）", title_lines(sample)[0])
    whole += [word.paragraph(text) for text in paragraphs(sample, "unplaced")]
    for section, heading in HEADINGS.items():
        whole.append(
            word.paragraph(heading.partition("、")[2], "1") if by_hand else word.paragraph(heading)
        )
        if section in written:
            whole.append(table(written[section]))
        else:
            whole += [word.paragraph(text) for text in paragraphs(sample, section)]
    return word.file(whole)


def spreadsheet(sample: Sample, *, apart: bool) -> bytes:
    """Return a spreadsheet: all on one sheet, or a sheet for each section, named after it."""
    written = tables(sample)
    first: list[sheets.Block] = [*title_lines(sample), *paragraphs(sample, "unplaced")]
    whole = {"封面" if apart else "Sheet1": first}
    for section, heading in HEADINGS.items():
        blocks = whole.setdefault(heading, []) if apart else first
        blocks += [] if apart else [heading]
        blocks += [written[section]] if section in written else paragraphs(sample, section)
    return sheets.file(whole)


def text_of(sample: Sample) -> str:
    """Return the text of a sample that is text or a page."""
    title = "".join(title_lines(sample))
    if sample.layout == "plain_page":
        charset = "gb2312" if sample.encoding == "gb18030" else sample.encoding
        return layouts.plain_page(title, blocks(sample, layouts.plain_table), charset)
    if sample.layout == "word_page":
        return layouts.word_page(title, blocks(sample, layouts.word_table))
    if sample.layout == "site_page":
        card = {
            "索引号": f"QH0{sample.year}-0107",
            "发布机构": sample.issuer,
            "发布日期": f"{sample.year + 1}-01-20",
            "主题分类": "政府信息公开",
        }
        return layouts.site_page(title, blocks(sample, layouts.plain_table), card)
    lines = blocks(sample, TEXT_TABLES[sample.layout])
    return "\n\n" + "\n".join(lines) + "\n"


# ── what it must be read as ──────────────────────────────────────────────────────────────


def golden(sample: Sample) -> dict[str, object]:
    """Return the reading that is right, in the words of ``nianbao parse``.

    ``findings`` are codes. A field without ``raw`` was added up from several cells.
    """
    cells = printed_cells(sample)
    fields = golden_fields(sample.template, cells, known_values(sample))
    if sample.parts:
        for key, fact in fields.items():
            if key.startswith("other_services."):
                del fact["raw"]
    findings = broken_sums(sample.template, cells) | set(sample.doubts)
    return {
        "file": sample.file,
        "title": "".join(title_lines(sample)),
        "issuer": sample.issuer,
        "year": sample.year,
        "template": sample.template,
        "province": None,
        "city": None,
        "county": None,
        "level": sample.level,
        "organ": sample.organ,
        **({"scope": sample.scope} if sample.scope else {}),
        "sections": {s: "\n".join(paragraphs(sample, s)) for s in BANKS if paragraphs(sample, s)},
        "fields": fields,
        "findings": sorted(findings),
    }


def write(folder: Path) -> None:
    """Write every sample and its golden file."""
    (folder / ".golden").mkdir(parents=True, exist_ok=True)
    for sample in (*SAMPLES, *OFFICE_SAMPLES, *PDF_SAMPLES):
        (folder / sample.file).write_bytes(content(sample))
        text = json.dumps(golden(sample), ensure_ascii=False, indent=1)
        (folder / ".golden" / f"{sample.file}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    default = Path(__file__).parents[2] / "samples"
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
