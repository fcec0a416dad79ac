"""What the prober itself lacks is waited for, and never held against a target: with real limits, each in a process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FILES = """
import asyncio, json, resource, socket, sys, time
import kprobe.probing.http
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Question
from kprobe.probing.converse import converse
from kprobe.probing.tls import Judge
from tests.kit import servers

hoard, known = [], {}

def give_back():
    while hoard:
        hoard.pop().close()

async def main(question):
    loop = asyncio.get_running_loop()
    resource.setrlimit(resource.RLIMIT_NOFILE, (150, 150))
    asking = asyncio.create_task(converse([question], ProbeOptions(timeout=5, attempts=1),
        deadline=time.monotonic() + 30, into=known, judge=Judge(roots=())))
    try:
        while True:
            hoard.append(socket.socket())
    except OSError:
        pass
    if sys.argv[1] == "for a while":
        loop.call_later(0.3, give_back)
    await asking
    give_back()

question = Question(address="127.0.0.1", port=int(sys.argv[2]), scheme="http")
asyncio.run(main(question))
said = known[question]
print(json.dumps([said.attempts, said.succeeded, said.own_trouble, said.error]))
"""


def run(program: str, *arguments: str, before: tuple[str, ...] = ()) -> object:
    done = subprocess.run(
        [*before, sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def asked_without_files(how_long: str) -> object:
    from tests.kit import servers  # noqa: PLC0415 - the limits are the other process's

    with servers.serving(servers.answers()) as served:
        return run(FILES, how_long, str(served.port))


def test_a_question_for_which_there_is_no_descriptor_waits_for_one() -> None:
    assert asked_without_files("for a while") == [1, 1, False, ""]


def test_a_question_for_which_there_never_is_a_descriptor_is_blamed_on_nobody_else() -> None:
    assert asked_without_files("for good") == [1, 0, True, "this process ran out of file descriptors"]


PORTS = """
import asyncio, json, time
from pathlib import Path
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.answer import Question
from kprobe.probing.converse import converse
from kprobe.probing.knock import Door
from kprobe.probing.sweep import sweep
from kprobe.probing.tls import Judge
from tests.kit import servers

options = ProbeOptions(timeout=5, attempts=12, rate=0)
known, answered = {}, {}
with servers.serving(servers.hangs_up) as opened, servers.serving(servers.answers()) as served:
    Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("40000 40003")
    door = Door(address="127.0.0.1", port=opened.port)
    effort = sweep([door], options, deadline=time.monotonic() + 50, into=known)
    questions = [Question(address="127.0.0.1", port=served.port, scheme="http", path=f"/{n}") for n in range(40)]
    deadline = time.monotonic() + 50
    asyncio.run(converse(questions, options, deadline=deadline, into=answered, judge=Judge(roots=())))
knock = known[door]
print(json.dumps([
    [knock.state, knock.succeeded, knock.attempts, effort.troubles > 0],
    [sum(said.succeeded for said in answered.values()), sum(said.attempts for said in answered.values())],
]))
"""
PRIVATE = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


def private_network() -> bool:
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"):
        return False
    return subprocess.run([*PRIVATE, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not private_network(), reason="needs root on Linux, for a network of its own")
def test_running_out_of_local_ports_delays_and_changes_nothing() -> None:
    """Four local ports for twelve connections to one door, and for forty questions asked at once."""
    assert run(PORTS, before=PRIVATE) == [["open", 12, 12, True], [40, 40]]
