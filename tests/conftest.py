"""Where the tests find their documents, and how hard the property tests try."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from hub import Hub, ObjectStore

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "sample"

# Read by huggingface_hub when it is imported, by whichever test comes first.
os.environ["HF_HUB_DISABLE_XET"] = os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("CORPUS_HYPOTHESIS", "ci"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labelled data."""
    folder = os.environ.get("CORPUS_SHARED")
    if not folder:
        pytest.skip("CORPUS_SHARED names no folder of labelled data")
    return Path(folder)


@pytest.fixture(scope="session")
def sample_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample; tests that change it take a copy."""
    import corpus

    out = tmp_path_factory.mktemp("releases")
    return corpus.build(SAMPLE, out, date="2026-11-22", workers=1).path


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A running test hub; the environment names it, with a token that may write."""
    from hub import Hub

    with Hub().running() as running:
        for name, value in running.environment(tmp_path / "hf-home").items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def run_client(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run Python code in a process of its own, which sees the environment as the test has set it.

    huggingface_hub and datasets read HF_ENDPOINT, HF_HOME and HF_HUB_DISABLE_XET when they are imported: after that, a
    change has no effect. ``code`` fails the test if it does not exit with ``exit``.
    """

    def run(code: str, *args: str, exit: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "CORPUS_CACHE": str(tmp_path / "cache"), **environment}
        command = [sys.executable, "-c", code, *args]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
        assert exit is None or done.returncode == exit, f"{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """S3 on loopback, for the whole session: its start takes two seconds."""
    from hub import ObjectStore

    with ObjectStore().running() as running:
        yield running


@pytest.fixture
def s3(object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """S3 on loopback without failures or log; the environment names it. ``s3.bucket(name)`` makes a bucket."""
    object_store.heal()
    object_store.forget()
    object_store.altered.clear()
    for name, value in object_store.environment().items():
        monkeypatch.setenv(name, value)
    yield object_store
    object_store.heal()
