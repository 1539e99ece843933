"""What ``manifest.csv`` may say, and how its faults are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import InputError
from indexer.files.manifest import parse_manifest, read_manifests
from indexer.model import Known

WHOLE = (
    "path,url,issuer,year,province,city,county,scope,published,retrieved_at\n"
    "a.txt,https://example.cn/1,宁河镇政府,2020,四川省,巴中市,平昌县,own,2021-01-20,"
    "2021-02-01T08:00:00+08:00\n"
)


def test_every_column_is_kept() -> None:
    assert parse_manifest(WHOLE.encode("utf-8-sig"), "m") == {
        "a.txt": Known(
            url="https://example.cn/1",
            issuer="宁河镇政府",
            year=2020,
            province="四川省",
            city="巴中市",
            county="平昌县",
            scope="own",
            published="2021-01-20",
            retrieved_at="2021-02-01T08:00:00+08:00",
        )
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("path,year\n", {}, id="only-a-header"),
        pytest.param("year,path\r\n2020,a/b.txt\r\n", {"a/b.txt": Known(year=2020)}, id="crlf"),
        pytest.param("path,year\n\n ./a.txt , \n,\n", {"a.txt": Known()}, id="blanks"),
        pytest.param('path,issuer\na,"甲，\n乙"\n', {"a": Known(issuer="甲，\n乙")}, id="quoted"),
        pytest.param("path,year,url\na,2020\n", {"a": Known(year=2020)}, id="a-short-row"),
    ],
)
def test_what_is_read(text: str, meant: dict[str, Known]) -> None:
    assert parse_manifest(text.encode(), "m") == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("path,issuers\n", "line 1, column issuers: unknown column; did you mean issuer?"),
        ("path,表头\n", "line 1, column 表头: unknown column; there are path, url"),
        ("path,,url\n", "line 1, column without a name: unknown column"),
        ("path,year,year\n", "line 1, column year: stands twice"),
        ("year\n2020\n", "line 1, column path: is missing"),
        ("path,year\na,20\n", "line 2, column year: '20' is no year"),
        ("path,year\na,２０２０\n", "line 2, column year: '２０２０' is no year"),
        ("path,scope\na,all\n", "line 2, column scope: 'all' is none of own, consolidated"),
        ("path,url\na,javascript:alert(1)\n", "line 2, column url: 'javascript:alert(1)' does not"),
        ("path,published\na,2021年1月\n", "line 2, column published: '2021年1月' is no date"),
        ("path,published\na,20210120\n", "line 2, column published: '20210120' is no date"),
        ("path,retrieved_at\na,soon\n", "line 2, column retrieved_at: 'soon' is no time"),
        ("path,year\n,2020\n", "line 2, column path: must be a path"),
        ("path\n/etc/passwd\n", "line 2, column path: must be a path"),
        ("path\na/../../b\n", "line 2, column path: must be a path"),
        ("path,year\na,2020\n./a,2021\n", "line 3, column path: a stands twice"),
        ("path\na,2020\n", "line 2, column 2: more cells than columns"),
        ('path,issuer\na,"甲\n乙"\nb,"丙"丁\n', "line 4: "),
        ('path,issuer\na,"甲\n', "line 2: unexpected end of data"),
    ],
)
def test_a_fault_is_named_by_line_and_column(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_manifest(text.encode(), "m.csv")
    assert str(caught.value).startswith(f"m.csv, {told}")


def test_another_encoding_is_refused_by_line() -> None:
    with pytest.raises(InputError, match=r"^m, line 2: is not UTF-8"):
        parse_manifest("path,issuer\na,宁河镇\n".encode("gb18030"), "m")


def test_the_manifest_nearest_to_the_file_wins(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "m.csv").write_text("path,year\na,2018\nin/a,2019\nin/b,2019\nz,2001\n")
    (tmp_path / "in" / "m.csv").write_text("path,year\na,2020\ndeep/c,2020\n")
    said = read_manifests(tmp_path, ["a", "in/a", "in/b", "in/deep/c", "in/deep/d"], "m.csv")
    years = {path: known.year for path, known in said.items()}
    assert years == {"a": 2018, "in/a": 2020, "in/b": 2019, "in/deep/c": 2020}
