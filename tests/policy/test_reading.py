from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kprobe.errors import UsageError
from kprobe.policy.documents import Document, read_toml, read_yaml
from kprobe.policy.file_types import PolicyFile
from kprobe.policy.policy import Expected, Policy
from kprobe.policy.reading import read_policy
from tests.kit.policies import CODES, policy

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "kprobe.schema.json").read_text(encoding="utf-8"))

WHOLE = """
# yaml-language-server: $schema=…
fail_on: warning
severities:
- {code: KP202, severity: warning}
- code: [KP3*, nothing-listens]
  object: Service/shop/legacy-*
  severity: info
ignores:
- code: service-selects-nothing
  namespace: [shop, infra]
  labels: team=edge,!debug
  reason: |
    moves in
    spring
  until: 2027-01-31
exposed:
- id: node-port/shop/web/80/TCP
- {kind: [ingress, load-balancer], scope: internet, port: [443, 8000-8999], optional: true}
annotations:
- {namespace: sh*, code: KP301}
"""


def test_every_part_is_read() -> None:
    read = policy(WHOLE)
    assert (read.name, read.fail_on) == ("kprobe.yaml", "warning")
    assert [str(o.selection) for o in read.severities] == [
        "code KP202",
        "code KP3* or KP801, object Service/shop/legacy-*",
    ]
    (ignore,) = read.ignores
    assert str(ignore.selection) == "code KP301, namespace shop or infra, labels team=edge,!debug"
    assert (ignore.reason, ignore.until) == ("moves in spring", date(2027, 1, 31))
    assert read.exposed is not None
    assert read.exposed[0] == Expected(ids=("node-port/shop/web/80/TCP",))
    assert str(read.exposed[1]) == "kind ingress or load-balancer, scope internet, port 443 or 8000-8999"
    assert read.exposed[1].optional
    assert read.annotations[0].codes == ("KP301",)


def test_what_is_read_fulfils_the_schema_for_editors() -> None:
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(
        yaml.load(WHOLE.replace("2027-01-31", "'2027-01-31'"), Loader=yaml.SafeLoader)
    )


