"""Every error Nianbao raises on purpose, one tree, cut by who can fix it.

NianbaoError
├── InputError        the caller; its message is safe to show
│   ├── QuerySyntaxError   the query cannot be read, at ``position``
│   ├── UnknownField       no such field; ``close`` lists the nearest
│   └── BadValue           a parameter or value out of its range
├── NotFound          no report, source or page of that name
├── QueryTooSlow      the query ran past its deadline
├── SourceError       one file; the batch goes on
│   ├── UnsupportedFile    a format nobody here reads
│   ├── UnreadableFile     a known format, but damaged, empty or scanned
│   │   └── ReaderFault    not by the file's fault: we hung, crashed, or have a bug
│   └── NotAReport         readable, but no annual report
├── EngineError       the operator
│   ├── EngineUnavailable  not installed, not running, no index yet
│   │   └── NoIndex            no index yet, to begin with
│   ├── IndexLocked        another process is writing
│   ├── IndexOutdated      made with another catalogue, segmenter or schema
│   └── IndexDamaged       files missing or broken
└── ConfigError       the operator, before start
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self


class NianbaoError(Exception):
    """Base of all errors that somebody outside the code can fix.

    ``text`` is the message with ``%(name)s`` for each of ``values``, so that the page can
    translate it; ``str()`` is the English message whole.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = values


class InputError(NianbaoError):
    """The caller asked for something that cannot be done; safe to show.

    ``position`` counts characters of the query from 0, None where there is no such place.
    ``parameter`` names the request's parameter at fault, None for the query itself.
    """

    def __init__(self, text: str, *, position: int | None = None, **values: object) -> None:
        super().__init__(text, **values)
        self.position = position
        self.parameter: str | None = None

    def in_parameter(self, name: str) -> Self:
        """Say which parameter is at fault; ``str()`` then begins with its name, ``text`` stays."""
        self.parameter = name
        self.args = (f"{name}: {self.args[0]}",)
        return self


class QuerySyntaxError(InputError):
    """The query cannot be read; its ``position`` is always set."""

    def __init__(self, text: str, *, position: int, **values: object) -> None:
        super().__init__(text, position=position, **values)


class UnknownField(InputError):
    """A field nobody defined, or a name several bear; ``close`` names the nearest, best first."""

    def __init__(
        self, text: str, *, name: str, close: Sequence[str] = (), position: int | None = None
    ) -> None:
        super().__init__(text, position=position, name=name, close=", ".join(close))
        self.name = name
        self.close = tuple(close)


class BadValue(InputError):
    """A value out of its range or of the wrong kind."""


class NotFound(NianbaoError):
    """Nothing of that name is in the index."""


class QueryTooSlow(NianbaoError):
    """The query ran past its deadline."""


class SourceError(NianbaoError):
    """One file could not become a report; the batch goes on."""


class UnsupportedFile(SourceError):
    """No reader takes this format."""


class UnreadableFile(SourceError):
    """A known format, but damaged, empty or without text."""


class ReaderFault(UnreadableFile):
    """Reading took too long or too much, crashed, or met a bug; another time it may not."""


class NotAReport(SourceError):
    """A readable file that is no annual report."""


class EngineError(NianbaoError):
    """The index or its engine cannot answer; the operator can mend it."""


class EngineUnavailable(EngineError):
    """The engine is not installed, not running, or has no index yet."""


class NoIndex(EngineUnavailable):
    """Nothing has been indexed yet; whoever is about to may begin."""


class IndexLocked(EngineError):
    """Another process is writing to the index."""


class IndexOutdated(EngineError):
    """The index was made with another catalogue, segmenter or schema."""


class IndexDamaged(EngineError):
    """Files of the index are missing or broken."""


class ConfigError(NianbaoError):
    """The configuration cannot be used."""
