"""Writes docs/reachability.md: which known way to break is evaluated where. `python docs/generate_rows.py`.

The rows stand in docs/rows.toml; who evaluates one is who names it in a docstring or comment, as `NP-12` or as a range,
`LB-14 to LB-17`. It also takes away the "todo" of rows that are named by now; any other reason is a person's to delete.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = ROOT / "docs" / "rows.toml"
PAGE = ROOT / "docs" / "reachability.md"
TODO = "todo"
TITLES = {
    "S": "What a client sees",
    "DP": "Data planes",
    "HN": "Host network",
    "HP": "Host ports",
    "NP": "NodePorts",
    "LB": "Load balancers",
    "SV": "Services and endpoints",
    "IC": "Ingress classes and controllers",
    "SIG": "Who wrote an HTTP answer",
    "IN": "Ingress",
    "PX": "Probing through the API, and where the prober stands",
    "DS": "The official checklist for Services",
    "LK": "The well-known flow chart",
    "T12": "What most tools get wrong",
}
_ID = "({prefixes})-([0-9]+)(b?)"
_INTRO = """\
# Ways to break, and who evaluates them

Every known way in which a route from outside works, breaks or misleads, and the code that evaluates it: a check, a
cause, a link of the route, a symptom, the probe. Made from `docs/rows.toml` and the ids in docstrings by `make docs`.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A row that a file names; `inside`: the function or class around it, "" for the module."""

    row: str
    file: str
    line: int
    inside: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows, and who names them."""

    rows: dict[str, str]
    unsourced: frozenset[str]
    see: dict[str, tuple[str, ...]]
    reasons: dict[str, str]
    code: tuple[Mention, ...]
    tests: tuple[Mention, ...]

    @cached_property
    def covered(self) -> frozenset[str]:
        """Rows that the program names, other than those that it must not rest on."""
        return frozenset(m.row for m in self.code) - self.unsourced

    @property
    def todo(self) -> tuple[str, ...]:
        """Rows whose reason is that somebody is at work on them."""
        return tuple(i for i, why in self.reasons.items() if why == TODO)

    def problems(self) -> Iterator[str]:
        """What is wrong with the data file or an id, each with the line to add or to delete."""
        for mention in (*self.code, *self.tests):
            if mention.row not in self.rows:
                where = f"{mention.file}:{mention.line}"
                yield f'{where} names {mention.row}: add {mention.row} = "…" to [rows], or mend the id'
        for kind, ids in (("not-covered", self.reasons), ("see", self.see), ("unsourced", self.unsourced)):
            yield from (f"[{kind}] has {i}, which [rows] lacks: delete it" for i in ids if i not in self.rows)
        for row, others in self.see.items():
            yield from (f"[see] sends {row} to {o}, which [rows] lacks" for o in others if o not in self.rows)
        for row in self.rows:
            yield from self._settled(row)
        yield from self._resting_on_nothing()

    def _settled(self, row: str) -> Iterator[str]:
        reason = self.reasons.get(row)
        if row in self.unsourced:
            if reason in {None, TODO}:
                yield f'{row} is unsourced: add {row} = "nothing citable; never stated as fact" to [not-covered]'
        elif reason is not None and (row in self.covered or row in self.see):
            where = ", ".join(sorted({m.file for m in self.code if m.row == row})) or "[see]"
            yield f'{row} is named in {where}: delete the line {row} = "{reason}" from [not-covered]'
        elif reason is None and row not in self.covered and row not in self.see:
            yield f'no docstring or comment under kprobe/ names {row}: add {row} = "…why…" to [not-covered]'

    def _resting_on_nothing(self) -> Iterator[str]:
        for file in sorted({m.file for m in self.code if m.row in self.unsourced}):
            if all(m.row in self.unsourced for m in self.code if m.file == file):
                yield f"{file} names unsourced rows only: nothing citable says so; name a sourced row, or say nothing"


