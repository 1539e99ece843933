"""The desk of the house: opens, fills, checks and empties the index that a ``Config`` names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from indexer.catalogue import catalogue
from indexer.config import Config
from indexer.engines.memory import MemoryEngine
from indexer.engines.opening import (
    current,
    generations,
    next_segmenter,
    run_lock,
    settled_segmenter,
    shared_lock,
)
from indexer.engines.port import Engine
from indexer.errors import BadValue, InputError
from indexer.files.seen import is_changed, is_gone
from indexer.files.sources import Place, place_of
from indexer.indexing.building import Former, building, faults_in, former, steps
from indexer.indexing.ingest import (
    Choices,
    Progress,
    Summary,
    carry_over,
    index_surveyed,
    remove_collection,
    remove_reports,
    survey,
)
from indexer.indexing.ledger import Visited, came_from, forget, is_within, remember, visited
from indexer.indexing.visit import Survey
from indexer.model import EngineState, Source
from indexer.parsing.workers import Workers
from indexer.regions import NOWHERE, Region, full_name
from indexer.searching.search import Searcher

# ── reading ──────────────────────────────────────────────────────────────────────────────


def open_searcher(config: Config, *, seconds: float | None = None) -> Searcher:
    """Return what answers searches; the index is opened when it is first asked something.

    What takes longer than ``seconds`` is given up; a server passes ``serve_query_seconds``.
    """
    cut = settled_segmenter(config)
    return Searcher(
        generations(config, cut).current,
        catalogue(),
        cut,
        synonyms=config.synonyms,
        seconds=seconds,
    )


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as the index knows it: its folder, its sources, and what became of them."""

    name: str
    root: str
    sources: int
    reports: int
    refused: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What there is to say of an index at a glance."""

    engine: str
    index_dir: str
    segmenter: str
    reports: int
    sources: int
    refused: int
    size_bytes: int
    collections: tuple[Collection, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify`` found: ``faults`` are damage; sources gone or changed since are none."""

    state: EngineState
    faults: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


def status(config: Config) -> IndexStatus:
    """Count what the index holds; ``EngineUnavailable`` where there is none."""
    cut = settled_segmenter(config)
    with closing(generations(config, cut).current()) as engine:
        state = engine.check()
        sources = list(engine.sources())
    return IndexStatus(
        engine=state.engine,
        index_dir=where(config),
        segmenter=cut.fingerprint,
        reports=state.reports,
        sources=state.sources,
        refused=sum(s.report is None for s in sources),
        size_bytes=state.size_bytes,
        collections=_collections(sources),
    )


def where(config: Config) -> str:
    """Say where the index lives: in a folder, or in a cluster."""
    if config.engine != "opensearch":
        return str(config.index_dir)
    return f"{config.opensearch_prefix} at {', '.join(config.opensearch_hosts)}"


def verify(config: Config) -> Verification:
    """Check the index against itself and against the files it came from."""
    with closing(_current_engine(config)) as engine:
        state, faults = engine.check(), faults_in(engine)
        sources = list(engine.sources())
    return Verification(
        state=state,
        faults=faults,
        gone=tuple(_file(s) for s in sources if is_gone(s)),
        changed=tuple(_file(s) for s in sources if is_changed(s)),
    )


# ── writing ──────────────────────────────────────────────────────────────────────────────


def index_paths(
    config: Config,
    paths: Sequence[Path],
    *,
    collection: str | None = None,
    region: Region = NOWHERE,
    jobs: int | None = None,
    prune: bool = False,
    rebuild: bool = False,
    dry_run: bool = False,
    verbose: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    leave: Container[Path] = (),
) -> Summary:
    """Bring the index up to date with files and folders; the first run makes it.

    Files are parsed in ``jobs`` processes, one a core unless told; ``verbose`` lets through what
    they print. ``rebuild`` reads all again into a new generation, carries over what the paths do
    not cover, and then makes that one current. ``dry_run`` only tells. The files ``leave`` are left
    as they are in the index. Raises ``InputError`` before anything is written for a path or
    manifest that cannot be meant, ``IndexLocked`` where another run writes.
    """
    choices = Choices(region=region, prune=prune, dry_run=dry_run)
    if not config.index_dir.exists():
        # Nothing is made, not even a folder, for what cannot be meant.
        _surveys(config, _places(paths, collection, {}))
    with (
        nullcontext() if dry_run else run_lock(config.index_dir),
        Workers(jobs, verbose=verbose) as workers,
        ExitStack() as engines,
    ):
        if rebuild:
            return _rebuild(config, paths, collection, choices, workers, progress)
        cut = settled_segmenter(config)
        there = generations(config, cut)
        old = current(there)
        known = list(engines.enter_context(closing(old)).sources()) if old else []
        places = _places(paths, collection, {source.collection: source.root for source in known})
        surveys = _surveys(config, places, leave)
        if not dry_run:
            remember(config.index_dir, (visited(place, region) for place in places))
            if not old:
                # Published while empty, so that a first run that is broken off keeps what it wrote.
                with building(there):
                    pass
        engine = engines.enter_context(closing(current(there) or MemoryEngine()))
        if not dry_run:
            engines.enter_context(shared_lock(there, engine))
        return index_surveyed(engine, surveys, steps(cut, workers), choices, progress)


