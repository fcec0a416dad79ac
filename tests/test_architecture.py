"""The rules of the house that a tool can check."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).parent / "lint-imports"
MODULES = sorted((ROOT / "kprobe").rglob("*.py"))
VARIANTS = {
    "kprobe/exposures": "KIND",
    "kprobe/checks": "CHECK",
    "kprobe/diagnosis/causes": "CAUSE",
    "kprobe/policy/rules": "RULE",
    "kprobe/export": "EXPORTER",
    "kprobe/render": "RENDERER",
    "kprobe/render/diff": "RENDERER",
}
# One import for each contract that pyproject.toml names, in the order of the contracts.
PLANTED = {
    "The way of the data": ("model/planted.py", "import kprobe.cluster.cluster"),
    "Only kube/ imports the Kubernetes client": ("checks/planted.py", "import kubernetes"),
    "Only probing/ (and the demo's servers) open sockets": ("routes/planted.py", "import socket"),
    "Only render/ and cli/ know rich": ("diagnosis/planted.py", "import rich"),
    "Only cli/ knows typer": ("cluster/planted.py", "import typer"),
    "Formats do not know each other": ("render/gfm/planted.py", "import kprobe.render.metrics"),
    "The exporter knows neither": ("serving/planted.py", "import typer"),
    "Of the exporter only its server opens sockets": ("serving/pace.py", "import socket"),
}


def lint_imports(where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--config", where / "pyproject.toml"],
        cwd=where,
        env={"PYTHONPATH": str(where), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_the_import_contracts_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_that_breaks_a_contract_is_rejected(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kprobe", tmp_path / "kprobe", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, line in PLANTED.values():
        (tmp_path / "kprobe" / path).write_text(f"{line}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    verdicts = [line for line in done.stdout.splitlines() if line.endswith((" BROKEN", " KEPT"))]
    assert len(verdicts) == len(PLANTED)
    for contract, verdict in zip(PLANTED, verdicts, strict=True):
        assert verdict.startswith(contract)
        assert verdict.endswith("BROKEN"), f"{contract}: the planted import went through"


@pytest.mark.parametrize("folder", VARIANTS)
def test_variants_never_import_each_other(folder: str) -> None:
    variants = {p.stem for p in (ROOT / folder).glob("*.py") if _assigns(p, VARIANTS[folder])}
    assert variants
    package = folder.replace("/", ".")
    for stem in variants:
        others = {f"{package}.{other}" for other in variants - {stem}}
        assert not others & _imported(ROOT / folder / f"{stem}.py"), stem


@pytest.mark.parametrize("module", [pytest.param(m, id=str(m.relative_to(ROOT))) for m in MODULES])
def test_a_module_is_small_and_says_what_it_is(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))


def _assigns(module: Path, constant: str) -> bool:
    return any(
        isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == constant for t in node.targets)
        for node in ast.parse(module.read_text(encoding="utf-8")).body
    )


def _imported(module: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found
