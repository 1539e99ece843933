"""Tables and pages as editors, sites and converters leave them: read rightly, or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from indexer.errors import UnreadableFile
from indexer.model import Report, Status
from indexer.parsing.parse import parse_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

import mess
import report
from sample import Sample
from variants import Variant, invented

PAGE = "<html><head><title>{issuer}网站 {title}</title></head><body>{body}</body></html>"
WHOLE = {form: invented(Variant("mess", "html"), form, 3) for form in ("2019", "2021")}
_TORN = Variant("torn", "html", "blanks signed", "blanks strokes")
TORN = {form: invented(_TORN, form, 4) for form in ("2019", "2021")}


def parts(sample: Sample) -> list[report.Part]:
    return list(report.parts(sample))


def page(sample: Sample, write: mess.TableWriter) -> bytes:
    body = "".join(
        write(list(p.rows)) if p.kind == "table" else f"<p>{p.text}</p>" for p in parts(sample)
    )
    title = "".join(report.title_lines(sample))
    return PAGE.format(issuer=sample.issuer, title=title, body=body).encode()


def text(sample: Sample, write: mess.TableWriter) -> bytes:
    written = (write(list(p.rows)) if p.kind == "table" else p.text for p in parts(sample))
    return "\n".join(written).encode()


def misread(sample: Sample, read: Report) -> dict:
    """Return the fields that have another value than was printed, or one where none was."""
    truth, facts = report.known_values(sample), read.facts.values
    wrong = {}
    for key, cell in report.printed_cells(sample).items():
        fact = facts[key]
        known = truth[key] if fact.status is Status.INFERRED else cell.value
        if fact.status is not Status.UNREADABLE and fact.value != known:
            wrong[key] = (cell, fact)
    return wrong


def unread(sample: Sample, read: Report) -> set[str]:
    cells = report.printed_cells(sample)
    return {k for k, c in cells.items() if c.value is not None and not is_read(read, k)}


def is_read(read: Report, key: str) -> bool:
    return read.facts.values[key].status is Status.REPORTED


def sections(sample: Sample) -> dict[str, str]:
    told = {name: "\n".join(report.paragraphs(sample, name)) for name in report.BANKS}
    return {name: prose for name, prose in told.items() if prose}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("write", mess.PAGE_TABLES.values(), ids=mess.PAGE_TABLES)
class TestATableOnAPage:
    def test_keeps_every_number(self, write: mess.TableWriter, form: str) -> None:
        read = parse_bytes(page(WHOLE[form], write), "a.html")
        assert misread(WHOLE[form], read) == {}
        assert unread(WHOLE[form], read) == set()

    def test_gives_none_that_is_wrong_where_cells_are_blank(
        self, write: mess.TableWriter, form: str
    ) -> None:
        read = parse_bytes(page(TORN[form], write), "a.html")
        assert misread(TORN[form], read) == {}
        doubted = {key for finding in read.facts.findings for key in finding.fields}
        assert unread(TORN[form], read) <= doubted


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("write", mess.TEXT_TABLES.values(), ids=mess.TEXT_TABLES)
class TestATableInAText:
    def test_keeps_every_number(self, write: mess.TableWriter, form: str) -> None:
        read = parse_bytes(text(WHOLE[form], write), "a.txt")
        assert misread(WHOLE[form], read) == {}
        assert unread(WHOLE[form], read) == set()

    def test_gives_none_that_is_wrong_where_cells_are_blank(
        self, write: mess.TableWriter, form: str
    ) -> None:
        assert misread(TORN[form], parse_bytes(text(TORN[form], write), "a.txt")) == {}


@pytest.mark.parametrize("around", mess.PAGES.values(), ids=mess.PAGES)
def test_what_stands_around_a_report_is_not_the_reports(around) -> None:
    sample = WHOLE["2021"]
    title = "".join(report.title_lines(sample))
    body = around(title, sample.issuer, parts(sample))
    read = parse_bytes(PAGE.format(issuer=sample.issuer, title=title, body=body).encode(), "a.html")
    assert (read.meta.title, read.meta.issuer) == (title, sample.issuer)
    assert read.prose == sections(sample)
    assert misread(sample, read) == {}


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9, 0.97])
@pytest.mark.parametrize("suffix", ["html", "htm"])
def test_a_page_that_breaks_off_is_refused(share: float, suffix: str) -> None:
    whole = page(WHOLE["2019"], mess.PAGE_TABLES["no spans"]).decode()
    with pytest.raises(UnreadableFile, match="breaks off"):
        parse_bytes(whole[: int(len(whole) * share)].encode(), f"a.{suffix}")


@pytest.mark.parametrize("name", mess.TEXT_TABLES)
def test_a_text_that_breaks_off_in_a_table_is_refused(name: str) -> None:
    whole = text(WHOLE["2021"], mess.TEXT_TABLES[name]).decode()
    end = whole.index("4.保护第三方") + 30
    with pytest.raises(UnreadableFile, match="breaks off"):
        parse_bytes(whole[:end].encode(), "a.txt")


@pytest.mark.parametrize("end", ["工作人员", "，", "二、主动公"])
def test_a_text_that_breaks_off_in_a_sentence_is_refused(end: str) -> None:
    whole = "青禾县2021年政府信息公开工作年度报告\n\n一、总体情况\n\n"
    whole += "加强领导，落实责任。" * 20 + "\n\n完善制度，工作人员\n\n二、主动公开政府信息情况"
    with pytest.raises(UnreadableFile, match="breaks off"):
        parse_bytes(whole[: whole.rindex(end) + len(end)].encode(), "a.txt")


@pytest.mark.parametrize(
    "end",
    ["青禾县水利局", "2022年1月20日", "二〇二二年一月", "附：表一，表二", "电话：1，2"],
)
def test_who_signs_and_what_is_noted_needs_no_stop(end: str) -> None:
    whole = "青禾县2021年政府信息公开工作年度报告\n\n一、总体情况\n\n"
    whole += f"{'加强领导，落实责任。' * 20}\n\n{end}"
    assert parse_bytes(whole.encode(), "a.txt").prose["overview"].endswith(end)


@pytest.mark.parametrize(
    "body",
    ["<p>甲</p><br>", "<p>甲<p>乙", "<div><p>甲</p></div>", "<table><tr><td>甲<td>乙</table>"],
)
def test_a_piece_of_a_page_does_not_break_off(body: str) -> None:
    sample = WHOLE["2021"]
    piece = page(sample, mess.PAGE_TABLES["no spans"]).decode().partition("<body>")[2]
    piece = f"<div id=zoom>{piece.partition('</body>')[0]}{body}"
    assert parse_bytes(piece.encode(), "a.html").meta.issuer == sample.issuer
