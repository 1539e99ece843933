"""Who may come in over the network: tokens made, kept as hashes, and recognised."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256
from ipaddress import ip_address
from secrets import token_bytes

HASH = re.compile(r"sha256:[0-9a-f]{64}")
"""What the configuration keeps of a token."""


def new_token() -> str:
    """Return a token nobody has: 160 bits, as 32 small letters and digits that can be typed."""
    return b32encode(token_bytes(20)).decode().lower()


def token_hash(token: str) -> str:
    """Return what is kept of a token, from which it cannot be found out.

    No slow hash and no salt: what is hashed is random and far too long to be tried out.
    """
    return f"sha256:{sha256(token.encode()).hexdigest()}"


def admitted(token: str, hashes: Iterable[str]) -> str | None:
    """Return the hash a token has of those that are kept; None where it has none.

    Takes as long whether the token is nearly one or not at all.
    """
    given = token_hash(token)
    return next((kept for kept in [*hashes] if hmac.compare_digest(kept, given)), None)


def is_loopback(host: str) -> bool:
    """Tell whether an address or name, IPv6 in brackets or not, is this computer for certain."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
