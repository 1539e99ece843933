"""Parts of the work on a collection: told by content, so that they are disjoint and complete."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.errors import BadValue


@dataclass(frozen=True, slots=True)
class Part:
    """Part ``number`` of ``of``, counted from 1."""

    number: int = 1
    of: int = 1

    def has(self, sha256: str, path: str) -> bool:
        """Tell whether a file belongs here: by its bytes, so that equal files stay together.

        A file that cannot be read has no hash; its path tells.
        """
        told = sha256 or hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
        return int(told[:15], 16) % self.of == self.number - 1


WHOLE = Part()


def part_of(said: str | None, environ: Mapping[str, str]) -> Part | None:
    """Return the part that is meant; None where nothing says so.

    ``said`` is ``2/8``, or ``/8`` where the environment says which: the completion index of a
    Kubernetes Indexed Job, the task of a Slurm array. Without it the environment says both: a
    Slurm array knows how many it is, beside an Indexed Job ``NIANBAO_PARTS`` must.
    """
    here = _number(environ)
    of = environ.get("NIANBAO_PARTS") or environ.get("SLURM_ARRAY_TASK_COUNT")
    if said is None:
        if here is None:
            return None
        if not of:
            raise BadValue("which part of how many is this? Say --part /8, or set NIANBAO_PARTS")
        said = f"/{of}"
    found = re.fullmatch(r"(\d{0,9})/(\d{1,9})", said)
    if not found:
        raise BadValue("%(said)s: a part is 2/8, or /8 in a job that counts its tasks", said=said)
    number = int(found[1]) if found[1] else here
    if number is None:
        raise BadValue("%(said)s: which part? No job here counts its tasks", said=said)
    part = Part(number, int(found[2]))
    if not 1 <= part.number <= part.of:
        raise BadValue("part %(number)s of %(of)s: there is none", number=number, of=part.of)
    return part


def _number(environ: Mapping[str, str]) -> int | None:
    """Return which task of a job this is, counted from 1; None where it is none."""
    if environ.get("JOB_COMPLETION_INDEX", "").isdecimal():
        return int(environ["JOB_COMPLETION_INDEX"]) + 1
    if environ.get("SLURM_ARRAY_TASK_ID", "").isdecimal():
        first, step = (
            int(environ.get(f"SLURM_ARRAY_TASK_{name}", default))
            for name, default in (("MIN", "0"), ("STEP", "1"))
        )
        return (int(environ["SLURM_ARRAY_TASK_ID"]) - first) // step + 1
    return None
