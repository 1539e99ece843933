"""Errors on the way out: their status, what they say, and what they keep to themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from indexer import Config, errors
from webui import create_app
from webui.errorpages import STATUS

SECRET = "/home/somebody/index"
API = "/api/v1"


class Broken:
    """A searcher all of whose methods raise: a stand-in, for errors no real one can be made to."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*args: Any, **kwargs: Any) -> Any:
            raise self.error

        return fail


def client_of(error: Exception) -> FlaskClient:
    return create_app(Config(), searcher=Broken(error)).test_client()  # type: ignore[arg-type]


def leaves(kind: type[Exception]) -> list[type[Exception]]:
    below = [leaf for sub in kind.__subclasses__() for leaf in leaves(sub)]
    return below or [kind]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.QuerySyntaxError("the quotation mark is never closed", position=0), 400),
        (errors.UnknownField("no field is named %(name)s", name="x", close=("y",)), 400),
        (errors.BadValue("page and page_size begin at 1"), 400),
        (errors.NotFound("no report has the id %(id)s", id="7"), 404),
        (errors.QueryTooSlow("the query took too long"), 503),
        (errors.EngineUnavailable("there is no index yet: run nianbao index PATH"), 503),
        (errors.IndexLocked("another write to this index is going on"), 503),
        (errors.IndexOutdated("made with another catalogue"), 503),
        (errors.IndexDamaged("files are missing"), 503),
        (RuntimeError(SECRET), 500),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_an_error_has_its_status_on_page_and_api(error: Exception, status: int) -> None:
    client = client_of(error)
    page, problem = client.get("/?q=a"), client.get(f"{API}/search?q=a")
    assert (page.status_code, problem.status_code) == (status, status)
    assert page.mimetype == "text/html"
    assert problem.mimetype == "application/problem+json"
    assert problem.json["status"] == status
    assert problem.json["title"]
    for answer in (page, problem):
        assert SECRET not in answer.get_data(as_text=True)
        assert "Traceback" not in answer.get_data(as_text=True)
        assert ("Retry-After" in answer.headers) == (status == 503)
        assert answer.headers["Content-Security-Policy"]


def test_every_error_a_request_can_meet_has_a_status() -> None:
    writing = (errors.SourceError, errors.ConfigError)
    for kind in leaves(errors.NianbaoError):
        if not issubclass(kind, writing):
            assert any(issubclass(kind, known) for known, _ in STATUS), kind


@pytest.mark.parametrize(
    ("url", "mimetype"),
    [("/nowhere", "text/html"), (f"{API}/nowhere", "application/problem+json")],
)
def test_nothing_there(client: FlaskClient, url: str, mimetype: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 404
    assert answer.mimetype == mimetype


@pytest.mark.parametrize("url", ["/", "/fields", f"{API}/search", f"{API}/fields"])
def test_a_wrong_method_names_the_right_ones(client: FlaskClient, url: str) -> None:
    answer = client.post(url)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    expected = "application/problem+json" if url.startswith(API) else "text/html"
    assert answer.mimetype == expected


# ── the page of a mistaken query ─────────────────────────────────────────────────────────


def mistake(client: FlaskClient, query: str) -> Any:
    answer = client.get("/", query_string={"q": query})
    assert answer.status_code == 400
    return html.fromstring(answer.get_data(as_text=True))


def test_the_error_stands_under_the_box_and_the_box_keeps_the_query(client: FlaskClient) -> None:
    page = mistake(client, '乡村 "振兴')
    [box] = page.xpath("//input[@name='q']")
    assert box.value == '乡村 "振兴'
    told = page.get_element_by_id(box.get("aria-describedby"))
    assert told.getparent().tag == "form"
    assert "引号没有闭合" in told.text_content()
    assert "第 4 个字符" in told.text_content()
    assert told.xpath(".//b")[0].text == '"'


def test_the_nearest_field_is_a_link_to_the_query_with_it(client: FlaskClient) -> None:
    page = mistake(client, "乡村 requests_recieved>0")
    told = page.get_element_by_id("problem")
    assert "requests_recieved" in told.text_content()
    assert told.xpath(".//b")[0].text == "requests_recieved"
    link = next(a for a in told.xpath(".//a") if a.text_content() == "requests_received")
    mended = html.fromstring(client.get(link.get("href")).get_data(as_text=True))
    assert mended.xpath("//input[@name='q']")[0].value == "乡村 requests_received>0"


def test_errors_are_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    told = mistake(client, '"振兴').get_element_by_id("problem").text_content()
    assert "the quotation mark is never closed" in told


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=1000", "sort=nosuch"])
def test_a_page_refuses_bad_values_in_words(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/?q=&{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.get_data(as_text=True)


def test_a_page_ignores_parameters_it_does_not_know(client: FlaskClient) -> None:
    assert client.get("/?q=&utm_source=mail").status_code == 200


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%(name)s", "{{7*7}}"]
)
def test_a_query_is_never_markup(client: FlaskClient, query: str) -> None:
    answer = client.get("/", query_string={"q": query, "sort": query})
    page = html.fromstring(answer.get_data(as_text=True))
    assert page.xpath("//input[@name='q']")[0].value == query
    assert not page.xpath("//img")
    assert all(script.get("src") for script in page.xpath("//script"))
    assert "49" not in page.text_content()  # type: ignore[attr-defined]
