"""Who may come in: tokens, the login page, proxies, and how much one client may ask."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from limits.storage import MemoryStorage
from lxml import html

from indexer import Config, ConfigError, Searcher, admitted, is_loopback, new_token, token_hash
from webui import create_app
from webui.limits import LONGEST_BODY

API = "/api/v1"
TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
LOCKED = Config(serve_host="0.0.0.0", serve_tokens=(token_hash("other"), token_hash(TOKEN)))


def client_of(searcher: Searcher, config: Config, **environ: str) -> FlaskClient:
    client = create_app(config, searcher=searcher).test_client()
    client.environ_base.update(environ)
    return client


@pytest.fixture
def locked(searcher: Searcher) -> FlaskClient:
    return client_of(searcher, LOCKED)


def bearer(token: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Authorization": f"Bearer {token}"}}


def sign_in(client: FlaskClient, token: str, wanted: str = "/fields", **more: Any) -> Any:
    page = client.get("/login", **more).get_data(as_text=True)
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    given = {"token": token, "next": wanted, "form": found[1]}
    return client.post("/login", data=given, **more)


# ── starting ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org", "127.0.0.1.example"])
def test_a_server_others_can_reach_needs_a_token_or_to_be_public(
    searcher: Searcher, host: str
) -> None:
    with pytest.raises(ConfigError, match="nianbao token"):
        create_app(Config(serve_host=host), searcher=searcher)
    for opened in (Config(serve_public=True), LOCKED):
        assert create_app(replace(opened, serve_host=host), searcher=searcher)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("localhost.example.org", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_which_addresses_are_this_computer(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize(
    "wrong",
    [{"serve_rate": "many"}, {"serve_storage_url": "nosuch://x"}, {"serve_session_key": "short"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_cannot_be_meant_is_told_before_the_start(
    searcher: Searcher, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError, match=r"serve\."):
        create_app(replace(LOCKED, **wrong), searcher=searcher)


# ── tokens ───────────────────────────────────────────────────────────────────────────────


def test_tokens_are_long_differ_and_can_be_typed() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch("[a-z2-7]{32}", token) for token in made)


def test_a_token_is_known_by_its_hash_alone() -> None:
    kept = [token_hash(TOKEN), token_hash("x")]
    assert admitted(TOKEN, kept) == kept[0]
    assert admitted(TOKEN[:-1], kept) is None
    assert admitted("", kept) is None
    assert admitted(kept[0], kept) is None
    assert TOKEN not in kept[0]


@pytest.mark.parametrize("path", [f"{API}/search", f"{API}/health", f"{API}/nowhere", "/feed.atom"])
def test_scripts_are_refused_without_a_token_and_come_in_with_it(
    locked: FlaskClient, path: str
) -> None:
    for wrong in ({}, bearer("wrong"), bearer(""), bearer(LOCKED.serve_tokens[0])):
        refused = locked.get(path, **wrong)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Set-Cookie" not in refused.headers
    assert locked.get(path, **bearer(TOKEN)).status_code in (200, 404)


@pytest.mark.parametrize("path", ["/", "/?q=乡村&page=1", "/nowhere", "/reports/1", "/api"])
def test_people_are_led_to_the_login_page_and_back(locked: FlaskClient, path: str) -> None:
    refused = locked.get(path)
    assert refused.status_code == 303
    assert refused.headers["Location"].startswith("/login?next=")
    page = locked.get(refused.headers["Location"]).get_data(as_text=True)
    assert "宁河镇" not in page
    back = html.fromstring(page).xpath("//input[@name='next']")[0].value
    assert back == path
    signed = sign_in(locked, TOKEN, back)
    assert (signed.status_code, unquote(signed.headers["Location"])) == (303, path)
    assert locked.get(path).status_code in (200, 404)
    assert locked.get(f"{API}/search").status_code == 200


@pytest.mark.parametrize("path", ["/static/nianbao.css", "/login"])
def test_what_everybody_may_see(locked: FlaskClient, path: str) -> None:
    with locked.get(path) as answer:
        assert answer.status_code == 200


def test_the_login_page_is_in_both_languages(locked: FlaskClient) -> None:
    assert "令牌" in locked.get("/login").get_data(as_text=True)
    locked.set_cookie("language", "en")
    assert "Token" in locked.get("/login").get_data(as_text=True)


def test_a_wrong_token_is_told_and_lets_nobody_in(locked: FlaskClient) -> None:
    refused = sign_in(locked, "wrong")
    assert refused.status_code == 403
    assert 'role="alert"' in refused.get_data(as_text=True)
    assert locked.get("/").status_code == 303


def test_the_form_is_taken_from_our_own_page_only(locked: FlaskClient) -> None:
    for forged in ({}, {"form": ""}, {"form": "guessed"}, {"form": "é"}):
        assert locked.post("/login", data={"token": TOKEN, **forged}).status_code == 400
    assert locked.get("/").status_code == 303


@pytest.mark.parametrize(
    "wanted",
    ["//example.org", "https://example.org/", "/\\example.org", "\\\\example.org", "javascript:x",
     "/\t/example.org", "/a\nb", "", "fields", "//[", "http://[x"],
)  # fmt: skip
def test_the_login_page_leads_nowhere_else(locked: FlaskClient, wanted: str) -> None:
    assert sign_in(locked, TOKEN, wanted).headers["Location"] == "/"


def cookie_of(answer: Any) -> str:
    [cookie] = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("nianbao=")]
    return str(cookie)


def status_with(searcher: Searcher, config: Config, cookie: str) -> int:
    client = client_of(searcher, config)
    client.set_cookie("nianbao", cookie.partition(";")[0].removeprefix("nianbao="))
    return client.get("/").status_code


def test_the_cookie_is_for_this_site_alone(searcher: Searcher) -> None:
    plain = cookie_of(sign_in(client_of(searcher, LOCKED), TOKEN))
    assert {"HttpOnly", "SameSite=Lax"} <= set(plain.split("; "))
    assert "Secure" not in plain
    assert "Expires" in plain
    over_https = {"base_url": "https://localhost"}
    secure = cookie_of(sign_in(client_of(searcher, LOCKED), TOKEN, **over_https))
    assert "Secure" in secure.split("; ")
    assert TOKEN not in plain


def test_another_process_with_the_same_tokens_knows_the_cookie(searcher: Searcher) -> None:
    cookie = cookie_of(sign_in(client_of(searcher, LOCKED), TOKEN)).partition(";")[0]
    reordered = replace(LOCKED, serve_tokens=LOCKED.serve_tokens[::-1])
    gone = replace(LOCKED, serve_tokens=LOCKED.serve_tokens[:1])
    rekeyed = replace(LOCKED, serve_session_key="k" * 32)
    assert status_with(searcher, LOCKED, cookie) == 200
    assert status_with(searcher, reordered, cookie) == 200
    assert status_with(searcher, gone, cookie) == 303
    assert status_with(searcher, rekeyed, cookie) == 303
    assert status_with(searcher, LOCKED, cookie[:-4] + "AAAA") == 303


@pytest.mark.parametrize("path", ["/", "/fields", f"{API}/search", f"{API}/search.csv", "/login"])
def test_no_cache_on_the_way_keeps_what_one_was_let_see(locked: FlaskClient, path: str) -> None:
    with locked.get(path, **bearer(TOKEN)) as answer:
        assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_signing_out_forgets(locked: FlaskClient) -> None:
    sign_in(locked, TOKEN)
    assert "/logout" in locked.get("/").get_data(as_text=True)
    assert locked.post("/logout").status_code == 303
    assert locked.get("/").status_code == 303


def test_public_asks_nobody(searcher: Searcher) -> None:
    client = client_of(searcher, replace(LOCKED, serve_public=True))
    assert client.get("/").status_code == 200
    assert client.get("/login").status_code == 404


# ── whose word is taken ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8765", 200),
        ("[::1]:8765", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8765", 421),
        ("[::2]", 421),
        ("localhost:8765:1", 421),
    ],
)
def test_a_server_for_this_computer_answers_to_its_names_alone(
    searcher: Searcher, host: str, status: int
) -> None:
    shown = {"headers": {"Host": host}}
    assert client_of(searcher, Config()).get(f"{API}/fields", **shown).status_code == status
    for told in (Config(serve_public=True), Config(serve_proxies=1), LOCKED):
        answer = client_of(searcher, told).get(f"{API}/fields", **shown)
        assert answer.status_code in (200, 401)


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "search.example",
    "X-Request-ID": "from-outside.1",
}


def test_a_proxys_word_is_taken_when_told_so_and_only_then(searcher: Searcher) -> None:
    for proxies, feed in ((0, "http://localhost/"), (1, "https://search.example/")):
        client = client_of(searcher, Config(serve_proxies=proxies))
        answer = client.get("/feed.atom", headers=FORWARDED)
        assert f'href="{feed}?' in answer.get_data(as_text=True)
        assert (answer.headers["X-Request-ID"] == FORWARDED["X-Request-ID"]) is bool(proxies)


def test_only_the_nearest_proxies_are_believed(searcher: Searcher) -> None:
    config = Config(serve_proxies=1, serve_rate="2 per minute")
    client = client_of(searcher, config)
    told = [
        client.get(f"{API}/fields", headers={"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"})
        for n in range(3)
    ]
    assert [answer.status_code for answer in told] == [200, 200, 429]


# ── how much may be asked ────────────────────────────────────────────────────────────────


def test_a_client_that_asks_too_much_waits(searcher: Searcher) -> None:
    config = replace(LOCKED, serve_public=True, serve_rate="3 per minute")
    client = client_of(searcher, config, REMOTE_ADDR="192.0.2.1")
    assert [client.get(f"{API}/fields").status_code for _ in range(3)] == [200] * 3
    refused = client.get(f"{API}/search")
    assert refused.status_code == refused.json["status"] == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert client.get("/fields").status_code == 429
    with client.get("/static/nianbao.css") as style:
        assert style.status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.2"}
    assert client.get(f"{API}/fields", environ_overrides=other).status_code == 200


def test_an_export_counts_as_ten(searcher: Searcher) -> None:
    config = replace(LOCKED, serve_public=True, serve_rate="15 per minute")
    client = client_of(searcher, config, REMOTE_ADDR="192.0.2.1")
    assert client.get(f"{API}/search.csv").status_code == 200
    assert client.get(f"{API}/search.csv").status_code == 429


def test_an_ipv6_client_is_its_network(searcher: Searcher) -> None:
    config = replace(LOCKED, serve_public=True, serve_rate="1 per minute")
    client = client_of(searcher, config)

    def status(address: str) -> int:
        told = {"REMOTE_ADDR": address}
        return client.get(f"{API}/fields", environ_overrides=told).status_code

    assert status("2001:db8:1:2::1") == 200
    assert status("2001:db8:1:2:ffff::9") == 429
    assert status("2001:db8:1:3::1") == 200


class Shared(MemoryStorage):
    """Counts that all who name it share: a stand-in for Redis, in one process."""

    STORAGE_SCHEME = ("shared",)
    counts = MemoryStorage()

    def __getattribute__(self, name: str) -> Any:
        if name in ("incr", "get", "get_expiry", "check"):
            return getattr(Shared.counts, name)
        return super().__getattribute__(name)


def test_servers_with_one_storage_count_together(searcher: Searcher) -> None:
    config = replace(LOCKED, serve_public=True, serve_rate="3 per minute")
    for storage, status in (("memory://", 200), ("shared://", 429)):
        told = replace(config, serve_storage_url=storage)
        one, other = (client_of(searcher, told, REMOTE_ADDR="192.0.2.1") for _ in "12")
        assert [one.get(f"{API}/fields").status_code for _ in range(3)] == [200] * 3
        assert other.get(f"{API}/fields").status_code == status


class Away(Shared):
    """A storage that nobody reaches."""

    STORAGE_SCHEME = ("away",)

    def __getattribute__(self, name: str) -> Any:
        if name in ("incr", "get", "get_expiry", "check"):
            raise ConnectionError("nobody there")
        return super().__getattribute__(name)


def test_a_server_whose_storage_is_away_counts_for_itself(searcher: Searcher) -> None:
    config = replace(LOCKED, serve_public=True, serve_rate="3 per minute")
    client = client_of(searcher, replace(config, serve_storage_url="away://"))
    assert [client.get(f"{API}/fields").status_code for _ in range(4)] == [200] * 3 + [429]


def test_nothing_is_counted_for_this_computer_alone(searcher: Searcher) -> None:
    client = client_of(searcher, Config(serve_rate="1 per minute"))
    assert {client.get(f"{API}/fields").status_code for _ in range(3)} == {200}


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_tries_at_the_login_page_are_counted_everywhere(searcher: Searcher, host: str) -> None:
    client = client_of(searcher, replace(LOCKED, serve_host=host))
    told = [sign_in(client, f"wrong{n}").status_code for n in range(11)]
    assert told == [403] * 10 + [429]


@pytest.mark.parametrize("path", ["/", f"{API}/search", "/login"])
def test_a_long_body_is_refused(locked: FlaskClient, path: str) -> None:
    refused = locked.post(path, data=b"x" * (LONGEST_BODY + 1))
    assert refused.status_code == 413
    assert "X-Request-ID" in refused.headers
