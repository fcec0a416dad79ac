from __future__ import annotations

import errno
import socket
import ssl

import httpcore
import httpx
import pytest

from kprobe.model.probe import PortState, Stage
from kprobe.probing.failures import BY_CLASS, BY_ERRNO, OWN_TROUBLE, of_errno, of_error

CLIENT_ERRORS = sorted(
    {
        f"{cls.__module__}.{cls.__qualname__}"
        for module in (httpx, httpcore)
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, BaseException)
    }
)


@pytest.mark.parametrize("name", CLIENT_ERRORS)
def test_every_error_class_of_the_http_client_has_a_row(name: str) -> None:
    assert name in BY_CLASS


def test_no_row_is_about_a_class_that_does_not_exist() -> None:
    ours = {name for name in BY_CLASS if name.startswith(("httpx.", "httpcore."))}
    assert ours == set(CLIENT_ERRORS)


def caused(outer: BaseException, *inner: BaseException) -> BaseException:
    link = outer
    for cause in inner:
        link.__cause__ = cause
        link = cause
    return outer


def broken_tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


WRAPPED = {
    "a refusal three causes down": (
        caused(
            httpx.ConnectError("All connection attempts failed"),
            httpcore.ConnectError(),
            OSError("All connection attempts failed"),
            ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
        ),
        (PortState.CLOSED, Stage.CONNECT),
    ),
    "a name that does not resolve, in the same wrapping": (
        caused(httpx.ConnectError("x"), httpcore.ConnectError(), socket.gaierror(socket.EAI_NONAME, "unknown")),
        (None, Stage.RESOLVE),
    ),
    "an unreachable host": (
        caused(httpx.ConnectError("x"), httpcore.ConnectError(), OSError(errno.EHOSTUNREACH, "no")),
        (PortState.UNREACHABLE, Stage.CONNECT),
    ),
    "a timeout that carries SSLWantReadError": (
        caused(httpx.ConnectTimeout("x"), ssl.SSLWantReadError()),
        (PortState.FILTERED, Stage.CONNECT),
    ),
    "a peer that hangs up in the handshake": (
        caused(httpx.ConnectError("x"), ssl.SSLEOFError(8, "EOF occurred in violation of protocol")),
        (PortState.OPEN, Stage.TLS),
    ),
    "a group of errors": (
        ExceptionGroup("all", [ConnectionRefusedError(errno.ECONNREFUSED, "refused")]),
        (PortState.CLOSED, Stage.CONNECT),
    ),
}


@pytest.mark.parametrize(("error", "expected"), WRAPPED.values(), ids=WRAPPED)
def test_the_outermost_error_with_a_meaning_wins(
    error: BaseException, expected: tuple[PortState | None, Stage | None]
) -> None:
    failure = of_error(error)
    assert (failure.state, failure.stage) == expected


def test_hanging_up_is_not_called_broken_tls() -> None:
    assert "closed" in of_error(ssl.SSLEOFError(8, "EOF")).words
    assert "failed" in of_error(ssl.SSLError(1, "x")).words


@pytest.mark.parametrize(
    ("reason", "words"),
    [("WRONG_VERSION_NUMBER", "does not speak TLS"), ("TLSV1_UNRECOGNIZED_NAME", "not known"), ("ODD", "failed")],
)
def test_the_reason_of_a_tls_failure_is_told(reason: str, words: str) -> None:
    assert words in of_error(broken_tls(reason)).words


@pytest.mark.parametrize(
    ("code", "state", "own"),
    [
        (errno.ECONNREFUSED, PortState.CLOSED, False),
        (errno.ETIMEDOUT, PortState.FILTERED, False),
        (errno.EHOSTUNREACH, PortState.UNREACHABLE, False),
        (errno.ECONNRESET, PortState.OPEN, False),
        (errno.EACCES, PortState.UNREACHABLE, True),
        (errno.EMFILE, None, True),
        (errno.EXDEV, None, True),
    ],
)
def test_what_a_socket_error_says(code: int, state: PortState | None, *, own: bool) -> None:
    failure = of_errno(code)
    assert (failure.state, failure.own) == (state, own)
    assert failure.words


def test_a_missing_route_of_our_own_is_not_blamed_on_the_network() -> None:
    here, there = of_errno(errno.ENETUNREACH, local=True), of_errno(errno.ENETUNREACH)
    assert (here.words, here.own) == ("no route from here", True)
    assert (there.state, there.own) == (PortState.UNREACHABLE, False)


def test_the_probers_own_trouble_is_never_a_state_of_the_target() -> None:
    assert not OWN_TROUBLE.keys() & BY_ERRNO.keys()
    assert {of_errno(code).state for code in OWN_TROUBLE} == {None}


class Strange(Exception):  # noqa: N818 - it stands for something nobody foresaw
    pass


@pytest.mark.parametrize("error", [Strange(), httpx.ConnectError("x"), OSError("no number")])
def test_an_error_without_any_meaning_still_gets_words(error: Exception) -> None:
    assert of_error(error).words
    assert of_error(error).state is None


def test_errors_that_cause_each_other_end() -> None:
    one, two = httpx.ConnectError("a"), httpx.ConnectError("b")
    one.__cause__, two.__cause__ = two, one
    assert of_error(one).words
