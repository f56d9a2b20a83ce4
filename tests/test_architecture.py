"""The plan of the house, read off the syntax trees: who may import whom, who may open files, how long modules are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cleaners.fingerprints import DEPENDENCIES

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in ("cleaners", "flows")
    for path in (ROOT / package).rglob("*.py")
    if "__pycache__" not in path.parts
)
FOLDERS = {
    str(Path(name).parent) for name in MODULES if name.count("/") >= 2 and name.startswith(("flows/", "cleaners/page/"))
}
SELF_EVIDENT = {"flows/cli", "flows/readers"}
"""Folders with a module a command, or a format."""
CLEANERS = [name for name in MODULES if name.startswith("cleaners/")]

DOORS = {
    "ftfy": ("cleaners/repair.py",),
    "langdetect": ("cleaners/identify.py",),
    "charset_normalizer": ("cleaners/decode.py",),
    "trafilatura": ("cleaners/page/judge/trafilatura_vote.py",),
    "htmldate": ("cleaners/page/metadata/publication_dates.py",),
    "lxml": ("cleaners/page/blocks/", "cleaners/page/metadata/", "flows/readers/feed.py"),
    "threadpoolctl": ("cleaners/mark/net.py",),
    "numpy": ("cleaners/mark/", "cleaners/page/judge/", "cleaners/identify.py"),
    "typer": ("flows/cli/",),
    "rich": ("flows/cli/",),
    "prefect": (
        # One-off runs: the embedded API and the recorded flow.
        "flows/recorded/embedded.py",
        "flows/recorded/flow.py",
        "flows/recorded/cluster_tasks.py",
        # Operation: deployments and their processes, what a run tells Prefect, the server, triggering.
        "flows/operation/deployed.py",
        "flows/recorded/artifacts.py",
        "flows/recorded/processes.py",
        "flows/operation/schedule_runner.py",
        "flows/operation/server_process.py",
        "flows/operation/trigger_client.py",
    ),
    "uvicorn": ("flows/recorded/embedded.py", "flows/operation/server_process.py"),
    "prefect_dask": ("flows/recorded/cluster_tasks.py",),
    "prefect_ray": ("flows/recorded/cluster_tasks.py",),
    "pyarrow": ("flows/readers/parquet.py", "flows/writers/parquet.py"),
    "warcio": ("flows/readers/warc.py",),
    "yaml": ("flows/readers/markdown.py",),
    "brotli": ("flows/readers/answer.py",),
    "backports": ("flows/readers/compression.py", "flows/writers/jsonl.py"),
    "watchfiles": ("flows/operation/watch.py",),
    "fsspec": ("flows/raw/remote.py",),
}
"""The only modules that may import a package; a name that ends with a slash is a folder."""

LEADS_TO = {
    "config": "raw readers writers",
    "raw": "readers writers",
    "readers": "raw",
    "books": "raw readers writers",
    "writers": "raw books",
    "workers": "raw readers books writers",
    "runs": "config raw books workers writers recorded",
    "recorded": "config raw books workers writers runs",
    "operation": "config raw recorded runs",
    "aftercare": "config raw books workers writers runs",
    "cli": "config raw readers books writers workers runs operation aftercare",
}
"""Which folders of flows a folder of flows may import from."""
PAGE_LEADS_TO = {"blocks": "", "metadata": "blocks", "judge": "blocks metadata", "markdown": "blocks"}
"""The same of the folders of cleaners/page."""

NETWORK = frozenset({"aiohttp", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3"})
CHANCE = frozenset({"random", "secrets", "uuid"})
PROCESSES = frozenset({"asyncio", "multiprocessing", "subprocess", "tempfile", "time"})
HOUSE = frozenset({"flows", "prefect", "typer", "rich", "benchmarks", "tests"})
IMPURE = NETWORK | CHANCE | PROCESSES | HOUSE
"""What no cleaner may import: other packages of the house, the network, the clock, chance, processes."""
CLOCK = frozenset({"now", "utcnow", "today", "fromtimestamp"})

FILES = frozenset(
    {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "scandir"}
)
MAY_READ = {
    "cleaners/identify.py": "langdetect's profiles",
    "cleaners/mark/rules.py": "the rules",
    "cleaners/mark/vocabulary.py": "the word lists",
    "cleaners/mark/model.py": "the trained file",
    "cleaners/mark/trees.py": "the trained file",
    "cleaners/fingerprints.py": "everything of the above",
}

MAY_CATCH_ALL = {
    "cleaners/page/judge/trafilatura_vote.py": "trafilatura and lxml raise what they like on broken pages",
    "cleaners/page/metadata/publication_dates.py": "the same",
    "flows/cli/__init__.py": "an error is one line, never a traceback",
    "flows/workers/ingest.py": "a bug becomes a receipt and fails the run at its end",
    "flows/workers/loading.py": "the same, where it is a reader that fails",
    "flows/raw/remote.py": "every store has errors of its own",
    "flows/workers/worker.py": "a worker says what went wrong before it ends",
    "flows/recorded/flow.py": "a recording that fails does not hide how the run itself ended",
}
BAD_NAMES = frozenset({"utils", "util", "helpers", "helper", "misc", "common", "base", "manager", "engine"})


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"), module)


def imports(module: str) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything that a module imports, at its top or later."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute"
            yield node.module or "", node.lineno


def lives_in(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module.startswith(room) if room.endswith("/") else module == room for room in rooms)


def test_the_trees_are_there() -> None:
    assert "cleaners/document.py" in MODULES
    assert "flows/cli/__init__.py" in MODULES


@pytest.mark.parametrize("module", CLEANERS)
def test_cleaners_are_pure(module: str) -> None:
    """No flows, no Prefect, no network, no clock, no chance."""
    wrong = [f"{module}:{line} imports {name}" for name, line in imports(module) if name.split(".")[0] in IMPURE]
    wrong += [
        f"{module}:{node.lineno} asks the clock"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK
    ]
    assert not wrong


@pytest.mark.parametrize("module", MODULES)
def test_packages_are_imported_at_their_door_only(module: str) -> None:
    wrong = [
        f"{module}:{line} imports {name}; its door is {' or '.join(DOORS[name.split('.')[0]])}"
        for name, line in imports(module)
        if name.split(".")[0] in DOORS and not lives_in(module, DOORS[name.split(".")[0]])
    ]
    assert not wrong


def test_every_package_that_cleaners_ask_is_in_the_fingerprint() -> None:
    asked = {name.split(".")[0] for module in CLEANERS for name, _ in imports(module)} & DOORS.keys()
    assert {name.replace("_", "-") for name in asked - {"threadpoolctl"}} == set(DEPENDENCIES)


@pytest.mark.parametrize(
    ("room", "folder", "leads_to"),
    [("flows", *row) for row in LEADS_TO.items()] + [("cleaners/page", *row) for row in PAGE_LEADS_TO.items()],
)
def test_folders_know_only_what_they_are_made_of(room: str, folder: str, leads_to: str) -> None:
    package = room.replace("/", ".") + "."
    known = {folder, *leads_to.split(), *(["listed"] if room == "cleaners/page" else [])}
    wrong = [
        f"{module}:{line} imports {name}"
        for module in MODULES
        if module.startswith(f"{room}/{folder}/")
        for name, line in imports(module)
        if name.startswith(package) and name.removeprefix(package).split(".")[0] not in known
    ]
    assert not wrong


@pytest.mark.parametrize("module", CLEANERS)
def test_cleaners_open_no_files_but_their_own(module: str) -> None:
    calls = [
        node
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == "open" or getattr(node.func, "attr", None) in FILES)
    ]
    assert not calls or module in MAY_READ, f"{module}:{calls[0].lineno} touches files"


@pytest.mark.parametrize("module", MODULES)
def test_one_broad_except_and_those_with_a_reason(module: str) -> None:
    broad = [
        node.lineno
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and not isinstance(node.body[-1], ast.Raise)
    ]
    assert not broad or module in MAY_CATCH_ALL, f"{module}:{broad[0]} catches everything"


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_short_and_named_for_what_they_hold(module: str) -> None:
    lines = (ROOT / module).read_text("utf-8").count("\n")
    assert lines <= 400, f"{module} has {lines} lines; make two modules of it"
    assert not BAD_NAMES & set(Path(module).with_suffix("").parts), f"{module}: say what is in it"


@pytest.mark.parametrize("module", MODULES)
def test_functions_fit_a_screen(module: str) -> None:
    long = [
        f"{module}:{node.lineno} {node.name}: {length} lines"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 66
    ]
    assert not long


@pytest.mark.parametrize("module", MODULES)
def test_modules_say_what_they_are_for(module: str) -> None:
    assert not tree(module).body or ast.get_docstring(tree(module)), f"{module} has no docstring"


@pytest.mark.parametrize("folder", sorted(FOLDERS - SELF_EVIDENT))
def test_a_folder_says_what_its_modules_do(folder: str) -> None:
    said = ast.get_docstring(tree(f"{folder}/__init__.py")) or ""
    names = {Path(module).stem for module in MODULES if str(Path(module).parent) == folder} - {"__init__"}
    assert not {name for name in names if not re.search(rf"`{name}[`.]", said)}, f"{folder}/__init__.py misses them"


def loaded_after(code: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after running `code`."""
    code += "\nimport sys; print(' '.join(sorted({n.split('.')[0] for n in sys.modules})), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stderr.strip().splitlines()[-1].split())


