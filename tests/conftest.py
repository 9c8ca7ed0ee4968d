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

# Tests alter code that cleans, which no key of a remembered document knows of.
os.environ["CORPUS_BUILD_NO_CACHE"] = "1"

settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("CORPUS_HYPOTHESIS", "ci"))


# Tests that start servers or many processes; measured with --durations, they take most of the time of a whole run.
SLOW_MODULES = frozenset(
    [
        "test_docs",
        "test_every_call",
        "test_forgeries",
        "test_hub",
        "test_key_review",
        "test_publish",
        "test_release_script",
        "test_remote_hub",
        "test_wheel",
        "test_contracts",
        "test_make_models",
        "test_reflow_training",
        "test_release_format",
        "test_remote",
        "test_report_page",
        "test_review",
        "test_spared",
        "test_standing_trees",
        "test_tables",
        "test_terminal",
        "test_variants",
        "test_withdraw",
    ]
)
# Others that took more than two seconds when both cores were busy, by pytest --durations=80.
SLOW_TESTS = frozenset(
    [
        "test_a_dry_run_says_what_would_be",
        "test_a_dry_run_shows_the_changes_and_the_step",
        "test_a_killed_worker_costs_nothing",
        "test_a_large_document_is_not_quadratic",
        "test_a_mark_is_the_first_family_that_matches",
        "test_a_mistake_is_told_in_a_line",
        "test_a_note_has_one_of_the_signs_that_are_looked_for",
        "test_a_process_that_is_killed_while_fetching_leaves_nothing_wrong",
        "test_a_quarantined_source_makes_the_exit_code_1",
        "test_a_secret_in_a_url_is_never_shown",
        "test_a_source_that_cannot_be_read_any_more_is_told",
        "test_a_stream_has_all_rows_and_can_be_shared_out",
        "test_any_bytes_are_refused_or_proven",
        "test_build_says_where_and_what_next",
        "test_build_shows_no_progress_in_a_pipe_and_some_on_a_terminal",
        "test_commands_take_a_place_elsewhere",
        "test_copies_in_other_documents_go_too_and_what_shares_a_run_is_told",
        "test_encoding",
        "test_explain_cite_info_and_rules_speak_json_and_text",
        "test_floors",
        "test_ids_survive_random_histories_of_files",
        "test_long_runs_take_linear_time",
        "test_plain_pyarrow_restores_them_too",
        "test_ids_are_numbered_anew_only_when_that_is_asked_for",
        "test_register_prints_one_that_can_be_built",
        "test_s3_gives_the_same_rows",
        "test_simplifying_keeps_the_length",
        "test_sources_are_restored_with_plain_pyarrow",
        "test_sources_of_the_sample_still_add_up",
        "test_the_bytes_depend_on_nothing_but_the_input",
        "test_the_bytes_do_not_depend_on_workers",
        "test_the_cache_can_be_listed_and_pruned",
        "test_the_command",
        "test_the_diff_marks_characters",
        "test_the_gate_names_what_fell_and_what_changed",
        "test_time_memory_and_characters",
        "test_two_maintainers_who_build_one_version_at_once",
        "test_verify_tells_and_exits_3_when_a_byte_is_flipped",
        "test_what_happened_to_it_is_told",
        "test_workers_that_always_die_end_in_an_error",
    ]
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what ``hatch run test-fast`` leaves out."""
    for item in items:
        if item.path.stem in SLOW_MODULES or item.name.partition("[")[0] in SLOW_TESTS:
            item.add_marker(pytest.mark.slow)


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
