"""How the runs of a query were taken: their words, and the other spellings that the index has."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from indexer.answer import Explained
from indexer.query import Run
from indexer.searching.variants import Variants
from indexer.text import Segmenter

MOST_KNOWN = 10_000
"""Spellings that are remembered; of more, all are looked for again."""


class Explainer:
    """Says how runs were taken, and remembers until the index changes which spellings it has."""

    def __init__(self, variants: Variants, segmenter: Segmenter) -> None:
        self._variants = variants
        self._segmenter = segmenter
        self._kept: tuple[Hashable, dict[Run, bool]] = (None, {})

    def explain(self, run: Run, revision: Hashable, is_held: Callable[[Run], bool]) -> Explained:
        """Say how a run was taken; of the spellings nobody chose, only those the index has.

        ``is_held`` looks into the index as it was at this revision, or is later: what it finds
        stands for the revision.
        """
        chosen = self._variants.synonyms(run.text, self._segmenter) if run.variants else ()
        known = self._known(revision)
        listed = []
        for variant in run.variants:
            if variant.text not in chosen and variant not in known:
                known[variant] = is_held(variant)
            if variant.text in chosen or known[variant]:
                listed.append(variant.text)
        return Explained(run.text, run.words, tuple(listed))

    def _known(self, revision: Hashable) -> dict[Run, bool]:
        kept, known = self._kept
        if kept != revision or len(known) >= MOST_KNOWN:
            known = {}
            self._kept = revision, known
        return known
