"""What the prose claims, held against the tables and against the report's own year.

A finding accuses somebody in public, so a sentence that can be read in two ways says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.claims.conflicts import conflicts
from indexer.claims.counts import Claim, claims_of
from indexer.claims.plans import wrong_year
from indexer.claims.sentences import Sentence, sentences
from indexer.model import Fact, Finding

__all__ = ["Claim", "Sentence", "check_prose", "claims_of", "sentences"]


def check_prose(
    prose: Mapping[str, str], facts: Mapping[str, Fact], year: int | None, scope: str
) -> Iterator[Finding]:
    """Yield where the prose contradicts the tables, and where it plans for a year gone by."""
    told = list(sentences(prose))
    yield from conflicts(told, facts, year, scope)
    if year is not None:
        yield from wrong_year(told, year)
