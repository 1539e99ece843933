"""The login page: a token, typed once, for a signed cookie; and the way out."""

from __future__ import annotations

import hmac
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, redirect, render_template, request, session
from flask_babel import gettext
from flask_limiter import Limiter

from indexer import admitted
from webui import access

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("login", __name__)


LOGIN_RATE = "10 per minute; 60 per hour"


def register(app: Flask, limiter: Limiter) -> None:
    """Put the page into an application that asks for tokens; tries are counted everywhere."""
    if "tokens" in app.extensions:
        app.register_blueprint(blueprint)
        limiter.limit(LOGIN_RATE, methods=["POST"])(blueprint)
        app.context_processor(lambda: {"signed_in": access.signed_in()})


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Take a token and lead to where the visitor was going; else say what is wrong."""
    wanted = local(request.values.get("next", "/"))
    if request.method == "GET":
        return redirect(wanted, 303) if access.signed_in() else form(wanted)
    # As bytes: whoever sends what is no ASCII is to be told, too.
    given, ours = request.form.get("form", ""), session.get("form", "-")
    if not hmac.compare_digest(given.encode(), ours.encode()):
        return form(wanted, gettext("This form is too old. Please try again.")), 400
    kept = admitted(request.form.get("token", "").strip(), current_app.extensions["tokens"])
    if kept is None:
        return form(wanted, gettext("This is not a token that is known here.")), 403
    session.clear()
    session["token"] = kept
    session.permanent = True
    return redirect(wanted, 303)


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """Forget the visitor; a page elsewhere cannot ask this for them, as it is sent no cookie."""
    session.clear()
    return redirect("/login", 303)


def form(wanted: str, problem: str = "") -> str:
    """Print the page, with what shows that the answer comes from it."""
    session["form"] = session.get("form") or token_urlsafe()
    return render_template("login.html", wanted=wanted, problem=problem, form=session["form"])


def local(address: str) -> str:
    """Return an address if it is one of ours, else that of the start page."""
    ours = address.startswith("/") and not address.startswith("//")
    return address if ours and address.isprintable() and "\\" not in address else "/"
