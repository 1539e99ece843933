"""Numbers that the prose gives, held against those the tables print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.claims.counts import Claim, claims_of
from indexer.claims.disputes import LAWSUITS, REVIEWS
from indexer.claims.numbers import counted
from indexer.claims.sentences import Sentence
from indexer.model import Fact, Finding, Status

_RECEIVED = "requests_received.total"
_CARRIED_IN = "requests_carried_in.total"
_HANDLED = "handled.total"
_NOT_ANSWERED = ("not_processed.total", "other_handling.total")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "new": (_RECEIVED,),
    "received": (_RECEIVED,),
    "accepted": (_RECEIVED,),
    "handled": (_HANDLED,),
    "answered": (_HANDLED,),
    REVIEWS: ("review.total",),
    LAWSUITS: ("lawsuit_direct.total", "lawsuit_after_review.total"),
}
_OLDER_RECEIVED = "older.requests_received"
_OLDER_FIELDS: Mapping[str, tuple[str, ...]] = {
    "new": (_OLDER_RECEIVED,),
    "received": (_OLDER_RECEIVED,),
    "accepted": (_OLDER_RECEIVED,),
    "handled": ("older.requests_handled",),
    "answered": ("older.requests_answered",),
    REVIEWS: ("older.reviews",),
    LAWSUITS: ("older.lawsuits",),
}


def conflicts(
    sentences: Iterable[Sentence], facts: Mapping[str, Fact], year: int | None, scope: str
) -> Iterator[Finding]:
    """Yield a finding where the one number the prose gives for a field is not the table's.

    Only printed values are held against it; where they are not all there, nothing is assessed.
    """
    fields = _OLDER_FIELDS if _OLDER_RECEIVED in facts else _FIELDS
    claims = [c for s in sentences for c in claims_of(s, year, scope)]
    by_field: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        by_field.setdefault(fields[claim.measure], []).append(claim)
    for keys, told in by_field.items():
        expected = _printed_sum(keys, facts)
        if expected is None or len({c.value for c in told}) > 1:
            continue
        if not any(_agrees(c, expected, facts) or _says(c, expected, claims) for c in told):
            read = told[0].sentence.printed
            yield Finding("prose_conflict", keys, expected, told[0].value, detail=read)


def _says(claim: Claim, expected: int, claims: Iterable[Claim]) -> bool:
    """Tell whether the sentence of a claim has the table's number too, as nothing else we know.

    Then it may be the claim, in words we do not know, and the one we read be a part of it.
    """
    others = {c.value for c in claims if c.measure != claim.measure}
    return expected in counted(claim.sentence.plain) and expected not in others


def _printed_sum(keys: Sequence[str], facts: Mapping[str, Fact]) -> int | None:
    values = [
        fact.value
        for key in keys
        if (fact := facts.get(key)) and fact.status is Status.REPORTED and fact.value is not None
    ]
    return int(sum(values)) if len(values) == len(keys) else None


def _agrees(claim: Claim, expected: int, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a claim can be meant so that the table bears it out, as far as is known."""
    if claim.value == expected:
        return True
    if claim.measure in ("new", REVIEWS, LAWSUITS):
        return False
    older = _known(_OLDER_RECEIVED, facts)
    received = _known(_RECEIVED, facts) if older is None else older
    carried_in = _known(_CARRIED_IN, facts)
    if claim.measure in ("received", "accepted"):
        return _is_between(claim.value, received, carried_in)
    if claim.measure == "handled":
        return claim.value == received or _is_between(claim.value, received, carried_in)
    left_out = [_known(key, facts) for key in _NOT_ANSWERED]
    # Applications not processed may be counted as not answered, each kind by itself.
    possible = {0}
    for count in left_out:
        if count is None:
            return claim.value < expected
        possible |= {p + count for p in possible}
    return expected - claim.value in possible


def _is_between(value: int, received: int | None, carried_in: int | None) -> bool:
    """Tell whether a value is what was received and carried in; unknown, that may be anything."""
    if received is None or value < received:
        return received is None
    return carried_in is None or value == received + carried_in


def _known(key: str, facts: Mapping[str, Fact]) -> int | None:
    fact = facts.get(key)
    return None if fact is None or fact.value is None else int(fact.value)
