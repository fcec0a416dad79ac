"""Other people's programs that read what is exported, and real servers for them to send to."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

_WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
_PATIENCE = 30.0


def program(*names: str) -> str:
    """The first of `names` that is installed; the test is skipped, and says so, where none is."""
    found = next((path for name in names if (path := shutil.which(name, path=_WHERE))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed: what is written for it was not shown to it")
    return found


def run(*command: str | Path) -> tuple[str, str]:
    """What a program that must be content prints, and what it says beside."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, done.stderr


def haproxy_checks(folder: Path, text: str) -> None:
    """HAProxy reads it, and warns of nothing."""
    file = folder / "haproxy.cfg"
    file.write_text(text, encoding="utf-8")
    said = "".join(run(program("haproxy"), "-c", "-V", "-f", file))
    assert "WARNING" not in said
    assert "ALERT" not in said


def nginx_config(folder: Path, text: str, context: str) -> Path:
    """A whole nginx.conf around what belongs into `context`; skips where nginx has no stream {}."""
    (folder / "exported.conf").write_text(text, encoding="utf-8")
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    inner = f"include {folder}/exported.conf;"
    block = f"http {{ access_log off; {paths} {inner} }}" if context == "http" else f"stream {{ {inner} }}"
    main = f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}"
    file = folder / "nginx.conf"
    file.write_text(f"{_stream_module() if context == 'stream' else ''}{main} {block}\n", encoding="utf-8")
    return file


def _stream_module() -> str:
    built = subprocess.run([program("nginx"), "-V"], capture_output=True, text=True, timeout=20, check=True).stderr
    if "--with-stream=dynamic" not in built:
        if "--with-stream" not in built:
            pytest.skip("this nginx has no stream {}: what is exported for it was not shown to it")
        return ""
    module = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
    if not module.exists():
        pytest.skip(f"there is no {module} (libnginx-mod-stream): what is exported for stream {{}} was not shown to it")
    return f"load_module {module};"


def nginx_checks(folder: Path, text: str, context: str) -> None:
    """Nginx reads it, and warns of nothing."""
    file = nginx_config(folder, text, context)
    said = "".join(run(program("nginx"), "-t", "-p", folder, "-e", "stderr", "-c", file))
    assert "[warn]" not in said
    assert "[emerg]" not in said


@contextlib.contextmanager
def running(*command: str | Path, port: int, env: Mapping[str, str] | None = None) -> Iterator[None]:
    """A program that listens on `port`, until the block ends."""
    process = subprocess.Popen(
        [*map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(env or {})},
    )
    try:
        _await(process, port)
        yield
    finally:
        process.kill()
        process.communicate(timeout=_PATIENCE)


def _await(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"it ended with {process.returncode}: {process.communicate()[0]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1.0):
            return
        time.sleep(0.05)
    pytest.fail(f"nobody listens on {port}")


@contextlib.contextmanager
def running_haproxy(folder: Path, text: str, port: int) -> Iterator[None]:
    """HAProxy with this configuration."""
    file = folder / "haproxy.cfg"
    file.write_text(text, encoding="utf-8")
    with running(program("haproxy"), "-db", "-f", file, port=port):
        yield


@contextlib.contextmanager
def running_nginx(folder: Path, text: str, context: str, port: int) -> Iterator[None]:
    """The same with nginx."""
    file = nginx_config(folder, text, context)
    with running(program("nginx"), "-p", folder, "-e", "stderr", "-c", file, port=port):
        yield


def page(port: int, **headers: str) -> httpx.Response:
    """What a client of 127.0.0.1 gets there, on a connection of its own."""
    with httpx.Client(trust_env=False, timeout=_PATIENCE) as client:
        return client.get(f"http://127.0.0.1:{port}/", headers=headers)


def free_ports(count: int) -> list[int]:
    """Ports that nobody has on any address, for programs that must be told theirs."""
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("0.0.0.0", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in held]


needs_loopback_net = pytest.mark.skipif(
    sys.platform != "linux", reason="nodes at 127.0.0.2 and 127.0.0.3 are on Linux alone"
)
