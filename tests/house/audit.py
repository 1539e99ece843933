"""Ask whether any installed library has a known vulnerability: a part of ``make lint``.

Where the advisories cannot be reached nothing is known, and that is said; it is no failure, as
lint must work without a network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

COMMAND = (sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off")
SECONDS_A_CALL = 5
SECONDS = 90


def verdict(report: dict[str, Any]) -> tuple[int, list[str]]:
    """Return the exit code and what to print, for a report of pip-audit.

    ``report`` has ``dependencies``, each with ``vulns`` or with the ``skip_reason`` why nothing
    is known of it.
    """
    asked = [d for d in report["dependencies"] if "skip_reason" not in d]
    if not asked:
        return 0, ["audit: skipped, the advisories know none of the libraries, or are not reached"]
    found = [
        f"audit: {d['name']} {d['version']} has {v['id']}, mended in "
        f"{', '.join(v['fix_versions']) or 'no version yet'}"
        for d in asked
        for v in d["vulns"]
    ]
    of_all = f"of {len(asked)} libraries, {len(report['dependencies']) - len(asked)} not looked up"
    return int(bool(found)), [*found, f"audit: {len(found)} known vulnerabilities {of_all}"]


def main() -> int:
    """Run pip-audit over this environment, for so long at most, and print its verdict."""
    try:
        ran = subprocess.run(
            [*COMMAND, "--timeout", str(SECONDS_A_CALL)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        code, lines = verdict(json.loads(ran.stdout))
    except subprocess.TimeoutExpired:
        code, lines = 0, [f"audit: skipped, no answer within {SECONDS} seconds"]
    except json.JSONDecodeError:
        # Whatever keeps it from asking, it prints no report then.
        reason = ran.stderr.strip().rpartition("\n")[2] or "no report"
        code, lines = 0, [f"audit: skipped, the advisories are not reached ({reason})"]
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
