"""Chinese and English: which one a visitor reads, and how the choice stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import Flask, redirect, request
from flask_babel import Babel, get_locale
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LANGUAGES = {"zh": "中文", "en": "English"}
"""Code and own name of each language; the first is the default."""

COOKIE = "language"
PARAMETER = "language"
HAN = re.compile(r"[\u3400-\u9fff](?:[^A-Za-z]*[\u3400-\u9fff])*")
"""Chinese, with the signs and digits within it, as far as no Latin letter parts it."""

YEAR_SECONDS = 365 * 24 * 3600


def msgid(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


def register(app: Flask) -> None:
    """Teach the application both languages."""
    Babel(app, locale_selector=chosen, default_locale="zh")
    app.before_request(choose)
    app.context_processor(words)
    app.add_template_filter(han)


def chosen() -> str:
    """Return the language of the visitor's cookie, Chinese without one."""
    code = request.cookies.get(COOKIE, "")
    return code if code in LANGUAGES else next(iter(LANGUAGES))


def choose() -> ResponseReturnValue | None:
    """Keep the language a link asks for and go back to the same address without it."""
    code = request.args.get(PARAMETER, "")
    if code not in LANGUAGES or request.path.startswith("/api/"):
        return None
    # The address is rebuilt from this request alone, so that no link can lead elsewhere.
    rest = [(k, v) for k, v in request.args.items(multi=True) if k != PARAMETER]
    query = f"?{urlencode(rest)}" if rest else ""
    path = quote(request.path.lstrip("/"))
    response = redirect(f"{request.script_root}/{path}{query}", 303)
    response.set_cookie(
        COOKIE, code, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response


def current() -> str:
    """Return the code of the language of the answer under way."""
    return str(get_locale() or next(iter(LANGUAGES)))


def han(text: object) -> Markup:
    """Write a text; stretches of Chinese in it say so in the English interface."""
    if current() == "zh":
        return escape(text)
    parts, at = [], 0
    for found in HAN.finditer(str(text)):
        parts += [escape(str(text)[at : found.start()])]
        parts += [Markup('<span lang="zh">{}</span>').format(found[0])]
        at = found.end()
    return Markup("").join([*parts, escape(str(text)[at:])])


def words() -> dict[str, object]:
    """Give the templates the language, the way to the other, and the mark of Chinese text."""
    code = current()
    other = next(c for c in LANGUAGES if c != code)
    rest = [(k, v) for k, v in request.args.items(multi=True) if k != PARAMETER]
    return {
        "language": code,
        "other_language": other,
        "other_language_name": LANGUAGES[other],
        "other_language_url": f"?{urlencode([*rest, (PARAMETER, other)])}",
        # Chinese that is left in the English interface says so, for voices and fonts.
        "zh": Markup(' lang="zh"') if code != "zh" else Markup(""),
    }
