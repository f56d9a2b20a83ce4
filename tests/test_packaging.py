"""What gets installed: the bounds that keep Prefect working, the locks, the wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DECLARED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
PYTHONS = ("3.11.7", "3.12.1", "3.13.0")


def locked(name: str, python: str) -> dict[str, Version]:
    """Package → version that a lock installs on that Python."""
    found: dict[str, Version] = {}
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if re.match(r"[a-z0-9]", line):
            requirement = Requirement(line.rstrip(" \\"))
            if requirement.marker is None or requirement.marker.evaluate(environment):
                (pin,) = requirement.specifier
                assert pin.operator == "=="
                found[canonicalize_name(requirement.name)] = Version(pin.version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_registry_and_hash_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    options = [line for line in text.splitlines() if line.startswith("-")]
    assert not options, "a lock holds requirements only"
    pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pinned
    assert not [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry]


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_satisfies_what_is_declared(python: str) -> None:
    pins = locked("requirements.lock", python)
    wrong = [str(r) for r in DECLARED if not r.specifier.contains(pins[canonicalize_name(r.name)])]
    assert not wrong, "run `make lock`"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("group", ["dev", "bench", "build", "ecosystem", "peers"])
def test_the_groups_are_locked_with_the_same_versions(python: str, group: str) -> None:
    pins, base = locked(f"requirements-{group}.lock", python), locked("requirements.lock", python)
    declared = [Requirement(line) for line in PROJECT["dependency-groups"][group]]
    assert not [str(r) for r in declared if not r.specifier.contains(pins[canonicalize_name(r.name)])]
    assert not {name for name in pins.keys() & base.keys() if pins[name] != base[name]}


@pytest.mark.parametrize(
    ("package", "works", "breaks"),
    [
        ("fastapi", ["0.139.0", "0.150.0"], ["0.138.0", "0.151.0", "0.155.0"]),
        ("sqlalchemy", ["2.0.45", "2.0.58"], ["2.0.44", "2.1.0", "2.1.9"]),
        ("prefect", ["3.8.8"], ["3.8.7", "3.10.0"]),
    ],
)
def test_the_bounds_stand_where_pip_sees_them(package: str, works: list[str], breaks: list[str]) -> None:
    (requirement,) = [r for r in DECLARED if r.name == package]
    assert all(requirement.specifier.contains(version) for version in works)
    assert not any(requirement.specifier.contains(version) for version in breaks)


def test_what_is_installed_is_what_is_declared() -> None:
    wrong = [str(r) for r in DECLARED if not r.specifier.contains(metadata.version(r.name))]
    assert not wrong


TRAPS = """
import asyncio, datetime, json

# 1. With a newer fastapi this import fails.
from prefect.server.api.server import create_app
import httpx
from prefect.server import models, schemas
from prefect.server.database import provide_database_interface

async def main():
    db = provide_database_interface()
    await db.create_db()
    app = create_app(ephemeral=True)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test/api")

    # 2. With a newer fastapi an explicit null in a body is answered with 422.
    nulls = {"flows": None, "flow_runs": None, "task_runs": None, "deployments": None, "sort": None, "limit": None}
    for path, body in (("/flows/filter", nulls), ("/flow_runs/filter", nulls), ("/flow_runs/count", None)):
        answer = await client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})
        assert answer.status_code == 200, f"null-body request to {path}: {answer.status_code} {answer.text}"

    # 3. With a newer sqlalchemy the scheduler's insert fails, and no scheduled run ever starts.
    async with db.session_context(begin_transaction=True) as session:
        flow = await models.flows.create_flow(session=session, flow=schemas.core.Flow(name="probe"))
        every = schemas.schedules.IntervalSchedule(interval=datetime.timedelta(minutes=5))
        deployment = await models.deployments.create_deployment(
            session=session,
            deployment=schemas.core.Deployment(
                name="probe", flow_id=flow.id,
                schedules=[schemas.core.DeploymentSchedule(schedule=every, active=True)],
            ),
        )
        runs = await models.deployments.schedule_runs(
            session=session, deployment_id=deployment.id,
            end_time=datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1), max_runs=3,
        )
    assert len(runs) == 3, f"the scheduler inserted {len(runs)} runs instead of 3"

asyncio.run(main())
print("no trap")
"""


@pytest.mark.slow
def test_prefect_imports_answers_and_schedules(tmp_path: Path) -> None:
    """The three ways in which a wrong fastapi or sqlalchemy breaks Prefect; two of them are silent."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    done = subprocess.run([sys.executable, "-c", TRAPS], env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith("no trap\n")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed: no network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def tracked_data() -> Iterator[str]:
    """Everything in the packages that is not Python."""
    for package in ("cleaners", "flows"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                yield path.relative_to(ROOT).as_posix()


def test_the_wheel_holds_the_rules_the_model_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert not set(tracked_data()) - names
    assert any(name.startswith("cleaners/rules/en/") and name.endswith(".toml") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "cleaners/py.typed" in names, "without it the types are nobody's but ours"
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"cleaners", "flows"}


def test_the_wheel_says_what_it_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    about = archive.read(next(n for n in archive.namelist() if n.endswith("METADATA"))).decode()
    assert "Requires-Python: <3.14,>=3.11" in about
    assert "License-Expression: Apache-2.0" in about
    entry_points = archive.read(next(n for n in archive.namelist() if n.endswith("entry_points.txt"))).decode()
    assert "winnow = flows.cli:main" in entry_points


def test_the_cleaned_wheel_works_on_its_own(wheel: Path, tmp_path: Path) -> None:
    """From the wheel alone, away from the sources: rules and models are found."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import cleaners\nfrom pathlib import Path\n"
        f"assert Path(cleaners.__file__).is_relative_to({str(tmp_path)!r}), cleaners.__file__\n"
        "text = 'The ferry sails again on Friday, three years after the landing stage was given up.'\n"
        "assert cleaners.clean(text + '\\n\\nf').text == text\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
