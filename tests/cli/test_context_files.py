"""Names of files for contexts."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.cli.context_files import Files, check_apart, check_several, file_names
from kprobe.errors import UsageError

ARN = "arn:aws:eks:eu-west-1:123456789012:cluster/prod"
# What a stranger's name for a cluster may be made of, and what collides once it is made safe.
_HOSTILE = st.text(alphabet=st.sampled_from("aA-.:/\\+~ \0\n\u202eä"), max_size=6) | st.text(max_size=300)


@given(st.lists(_HOSTILE, max_size=12))
def test_every_context_has_a_file_of_its_own_in_the_folder(names: list[str]) -> None:
    found = file_names(names)
    assert set(found) == set(names)
    assert len({name.lower() for name in found.values()}) == len(found)
    for name in found.values():
        path = Path("reports") / f"{name}.json"
        assert path.parent == Path("reports")
        assert not name.startswith((".", "-"))
        assert name.isascii()
        assert name.isprintable()
        assert not set(name) & set("/\\: ~$*")
        assert 0 < len(name) <= 200


@given(st.lists(_HOSTILE, max_size=8), st.randoms())
def test_the_order_of_the_contexts_does_not_matter(names: list[str], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # what hypothesis gives is a random.Random
    assert file_names(names) == file_names(shuffled)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("prod", "prod"),
        ("admin@lab", "admin@lab"),
        ("gke_shop_europe-west1_prod", "gke_shop_europe-west1_prod"),
        (ARN, "arn-aws-eks-eu-west-1-123456789012-cluster-prod"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "context"),
    ],
)
def test_a_usual_name_stays_legible(name: str, file: str) -> None:
    assert file_names([name, "another"])[name] == file


def digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]


def test_of_names_that_collide_the_one_that_needs_no_change_keeps_its_own() -> None:
    assert file_names(["a/b", "a-b", "a:b"]) == {
        "a-b": "a-b",
        "a/b": f"a-b+{digest('a/b')}",
        "a:b": f"a-b+{digest('a:b')}",
    }


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    assert file_names(["Prod", "prod"]) == {"Prod": f"Prod+{digest('Prod')}", "prod": f"prod+{digest('prod')}"}


def test_a_name_that_imitates_a_digest_is_told_apart() -> None:
    made = f"a-b+{digest('a/b')}"
    assert len(set(file_names(["a/b", "a-b", made]).values())) == 3


def test_a_long_name_is_cut_and_told_apart() -> None:
    one, two = file_names(["x" * 300 + "1", "x" * 300 + "2"]).values()
    assert one != two
    assert one.startswith("x" * 100 + "+")


@pytest.mark.parametrize(
    "files",
    [
        Files(),
        Files(outputs=("wide",)),
        Files(outputs=("json", "html={context}.html")),
        Files(outputs=("yaml=-", "json={context}/r.json")),
        Files(baseline=Path("b/{context}.json"), write_baseline=Path("{context}")),
    ],
)
def test_what_holds_several_reports_is_let_through(files: Files) -> None:
    check_several(files)


@pytest.mark.parametrize(
    ("files", "said", "hint"),
    [
        (Files(outputs=("html",)), "-o html holds one report", "-o html=kprobe-{context}.html"),
        (Files(outputs=("sarif=-",)), "-o sarif holds one report", "table and wide and json and yaml"),
        (Files(outputs=("json=out/r.json",)), "is one file", "-o json=out/r-{context}.json"),
        (Files(baseline=Path("b.json")), "--baseline b.json is one file", "--baseline b-{context}.json"),
        (Files(write_baseline=Path("b")), "--write-baseline b is one file", "--write-baseline b-{context}"),
    ],
)
def test_what_holds_one_report_is_refused_with_what_to_write(files: Files, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        check_several(files)
    assert said in refused.value.message
    assert hint in refused.value.hint


def test_two_files_that_meet_are_refused() -> None:
    check_apart([Path("a.json"), Path("b.json")])
    with pytest.raises(UsageError, match=r"two reports would be written to a\.json"):
        check_apart([Path("a.json"), Path("b.json"), Path("a.json")])
