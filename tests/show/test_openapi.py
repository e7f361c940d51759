"""The JSON API as OpenAPI describes it: schemathesis asks what it allows, and what it does not."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest
import schemathesis
from schemathesis.config import (
    ChecksConfig,
    CoveragePhaseConfig,
    FuzzingPhaseConfig,
    GenerationConfig,
    HealthCheck,
    PhasesConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    StatefulPhaseConfig,
)
from schemathesis.engine import Status, StopReason, from_schema
from schemathesis.engine.events import EngineFinished, NonFatalError, ScenarioFinished

from regesta.show.services.api import OPERATIONS, ROOT
from regesta.show.site.app import create_app

# Of sound words some make no sense as a query, and few ids are of something: 422 and 404 say so.
ACCEPTED = ["2xx", "404", "422"]
CONFIG = SchemathesisConfig(
    suppress_health_check=[HealthCheck.filter_too_much],
    projects=ProjectsConfig(
        default=ProjectConfig(
            continue_on_failure=True,
            generation=GenerationConfig(deterministic=True, max_examples=10, database="none"),
            phases=PhasesConfig(
                coverage=CoveragePhaseConfig(generate_duplicate_query_parameters=True),
                fuzzing=FuzzingPhaseConfig(),
                stateful=StatefulPhaseConfig(enabled=False),
            ),
            checks=ChecksConfig(
                positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=ACCEPTED)
            ),
        )
    ),
)


@pytest.fixture(scope="module")
def unbound(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, served without a bound on requests."""
    folder = tmp_path_factory.mktemp("api") / "archive"
    shutil.copytree(example, folder)
    with (folder / "regesta.toml").open("a", encoding="utf-8") as file:
        file.write("\n[serving]\nrequests = 0\n")
    return folder


def test_schemathesis_finds_nothing(unbound: Path) -> None:
    app = create_app(unbound)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG)
    faults: list[str] = []
    tried: set[str] = set()
    cases = 0
    finished: EngineFinished | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, of libraries that it uses
        for event in from_schema(schema).execute():
            if isinstance(event, NonFatalError):
                faults.append(f"{event.label}: {event.value}")
            elif isinstance(event, ScenarioFinished):
                if event.status is not Status.SKIP:
                    tried.add(event.recorder.label)
                cases += len(event.recorder.cases)
                faults += [
                    f"{event.recorder.label}: {check.name}: {check.failure_info.failure}"
                    for found in event.recorder.checks.values()
                    for check in found
                    if check.failure_info is not None
                ]
            elif isinstance(event, EngineFinished):
                finished = event
    assert not faults, "\n".join(faults)
    assert finished is not None
    assert finished.stop_reason is StopReason.COMPLETED
    assert tried == {f"GET {ROOT}{one.path}" for one in OPERATIONS}
    assert cases > 20 * len(OPERATIONS)
