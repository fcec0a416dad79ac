from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kprobe.checks.check import Check
from kprobe.diagnosis.cause import Cause
from kprobe.diagnosis.comparison import Comparison
from kprobe.export.exporter import Exporter
from kprobe.exposures.kind import Kind
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.fixer import Fixer
from kprobe.policy.rule import Rule
from kprobe.registry import load
from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Renderer
from kprobe.routes.tracer import Tracer

TESTS = Path(__file__).parent
STAGES: dict[str, tuple[str, type[Any]]] = {
    "kprobe.exposures": ("KIND", Kind),
    "kprobe.routes.kinds": ("TRACER", Tracer),
    "kprobe.checks": ("CHECK", Check),
    "kprobe.diagnosis.causes": ("CAUSE", Cause),
    "kprobe.diagnosis.comparisons": ("COMPARISON", Comparison),
    "kprobe.policy.rules": ("RULE", Rule),
    "kprobe.export": ("EXPORTER", Exporter),
    "kprobe.render": ("RENDERER", Renderer),
    "kprobe.render.diff": ("RENDERER", DiffRenderer),
    "kprobe.lookup.ways": ("ADVISOR", Advisor),
    "kprobe.lookup.fixes": ("FIXER", Fixer),
}


def variants() -> Iterator[tuple[str, str, object]]:
    """Package, module name and constant of every variant."""
    for package, (constant, kind) in STAGES.items():
        home = importlib.import_module(package)
        for path in sorted(Path(home.__path__[0]).glob("*.py")):
            value = getattr(importlib.import_module(f"{package}.{path.stem}"), constant, None)
            if isinstance(value, kind):
                yield package, path.stem, value


EVERY = [pytest.param(p, m, v, id=f"{p.removeprefix('kprobe.')}.{m}") for p, m, v in variants()]


@pytest.mark.parametrize(("package", "module", "variant"), EVERY)
def test_a_variant_is_named_after_its_slug_documented_and_tested(package: str, module: str, variant: object) -> None:
    assert getattr(variant, "slug", None) == module.replace("_", "-")
    assert inspect.getdoc(sys.modules[f"{package}.{module}"])
    folder = TESTS.joinpath(*package.split(".")[1:])
    assert (folder / f"test_{module}.py").is_file()


@pytest.mark.parametrize("package", STAGES)
def test_slugs_are_unique_and_the_registry_finds_them_all(package: str) -> None:
    constant, kind = STAGES[package]
    found: tuple[Any, ...] = load(package, constant, kind)
    slugs = [v.slug for v in found]
    assert len(slugs) == len(set(slugs))
    assert slugs == [m.replace("_", "-") for p, m, _ in variants() if p == package]


def test_a_code_names_one_thing_in_checks_causes_and_rules_alike() -> None:
    checks = load("kprobe.checks", "CHECK", Check)
    causes = load("kprobe.diagnosis.causes", "CAUSE", Cause)
    rules = load("kprobe.policy.rules", "RULE", Rule)
    codes = [c.code for c in checks] + [c.code for c in causes if c.code] + [r.code for r in rules]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"KP([1-7]\d|90)\d", c.code) for c in checks)
    assert all(re.fullmatch(r"KP8\d\d|", c.code) for c in causes)
    assert all(re.fullmatch(r"KP91\d", r.code) for r in rules)


def test_a_fixer_mends_what_the_check_of_its_name_finds() -> None:
    checks = {c.slug: c.code for c in load("kprobe.checks", "CHECK", Check)}
    fixers = {f.slug: f.code for f in load("kprobe.lookup.fixes", "FIXER", Fixer)}
    assert fixers.items() <= checks.items()


def test_advice_comes_in_an_order_that_files_do_not_decide() -> None:
    ranks = [a.rank for a in load("kprobe.lookup.ways", "ADVISOR", Advisor)]
    assert len(ranks) == len(set(ranks)) == 5


def test_a_cause_points_to_a_link_that_some_route_has() -> None:
    """A misspelt link would never be marked; the slugs of links are the strings that routes/ gives to Link."""
    home = Path(importlib.import_module("kprobe.routes").__path__[0])
    said = {m for path in home.rglob("*.py") for m in re.findall(r'"([a-z]+(?:-[a-z]+)*)"', path.read_text())}
    assert {c.link for c in load("kprobe.diagnosis.causes", "CAUSE", Cause)} - {""} <= said


def test_causes_have_distinct_ranks_so_that_the_order_of_files_decides_nothing() -> None:
    ranks = [c.rank for c in load("kprobe.diagnosis.causes", "CAUSE", Cause)]
    assert len(ranks) == len(set(ranks))


def test_a_cause_without_a_code_only_points_at_what_a_check_says() -> None:
    silent = {c.slug for c in load("kprobe.diagnosis.causes", "CAUSE", Cause) if not c.code}
    assert silent == {"contested-port", "contested-rule"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """An empty package of its own on the path."""
    name = f"planted_{tmp_path.name.replace('-', '_')}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield name, tmp_path / name
    for loaded in [m for m in sys.modules if m.split(".")[0] == name]:
        del sys.modules[loaded]


def test_modules_are_found_by_name_and_helpers_passed_over(package: tuple[str, Path]) -> None:
    name, folder = package
    (folder / "zebra.py").write_text("WORD = 'z'\n", encoding="utf-8")
    (folder / "apple.py").write_text("WORD = 'a'\n", encoding="utf-8")
    (folder / "helper.py").write_text("OTHER = 1\n", encoding="utf-8")
    assert load(name, "WORD", str) == ("a", "z")
    assert load(name, "MISSING", str) == ()


def test_a_constant_of_another_type_is_a_mistake_that_names_the_module(package: tuple[str, Path]) -> None:
    name, folder = package
    (folder / "wrong.py").write_text("WORD = 3\n", encoding="utf-8")
    with pytest.raises(TypeError, match=rf"{name}\.wrong\.WORD is a int, not a str"):
        load(name, "WORD", str)