def _rebuild(
    config: Config,
    paths: Sequence[Path],
    collection: str | None,
    choices: Choices,
    workers: Workers,
    progress: Callable[[Progress], None],
) -> Summary:
    """Read all again into a new generation, and make it current when it is whole."""
    cut = next_segmenter(config)
    with former(config, cut) as old:
        known = came_from(config.index_dir, old.sources) if old.engine or old.faults else []
        roots = {v.collection: v.root for v in (known if old.faults else old.sources)}
        places = _places(paths, collection, roots)
        surveys = _surveys(config, places)
        carried = old.engine if old.current and not old.faults else None
        if not carried:
            _demand_all(places, known, old)
        if not choices.dry_run:
            remember(config.index_dir, (visited(place, choices.region) for place in places))
        with building(generations(config, cut), choices.dry_run) as new:
            if carried and not choices.dry_run:
                carry_over(carried, new, places, steps(cut, workers))
            return index_surveyed(new, surveys, steps(cut, workers), choices, progress)


def remove(config: Config, ids: Sequence[str] = (), collection: str | None = None) -> int:
    """Take reports or a whole collection out of the index; files on disk are not touched.

    Returns how many reports, or how many sources of the collection. What is removed comes back
    with the next run over its folder. Raises ``NotFound`` for what is not there.
    """
    cut = settled_segmenter(config)
    there = generations(config, cut)
    with (
        closing(there.current()) as engine,
        run_lock(config.index_dir),
        shared_lock(there, engine),
    ):
        if collection is not None:
            removed = remove_collection(engine, collection, steps(cut))
            forget(config.index_dir, collection)
            return removed
        return remove_reports(engine, ids, steps(cut))


def region_of(text: str) -> Region:
    """Read ``province/city/county`` (as ``陕西省/安康市/紫阳县``); an empty part is not known.

    Raises ``BadValue`` for more than three parts.
    """
    parts = [part.strip() or None for part in text.split("/")]
    if len(parts) > 3:
        raise BadValue("%(region)s: a region is province/city/county", region=text)
    province, city, county = (*parts, None, None)[:3]
    return Region(full_name(province, "province") if province else None, city, county)


# ── the parts ────────────────────────────────────────────────────────────────────────────


def _current_engine(config: Config) -> Engine:
    return generations(config, settled_segmenter(config)).current()


def _demand_all(places: Sequence[Place], known: Iterable[Visited], old: Former) -> None:
    left = sorted(
        f"{v.path} (collection {v.collection})" for v in known if not is_within(v, places)
    )
    if left and old.faults:
        raise InputError(
            "the index is damaged, so all files must be read again; give these paths too: "
            "%(paths)s; or run nianbao verify --repair",
            paths=", ".join(left),
        )
    if left:
        raise InputError(
            "the field catalogue has changed, so all files must be read again; "
            "give these paths too: %(paths)s",
            paths=", ".join(left),
        )


def _surveys(config: Config, places: Iterable[Place], leave: Container[Path] = ()) -> list[Survey]:
    return [survey(place, config.index_dir, leave) for place in places]


def _places(paths: Iterable[Path], collection: str | None, roots: Mapping[str, str]) -> list[Place]:
    known = dict(roots)
    places = []
    for path in paths:
        place = place_of(path, collection, known)
        known[place.collection] = str(place.root)
        places.append(place)
    return places


def _collections(sources: Iterable[Source]) -> tuple[Collection, ...]:
    roots = {s.collection: s.root for s in sources}
    seen = Counter(s.collection for s in sources)
    refused = Counter(s.collection for s in sources if s.report is None)
    reports = Counter(name for name, _ in {(s.collection, s.report) for s in sources if s.report})
    return tuple(
        Collection(name, roots[name], seen[name], reports[name], refused[name])
        for name in sorted(roots)
    )


def _file(source: Source) -> str:
    return str(Path(source.root) / source.path)
