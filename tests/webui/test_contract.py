"""The API against its own document: whatever is asked, an answer the document knows, and no 5xx.

``NIANBAO_CONTRACT_EXAMPLES`` asks for more than the few questions an operation gets here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from indexer import Config, Searcher, token_hash
from webui import create_app, server

EXAMPLES = os.environ.get("NIANBAO_CONTRACT_EXAMPLES", "15")
TOKEN = "t" * 32


@contextmanager
def served(searcher: Searcher, config: Config) -> Iterator[str]:
    listening = server.listen(create_app(config, searcher=searcher), config)
    thread = Thread(target=listening.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.port}"
    finally:
        listening.stop()
        thread.join()


def document(searcher: Searcher) -> dict[str, Any]:
    client = create_app(Config(), searcher=searcher).test_client()
    paths: dict[str, Any] = client.get("/api/v1/openapi.json").json["paths"]
    return paths


@pytest.mark.parametrize("tokens", [(), (token_hash(TOKEN),)], ids=["open", "locked"])
def test_the_api_keeps_to_its_document(
    searcher: Searcher, tokens: tuple[str, ...], tmp_path: Path
) -> None:
    config = Config(serve_port=0, serve_tokens=tokens)
    with served(searcher, config) as address:
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                "run",
                f"{address}/api/v1/openapi.json",
                "--checks=all",
                # A query language is no JSON schema: what fits the document may still be a mistake.
                "--exclude-checks=positive_data_acceptance",
                f"--max-examples={EXAMPLES}",
                f"--header=Authorization: Bearer {TOKEN}",
                "--no-color",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"Tested: +(\d+)", done.stdout)[0]) >= len(document(searcher)) - 1
