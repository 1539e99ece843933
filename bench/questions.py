"""What is asked of every system: ten kinds of question, some of each, in no system's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

RARE = ("天文台", "珊瑚", "麋鹿", "航天员", "溶洞", "候鸟")
SOME = ("水利", "审计", "医疗", "林业", "旅游", "消防")
EVERY = ("政府", "信息", "公开", "工作", "群众", "服务")
STRINGS = (
    "公开工作制度",
    "加强政府服务",
    "信息平台建设",
    "群众监督工作",
    "完善公开制度",
    "政府信息管理",
)
"""What is sought, planted in the corpus as often as it says there."""

RECEIVED, GRANTED, PENALTIES = "requests_received.total", "granted.total", "penalties.decisions"
HANDLED, CARRIED = "handled.total", "requests_carried_out.total"

FACETS = ("year", "province", "level")
HITS = 10
"""How many reports an answer lists; its total is exact, that of every system."""

WORD_RARE, WORD_SOME, WORD_EVERY = "rare word", "word in 8 %", "word in all"
QUOTED, WITH_NUMBER = "quoted string of common words", "word and number"
WITH_RANGES, ARITHMETIC = "word and three ranges, sorted by a number", "arithmetic over fields"
NUMBERS, FACETED, SNIPPETS = "numbers only, sorted", "word in 8 %, three facets", "ten snippets"


@dataclass(frozen=True, slots=True)
class Question:
    """What is sought: a word, a quoted string, numbers in ranges (both ends included), a share.

    ``above`` is (one, other, share): one / other > share. ``order`` is a number, largest first.
    Without it the best are first, of numbers alone any.
    """

    kind: str
    word: str = ""
    string: str = ""
    ranges: tuple[tuple[str, float, float], ...] = ()
    above: tuple[str, str, float] | None = None
    order: str = ""
    facets: tuple[str, ...] = ()
    snippets: bool = False


def questions() -> Iterator[Question]:
    """Yield all that is asked, six or so of a kind, so that no answer is at hand from before."""
    for words, kind in ((RARE, WORD_RARE), (SOME, WORD_SOME), (EVERY, WORD_EVERY)):
        yield from (Question(kind, word) for word in words)
    yield from (Question(QUOTED, string=string) for string in STRINGS)
    for n, word in enumerate(SOME, 1):
        some = (RECEIVED, n, 1000.0)
        yield Question(WITH_NUMBER, word, ranges=(some,))
        three = (some, (GRANTED, 1, 500), (PENALTIES, 0, 100 * n))
        yield Question(WITH_RANGES, word, ranges=three, order=PENALTIES)
        yield Question(ARITHMETIC, above=(GRANTED, HANDLED, n / 10), order=HANDLED)
        yield Question(NUMBERS, ranges=((HANDLED, n, 20 * n),), order=RECEIVED)
        yield Question(FACETED, word, facets=FACETS)
        yield Question(SNIPPETS, word, snippets=True)
