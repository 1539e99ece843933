"""Texts that attack, let in through titles, issuers, prose, file names, manifest and queries.

As files of results here; ``tests/browser/test_xss.py`` looks at the same on the pages.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from indexer import Config, index_paths
from tests.hostile import FORMULAS, hostile_folder
from webui import create_app

API = "/api/v1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = hostile_folder(tmp_path_factory.mktemp("hostile"), FORMULAS)
    config = Config(index_dir=tmp_path_factory.mktemp("index"))
    assert not index_paths(config, [folder], jobs=1, collection=FORMULAS[0]).refused
    return create_app(config).test_client()


def opened(client: FlaskClient, query: str) -> Any:
    answer = client.get(f"{API}/search.xlsx", query_string={"q": query})
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_the_formulas_came_in_every_way(client: FlaskClient) -> None:
    results = client.get(f"{API}/search", query_string={"page_size": 100}).json["results"]
    told = " ".join(f"{r['title']} {r['issuer']} {r['county']}" for r in results)
    assert all(formula.strip() in told for formula in FORMULAS)


def test_no_cell_of_a_csv_is_a_formula(client: FlaskClient) -> None:
    text = client.get(f"{API}/search.csv").get_data(as_text=True)
    for delimiter in ",;":
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            for cell in row:
                assert not cell.strip().startswith(tuple("=+@＝＋－＠"))
                assert not cell.strip().startswith("-") or cell.strip("-.0123456789") == ""


def quoted(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


QUERIES = ["", "\x01年报", *(quoted(text) for text in FORMULAS)]


@pytest.mark.parametrize("query", QUERIES)
def test_no_cell_of_a_spreadsheet_is_a_formula(client: FlaskClient, query: str) -> None:
    for sheet in opened(client, query):
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n", "inlineStr") for cell in row)