def read() -> Table:
    """The data file and every mention under kprobe/ and tests/."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    rows = data["rows"]
    return Table(
        rows=rows,
        unsourced=frozenset(data["unsourced"]["rows"]),
        see={i: tuple(others.split()) for i, others in data["see"].items()},
        reasons=data["not-covered"],
        code=tuple(_mentions("kprobe")),
        tests=tuple(m for m in _mentions("tests") if m.file != "tests/docs/test_rows.py"),
    )


def _mentions(folder: str) -> Iterator[Mention]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield from mentions(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def mentions(file: str, source: str) -> Iterator[Mention]:
    """The rows that the docstrings and comments of one Python file name; in a test any string counts."""
    spans: list[tuple[int, int, str]] | None = None
    documents = _docstring_lines(ast.parse(source)) if _rows_in(source) else set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline) if _rows_in(source) else ():
        said = token.type == tokenize.COMMENT or (
            token.type == tokenize.STRING and (file.startswith("tests/") or token.start[0] in documents)
        )
        for row in _rows_in(token.string) if said else ():
            spans = _spans(ast.parse(source)) if spans is None else spans
            line = token.start[0]
            inside = next((name for first, last, name in spans if first <= line <= last), "")
            yield Mention(row=row, file=file, line=line, inside=inside)


def _rows_in(text: str) -> list[str]:
    one = _ID.format(prefixes="|".join((*TITLES, "GW", "NPOL")))
    found = []
    for match in re.finditer(rf"(?<![\w-]){one}(?:\s+to\s+\1-([0-9]+))?(?![\w-])", text):
        prefix, first, suffix, last = match.groups()
        found += [f"{prefix}-{n}{suffix}" for n in range(int(first), int(last or first) + 1)]
    return found


def _docstring_lines(tree: ast.Module) -> set[int]:
    return {
        node.body[0].lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node) is not None
    }


def _spans(tree: ast.Module) -> list[tuple[int, int, str]]:
    return [
        (node.lineno, node.end_lineno or node.lineno, node.name)
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def page(table: Table) -> str:
    """The whole page, a table for each kind of row."""
    text = _INTRO + _tally(table)
    for prefix, title in TITLES.items():
        text += f"\n## {title}\n\n| row | what it is | covered by | tests that name it |\n|---|---|---|---|\n"
        for row, what in table.rows.items():
            if row.partition("-")[0] == prefix:
                text += f"| {row} | {what} | {_covered(table, row)} | {_tested(table, row)} |\n"
    return text


def _tally(table: Table) -> str:
    named, seen = len(table.covered & set(table.rows)), len(set(table.see) - table.covered)
    return (
        f"{len(table.rows)} rows: {named} are evaluated, {seen} say the same as others, "
        f"{len(table.reasons)} are not covered.\n"
    )


def _covered(table: Table, row: str) -> str:
    places = sorted({_place(m) for m in table.code if m.row == row})
    same = "see " + ", ".join(table.see[row]) if row in table.see else ""
    reason = f"not covered: {table.reasons[row]}" if row in table.reasons else ""
    return "; ".join(part for part in (", ".join(places), same, reason) if part)


def _place(mention: Mention) -> str:
    module = import_module(mention.file.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."))
    variant = next((v for n in ("CHECK", "CAUSE") if (v := getattr(module, n, None)) is not None), None)
    if variant is not None:
        label = " ".join(part for part in (variant.code, variant.slug) if part)
    else:
        label = mention.file.removeprefix("kprobe/").removesuffix(".py")
        label = f"`{label}{': ' if mention.inside else ''}{mention.inside}`"
    return f"[{label}](../{mention.file})"


def _tested(table: Table, row: str) -> str:
    files = sorted({m.file for m in table.tests if m.row == row})
    return ", ".join(f"[{Path(f).stem}](../{f})" for f in files)


def settled(data: str, table: Table) -> str:
    """The data file's text without the "todo" of rows that are evaluated by now."""
    done = {f'{row} = "{TODO}"' for row in table.todo if row in table.covered}
    return "".join(line for line in data.splitlines(keepends=True) if line.strip() not in done)


if __name__ == "__main__":
    DATA.write_text(settled(DATA.read_text(encoding="utf-8"), read()), encoding="utf-8")
    PAGE.write_text(page(read()), encoding="utf-8")
