"""Parts of the work: disjoint, complete, told by content, and by the job we are a task of."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import BadValue
from indexer.files.parts import Part, part_of

K8S = {"JOB_COMPLETION_INDEX": "0"}
SLURM = {
    "SLURM_ARRAY_TASK_ID": "14",
    "SLURM_ARRAY_TASK_MIN": "10",
    "SLURM_ARRAY_TASK_STEP": "2",
    "SLURM_ARRAY_TASK_COUNT": "4",
}


@given(content=st.binary(), of=st.integers(1, 9), paths=st.sampled_from(["a", "\udc80"]))
def test_every_file_belongs_to_one_part_whatever_its_name(
    content: bytes, of: int, paths: str
) -> None:
    parts = [Part(n, of) for n in range(1, of + 1)]
    digest = hashlib.sha256(content).hexdigest()
    assert [p.has(digest, paths) for p in parts] == [p.has(digest, "other") for p in parts]
    assert sum(p.has(digest, paths) for p in parts) == 1
    assert sum(p.has("", paths) for p in parts) == 1


def test_parts_are_about_as_large() -> None:
    digests = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(4000)]
    sizes = [sum(Part(n, 8).has(d, "") for d in digests) for n in range(1, 9)]
    assert sum(sizes) == 4000
    assert 400 < min(sizes) <= max(sizes) < 600


@pytest.mark.parametrize(
    ("said", "environ", "expected"),
    [
        ("2/8", {}, Part(2, 8)),
        ("2/8", SLURM, Part(2, 8)),
        (None, {}, None),
        (None, {"NIANBAO_PARTS": "3"}, None),
        ("/8", K8S, Part(1, 8)),
        (None, {**K8S, "NIANBAO_PARTS": "3"}, Part(1, 3)),
        (None, SLURM, Part(3, 4)),
        ("/5", SLURM, Part(3, 5)),
    ],
)
def test_a_part_is_said_or_known_by_the_job(
    said: str | None, environ: dict[str, str], expected: Part | None
) -> None:
    assert part_of(said, environ) == expected


@pytest.mark.parametrize(
    ("said", "environ", "message"),
    [
        ("8", {}, "8: a part is 2/8"),
        ("a/b", {}, "a part is 2/8"),
        ("0/8", {}, "part 0 of 8: there is none"),
        ("9/8", {}, "part 9 of 8: there is none"),
        ("/8", {}, "which part"),
        (None, K8S, "of how many"),
        (None, {**K8S, "NIANBAO_PARTS": "many"}, "/many: a part is"),
    ],
)
def test_what_is_no_part_is_refused(
    said: str | None, environ: dict[str, str], message: str
) -> None:
    with pytest.raises(BadValue, match=message):
        part_of(said, environ)
