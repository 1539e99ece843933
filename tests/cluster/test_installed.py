"""A machine without what a cluster needs: tests are skipped and say what to install, or fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster import nodes
from tests.cluster.nodes import NotInstalled
from tests.conftest import started_or_skipped


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no JDK and no Maven, on which nothing was fetched yet."""
    for name in ("JAVA_HOME", "NIANBAO_NO_CLUSTER", "REQUIRE_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(nodes, "JVMS", tmp_path / "jvm")
    monkeypatch.setattr(nodes, "TARGET", tmp_path / "target")
    return tmp_path


def with_jdk(machine: Path, version: str) -> None:
    home = machine / "jvm" / f"jdk-{version}"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "javac").touch()
    (home / "release").write_text(f'JAVA_VERSION="{version}"\n', "utf-8")


JDK = r"no JDK 21 or later: install one .*apt install openjdk-21-jdk-headless.*JAVA_HOME"
MAVEN = r"no Maven: install it .*apt install maven"
LACKING = [
    pytest.param([], JDK, id="no JDK"),
    pytest.param(["17.0.9"], JDK, id="an old JDK"),
    pytest.param(["17.0.9", "21.0.2"], MAVEN, id="no Maven"),
]


@pytest.mark.parametrize(("jdks", "told"), LACKING)
def test_what_is_not_there_is_told_and_skipped(bare: Path, jdks: list[str], told: str) -> None:
    for version in jdks:
        with_jdk(bare, version)
    with pytest.raises(pytest.skip.Exception, match=told), started_or_skipped():
        pytest.fail("there is a cluster")


@pytest.mark.parametrize(("jdks", "told"), LACKING)
def test_where_all_is_required_it_fails(
    bare: Path, monkeypatch: pytest.MonkeyPatch, jdks: list[str], told: str
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    for version in jdks:
        with_jdk(bare, version)
    with pytest.raises(NotInstalled, match=told), started_or_skipped():
        pytest.fail("there is a cluster")


def test_maven_that_cannot_fetch_is_told(bare: Path) -> None:
    with_jdk(bare, "21.0.2")
    maven = bare / "bin" / "mvn"
    maven.parent.mkdir()
    maven.write_text("#!/bin/sh\necho no way to the repository\nexit 1\n", "utf-8")
    maven.chmod(0o755)
    told = "Maven cannot fetch OpenSearch: no way to the repository"
    with pytest.raises(pytest.skip.Exception, match=told), started_or_skipped():
        pytest.fail("there is a cluster")
