"""Nianbao's front door: search Chinese government information-disclosure annual reports.

All that may be used from outside is here; a name is loaded when it is first asked for, so that
importing this costs nothing and needs no engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

# The one name that a module bears too: bound here, so that loading the module cannot hide it.
from indexer.catalogue import catalogue

if TYPE_CHECKING:
    from indexer.admission import admitted, is_loopback, new_token, token_hash
    from indexer.answer import (
        Aggregate,
        Explained,
        FacetValue,
        Group,
        Result,
        SearchResult,
        ShownFact,
        Snippet,
        StatsBody,
        Suggestion,
        Suggestions,
        result_of,
    )
    from indexer.catalogue import (
        Catalogue,
        Column,
        Field,
        FindingKind,
        FormTable,
        Row,
    )
    from indexer.config import Config, load_config
    from indexer.documents import whole_report
    from indexer.errors import (
        BadValue,
        ConfigError,
        EngineError,
        EngineUnavailable,
        IndexDamaged,
        IndexLocked,
        IndexOutdated,
        InputError,
        NianbaoError,
        NotAReport,
        NotFound,
        QuerySyntaxError,
        QueryTooSlow,
        ReaderFault,
        SourceError,
        UnknownField,
        UnreadableFile,
        UnsupportedFile,
    )
    from indexer.exporting.described import stored_object
    from indexer.exporting.export import csv_rows, jsonl_rows
    from indexer.exporting.spreadsheet import xlsx_chunks
    from indexer.files.originals import Original, open_original
    from indexer.indexing.ingest import Progress, Summary
    from indexer.indexing.visit import Refusal
    from indexer.keeping.desk import (
        IndexStatus,
        Verification,
        index_paths,
        open_searcher,
        region_of,
        remove,
        status,
        verify,
    )
    from indexer.keeping.figures import IndexFigures, figures_of
    from indexer.model import (
        SECTIONS,
        EngineState,
        Fact,
        Facts,
        Finding,
        Known,
        Meta,
        Number,
        Origin,
        Relations,
        Report,
        Source,
        Status,
        StoredReport,
    )
    from indexer.parsing.parse import parse_bytes, parse_file
    from indexer.regions import Region
    from indexer.searching.question import FACETS, SearchRequest
    from indexer.searching.rewriting import Bounds, bounds, with_bounds, with_term, without_term
    from indexer.searching.search import Searcher
    from indexer.searching.series import issuer_reports, keyword_counts, value_counts

_HOMES = {
    "admission": "admitted is_loopback new_token token_hash",
    "answer": "Aggregate Explained FacetValue Group Result SearchResult ShownFact Snippet "
    "StatsBody Suggestion Suggestions result_of",
    "catalogue": "Catalogue Column Field FindingKind FormTable Row",
    "config": "Config load_config",
    "documents": "whole_report",
    "errors": "BadValue ConfigError EngineError EngineUnavailable IndexDamaged IndexLocked "
    "IndexOutdated InputError NianbaoError NotAReport NotFound QuerySyntaxError QueryTooSlow "
    "ReaderFault SourceError UnknownField UnreadableFile UnsupportedFile",
    "exporting.export": "csv_rows jsonl_rows",
    "keeping.figures": "IndexFigures figures_of",
    "indexing.ingest": "Progress Summary",
    "keeping.desk": "IndexStatus Verification index_paths open_searcher region_of remove status "
    "verify",
    "model": "SECTIONS EngineState Fact Facts Finding Known Meta Number Origin Relations Report "
    "Source Status StoredReport",
    "files.originals": "Original open_original",
    "parsing.parse": "parse_bytes parse_file",
    "searching.question": "FACETS SearchRequest",
    "exporting.described": "stored_object",
    "regions": "Region",
    "searching.rewriting": "Bounds bounds with_bounds with_term without_term",
    "searching.search": "Searcher",
    "exporting.spreadsheet": "xlsx_chunks",
    "searching.series": "issuer_reports keyword_counts value_counts",
    "indexing.visit": "Refusal",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [  # noqa: RUF022 -- in plain order, as sorted() has it
    "Aggregate",
    "BadValue",
    "Bounds",
    "Catalogue",
    "Column",
    "Config",
    "ConfigError",
    "EngineError",
    "EngineState",
    "EngineUnavailable",
    "Explained",
    "FACETS",
    "FacetValue",
    "Fact",
    "Facts",
    "Field",
    "Finding",
    "FindingKind",
    "FormTable",
    "Group",
    "IndexDamaged",
    "IndexFigures",
    "IndexLocked",
    "IndexOutdated",
    "IndexStatus",
    "InputError",
    "Known",
    "Meta",
    "NianbaoError",
    "NotAReport",
    "NotFound",
    "Number",
    "Origin",
    "Original",
    "Progress",
    "QuerySyntaxError",
    "QueryTooSlow",
    "ReaderFault",
    "Refusal",
    "Region",
    "Relations",
    "Report",
    "Result",
    "Row",
    "SECTIONS",
    "SearchRequest",
    "SearchResult",
    "Searcher",
    "ShownFact",
    "Snippet",
    "Source",
    "SourceError",
    "StatsBody",
    "Status",
    "StoredReport",
    "Suggestion",
    "Suggestions",
    "Summary",
    "UnknownField",
    "UnreadableFile",
    "UnsupportedFile",
    "Verification",
    "admitted",
    "bounds",
    "catalogue",
    "csv_rows",
    "figures_of",
    "index_paths",
    "is_loopback",
    "issuer_reports",
    "jsonl_rows",
    "keyword_counts",
    "load_config",
    "new_token",
    "open_original",
    "open_searcher",
    "parse_bytes",
    "parse_file",
    "region_of",
    "remove",
    "result_of",
    "status",
    "stored_object",
    "token_hash",
    "value_counts",
    "verify",
    "whole_report",
    "with_bounds",
    "with_term",
    "without_term",
    "xlsx_chunks",
]


if not TYPE_CHECKING:  # a type checker reads the imports above, and finds names that are wrong

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
