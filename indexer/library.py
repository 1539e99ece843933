"""The library as a whole: opens, fills, checks and empties the index that a ``Config`` names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.batch import Steps
from indexer.catalogue import catalogue
from indexer.config import Config
from indexer.documents import index_document
from indexer.engines import open_generations
from indexer.engines.memory import MemoryEngine
from indexer.engines.port import Engine, Generations
from indexer.errors import BadValue, EngineUnavailable, IndexDamaged, IndexOutdated, InputError
from indexer.ingest import (
    Choices,
    Progress,
    Summary,
    carry_over,
    faults_within,
    index_surveyed,
    is_covered,
    remove_collection,
    remove_reports,
    survey,
)
from indexer.model import EngineState, Source
from indexer.parse import parse_bytes
from indexer.regions import NOWHERE, Region, full_name
from indexer.relate import relations
from indexer.search import Searcher
from indexer.sources import Place, is_changed, is_gone, place_of
from indexer.text import Segmenter, segmenter

SCHEMA = "1"
"""The shape of stored reports and index documents; another number makes every index outdated."""


# ── reading ──────────────────────────────────────────────────────────────────────────────


def open_searcher(config: Config) -> Searcher:
    """Return what answers searches; the index is opened when it is first asked something."""
    return Searcher(_generations(config).current, catalogue(), _segmenter(config))


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
    with closing(_generations(config).current()) as engine:
        state = engine.check()
        sources = list(engine.sources())
    return IndexStatus(
        engine=state.engine,
        index_dir=str(config.index_dir),
        segmenter=_segmenter(config).fingerprint,
        reports=state.reports,
        sources=state.sources,
        refused=sum(s.report is None for s in sources),
        size_bytes=state.size_bytes,
        collections=_collections(sources),
    )


def verify(config: Config) -> Verification:
    """Check the index against itself and against the files it came from."""
    with closing(_generations(config).current()) as engine:
        state = engine.check()
        faults = (*state.faults, *faults_within(engine))
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
    prune: bool = False,
    rebuild: bool = False,
    dry_run: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Bring the index up to date with files and folders; the first run makes it.

    ``rebuild`` reads them all again into a new generation, carries over what they do not cover,
    and then makes that one current. ``dry_run`` only tells. Raises ``InputError`` before anything
    is written for a path or manifest that cannot be meant, ``IndexLocked`` where another writes.
    """
    generations = _generations(config)
    old = _whatever_is_there(config) if rebuild else _current(generations)
    with ExitStack() as open_engines:
        known = list(open_engines.enter_context(closing(old)).sources()) if old else []
        places = _places(paths, collection, known)
        surveys = [survey(place, leave_out=config.index_dir) for place in places]
        if rebuild and old and not _can_be_carried(config):
            _demand_all(places, known)
            old = None
        engine = old
        if rebuild or not engine:
            engine = open_engines.enter_context(closing(_fresh(generations, dry_run)))
        if not (old or rebuild or dry_run):
            # Published while empty, so that a first run that is broken off keeps what it wrote.
            generations.publish(engine)
        if rebuild and old and not dry_run:
            carry_over(old, engine, places, _steps(config))
        choices = Choices(region=region, prune=prune, dry_run=dry_run)
        summary = index_surveyed(engine, surveys, _steps(config), choices, progress)
        if rebuild and not dry_run:
            generations.publish(engine)
    return summary


def remove(config: Config, ids: Sequence[str] = (), collection: str | None = None) -> int:
    """Take reports or a whole collection out of the index; files on disk are not touched.

    Returns how many reports, or how many sources of the collection. What is removed comes back
    with the next run over its folder. Raises ``NotFound`` for what is not there.
    """
    with closing(_generations(config).current()) as engine:
        if collection is not None:
            return remove_collection(engine, collection, _steps(config))
        return remove_reports(engine, ids, _steps(config))


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


def _segmenter(config: Config) -> Segmenter:
    return segmenter(config.segmenter, config.user_words)


def _fingerprints(config: Config) -> dict[str, str]:
    return {
        "catalogue": catalogue().fingerprint,
        "segmenter": _segmenter(config).fingerprint,
        "schema": SCHEMA,
    }


def _generations(config: Config) -> Generations:
    return _compared_by(config, ("catalogue", "segmenter", "schema"))


def _compared_by(config: Config, parts: Iterable[str]) -> Generations:
    made_with = _fingerprints(config)
    chosen = {part: made_with[part] for part in parts}
    return open_generations(config.engine, config.index_dir, fingerprints=chosen)


def _steps(config: Config) -> Steps:
    cut = _segmenter(config)
    return Steps(
        parse=parse_bytes,
        relations=relations,
        document=lambda report: index_document(report, cut, catalogue()),
        now=lambda: datetime.now(UTC),
    )


def _current(generations: Generations) -> Engine | None:
    try:
        return generations.current()
    except EngineUnavailable:
        return None


def _whatever_is_there(config: Config) -> Engine | None:
    """Open the index whatever it was made with; None where nothing of it can be read."""
    try:
        return _current(_compared_by(config, ()))
    except (IndexOutdated, IndexDamaged):
        return None


def _can_be_carried(config: Config) -> bool:
    """Tell whether stored reports still mean the same; how they are cut is of no matter."""
    try:
        return _current(_compared_by(config, ("catalogue", "schema"))) is not None
    except IndexOutdated:
        return False


def _demand_all(places: Sequence[Place], known: Iterable[Source]) -> None:
    left = {s.root: s.collection for s in known if not is_covered(s.key, places)}
    if left:
        raise InputError(
            "the field catalogue has changed, so all files must be read again; "
            "give these paths too: %(paths)s",
            paths=", ".join(f"{root} (collection {left[root]})" for root in sorted(left)),
        )


def _fresh(generations: Generations, dry_run: bool) -> Engine:
    """Begin a generation; for a dry run one that is nowhere."""
    return MemoryEngine() if dry_run else generations.begin()


def _places(paths: Iterable[Path], collection: str | None, known: Iterable[Source]) -> list[Place]:
    roots = {source.collection: source.root for source in known}
    places = []
    for path in paths:
        place = place_of(path, collection, roots)
        roots[place.collection] = str(place.root)
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
