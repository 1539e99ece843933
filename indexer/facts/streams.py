"""Labels that a line break cut, where only the order of a table's pieces is left."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from indexer.catalogue import squeezed
from indexer.facts.grids import Line

_SIGN = re.compile(r"\W")
_LEAST_HEAD = 2


def with_whole_labels(lines: Sequence[Line], printed: Collection[str]) -> list[Line]:
    """Give each line the end of its label that was printed behind its values.

    A cell's numbers may stand beside any line of a label, so what comes behind them is the next
    row's unless it completes a label as the form prints it.
    """
    whole = {_plain(squeezed(label)) for label in printed}
    mended = list(lines)
    for index in range(len(mended) - 1):
        line, following = mended[index], mended[index + 1]
        count = _ends(line, following, whole) if line.filled else 0
        if count:
            mended[index] = Line((*line.labels, *following.labels[:count]), line.values)
            mended[index + 1] = Line(following.labels[count:], following.values)
    return mended


def _ends(line: Line, following: Line, whole: Collection[str]) -> int:
    """Return how many labels of the following line complete this line's last one."""
    head = _plain("".join(e.label for e in line.labels))
    for count in range(1, len(following.labels) + 1):
        end = _plain("".join(e.label for e in following.labels[:count]))
        for label in whole:
            if len(label) >= len(end) + _LEAST_HEAD and (head + end).endswith(label):
                return count
    return 0


def _plain(label: str) -> str:
    return _SIGN.sub("", label)