def test_importing_cleaners_is_light() -> None:
    heavy = {"ftfy", "langdetect", "charset_normalizer", "trafilatura", "lxml", "numpy", "prefect", "typer", "rich"}
    assert not loaded_after("import cleaners") & heavy


def test_importing_flows_never_pays_for_prefect() -> None:
    assert "prefect" not in loaded_after("import flows")


def test_help_needs_typer_alone() -> None:
    loaded = loaded_after("from flows.cli import main; main(['--help'])")
    assert "typer" in loaded
    assert not loaded & {"rich", "prefect", "ftfy", "langdetect", "trafilatura", "lxml", "numpy"}


def test_cleaning_a_text_loads_neither_prefect_nor_trafilatura_nor_lxml(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "The ferry sails again on Friday, three years after the landing stage was condemned.\n\nf\n", "utf-8"
    )
    loaded = loaded_after(f"from flows.cli import main; assert main(['clean', {str(path)!r}]) == 0")
    assert {"cleaners", "langdetect"} <= loaded
    assert not loaded & {"prefect", "trafilatura", "lxml", "fastapi", "sqlalchemy", "rich"}


def test_cleaning_a_page_does_not_load_prefect(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><article><p>" + "The ferry sails again on Friday. " * 20 + "</p></article>", "utf-8")
    loaded = loaded_after(f"from flows.cli import main; assert main(['clean', {str(path)!r}]) == 0")
    assert "lxml" in loaded
    assert "prefect" not in loaded