def test_the_schema_refuses_what_kprobe_refuses() -> None:
    for text in (
        '{"ignors": []}',
        '{"ignores": [{"code": "KP301"}]}',
        '{"exposed": [{"port": 0}]}',
        '{"fail_on": "a"}',
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
        with pytest.raises(UsageError):
            policy(text)


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "{}", "exposed: []", "ignores: []"])
def test_little_is_enough(text: str) -> None:
    read = policy(text)
    assert read.ignores == ()
    assert read.exposed == (() if "exposed" in text else None)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("ignors: []", "kprobe.yaml:1: unknown key 'ignors'", "Did you mean ignores?"),
        ("a: 1", "kprobe.yaml:1: unknown key 'a'", "Keys: fail_on, severities, ignores, exposed, annotations"),
        (
            "ignores:\n- code: KP301\n  reason: a\n- code: KP302\n  reson: b\n  reason: c",
            "kprobe.yaml:4: ignores[1]: unknown key 'reson'",
            "Did you mean reason?",
        ),
        ("ignores:\n- code: KP301", "kprobe.yaml:2: ignores[0]: reason is missing", ""),
        (
            "ignores:\n- {code: KP301, reason: ''}",
            "kprobe.yaml:2: ignores[0].reason: expected text that is not empty",
            "",
        ),
        ("ignores:\n- {code: KP301, reason: ' '}", "kprobe.yaml:2: ignores[0].reason: an ignore needs a reason", ""),
        (
            "ignores:\n- code: KP301\n  reason: r\n  until: next year",
            "kprobe.yaml:4: ignores[0].until: this is no day",
            "Write it as 2027-01-31.",
        ),
        ("ignores:\n- {code: KP301, reason: r, until: 2027-02-30}", "ignores[0].until: this is no day", "Write it as"),
        ("ignores: [{code: KP3O1, reason: r}]", "no check or cause is called 'KP3O1'", "Did you mean KP301"),
        ("ignores: [{code: KP6*, reason: r}]", "no check or cause is called 'KP6*'", ""),
        ("ignores: [{code: nothing-listen, reason: r}]", "called 'nothing-listen'", "Did you mean nothing-listens"),
        ("ignores: [{code: zzz, reason: r}]", "called 'zzz'", "kprobe checks lists them all."),
        ("ignores: [{reason: r}]", "this would fit every finding there is", "Give code, object, namespace or labels."),
        ("ignores: [{object: web, reason: r}]", "'web' names no object", "Write KIND/NAMESPACE/NAME"),
        ("ignores: [{object: Service/shop/, reason: r}]", "names no object", "Write KIND/NAMESPACE/NAME"),
        ("ignores: [{labels: 'a=b=c', reason: r}]", "ignores[0].labels: label selector", "Write it as for kubectl"),
        (
            "ignores:\n- {code: KP301, reason: a}\n- {code: service-selects-nothing, reason: b}",
            "kprobe.yaml:3: ignores[1]: this fits the same as ignores[0]",
            "Keep one of them.",
        ),
        ("ignores: {code: KP301}", "ignores: expected a list, got a mapping", ""),
        ("ignores: [KP301]", "ignores[0]: expected a mapping, got text", ""),
        ("ignores:", "kprobe.yaml:1: ignores: expected a list, got nothing", ""),
        ("exposed:", "kprobe.yaml:1: exposed: expected a list, got nothing", ""),
        (
            "severities: [{code: KP301, severity: eror}]",
            "'eror' is none of error, warning, info",
            "Did you mean error?",
        ),
        ("severities: [{code: [KP301, 5], severity: info}]", "severities[0].code[1]: expected text, got a number", ""),
        ("fail_on: none", "fail_on: 'none' is none of error, warning, info, never", ""),
        ("exposed: [{}]", "this would expect every way in there is", "Give id, kind, namespace, scope or port."),
        ("exposed: [{optional: true}]", "this would expect every way in there is", ""),
        ("exposed: [{kind: nodeport}]", "there is no kind of way in 'nodeport'", "Did you mean node-port"),
        (
            "exposed: [{scope: public}]",
            "exposed[0].scope: 'public' is none of internet, private, loopback, unknown",
            "",
        ),
        ("exposed: [{scope: [internet, privat]}]", "exposed[0].scope[1]: 'privat' is none of", "Did you mean private?"),
        ("exposed: [{port: 70000}]", "exposed[0].port: expected a number <= 65535", ""),
        ("exposed: [{port: '9-1'}]", "exposed[0].port: '9-1' is no range of ports", "First and last: 30000-32767."),
        ("exposed: [{port: [80, '1-99999']}]", "'1-99999' is no range of ports", ""),
        ("annotations: [{code: KP301}]", "annotations[0]: namespace is missing", ""),
        (
            "annotations: [{namespace: shop, code: KP3O1}]",
            "annotations[0].code: no check or cause",
            "Did you mean KP301",
        ),
        ("[1]", "kprobe.yaml:1: expected a mapping, got a list", ""),
        ("ignores: [", "kprobe.yaml:1: this is no YAML: ", ""),
        ("a: 1\na: 2", "kprobe.yaml:2: this is no YAML: the key 'a' is there twice", ""),
        ("{}\n---\n{}", "this is no YAML: but found another document", ""),
        ("1: 2", "kprobe.yaml", ""),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_way_out(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        policy(text)
    assert message in raised.value.message
    assert raised.value.message.startswith("kprobe.yaml")
    assert raised.value.hint.startswith(hint)


def toml(text: str) -> Policy | None:
    document = read_toml(text.encode(), "pyproject.toml")
    return None if document is None else read_policy(document, "pyproject.toml", CODES)


def test_pyproject_says_the_same_in_its_own_way() -> None:
    read = toml(
        """
        [project]
        name = "kprobe-policy"

        [tool.kprobe]
        fail_on = "warning"

        [[tool.kprobe.ignores]]
        code = "KP301"
        reason = "moves in spring"
        until = 2027-01-31
        """
    )
    assert read is not None
    assert (read.fail_on, read.ignores[0].until) == ("warning", date(2027, 1, 31))


def test_a_pyproject_of_somebody_else_is_none_of_our_business() -> None:
    assert toml("[project]\nname = 'x'\n") is None
    assert toml("this is [no TOML") is None
    assert toml("[tool.other]\nkprobe = 1\n") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.kprobe\n", "pyproject.toml: this is no TOML: "),
        ("[tool.kprobe]\nfail = 1\n", "pyproject.toml: [tool.kprobe]: unknown key 'fail'"),
        ("[[tool.kprobe.ignores]]\ncode = 'KP301'\n", "pyproject.toml: [tool.kprobe]: ignores[0]: reason is missing"),
        ("[tool]\nkprobe = 3\n", "expected a mapping, got a number"),
    ],
)
def test_its_mistakes_are_told_too(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        toml(text)
    assert message in raised.value.message


def test_a_reason_cannot_steer_a_terminal() -> None:
    read = policy(json.dumps({"ignores": [{"code": "KP301", "reason": "a\u001b[31mb\u202e"}]}))
    assert read.ignores[0].reason == "a\\x1b[31mb\\u202e"


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["KP301", "error", "1-2", "2027-01-31"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*PolicyFile.__struct_fields__, "code", "object", "reason", "until", "port", "kind", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def outcome(data: bytes, read: Callable[[bytes, str], Document | None]) -> Policy | UsageError | None:
    try:
        document = read(data, "f")
        return None if document is None else read_policy(document, "f", CODES)
    except UsageError as error:
        return error


@given(VALUES)
def test_whatever_a_file_holds_is_a_policy_or_one_message(value: Any) -> None:
    done = outcome(msgspec.json.encode(value), read_yaml)
    assert isinstance(done, Policy) or str(done).isprintable()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_bytes_a_file_has_it_is_a_policy_or_one_message(data: bytes) -> None:
    for read in (read_yaml, read_toml):
        done = outcome(data, read)
        assert done is None or isinstance(done, Policy) or str(done).startswith("f")


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "x" * 2_000_000], ids=["lists", "mappings", "long"])
def test_what_has_no_end_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        policy(text)
