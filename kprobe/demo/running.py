"""Puts real sockets behind a scene: who answers listens, who is dead refuses, what is dropped is silent."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from kprobe.demo.data_plane import met
from kprobe.demo.ingress_rules import Rule, at, rules_of
from kprobe.demo.listeners import Handler, Listeners
from kprobe.demo.net import Place
from kprobe.demo.processes import Banner, Dropped, Page, Process, Router
from kprobe.demo.scene import Scene
from kprobe.demo.silence import silence
from kprobe.demo.talk import banner, page, router

_INSIDE = "127.0.0.1"


@contextmanager
def running(scene: Scene) -> Iterator[None]:
    """The scene is alive inside the block."""
    rules = {
        runs.ingress_class: rules_of(scene.objects, runs.ingress_class)
        for runs in scene.processes.values()
        if isinstance(runs, Router)
    }
    # Pod addresses exist nowhere: what the router passes requests to has a socket of its own on this machine.
    inside = {
        rule.backend: (_INSIDE, scene.ports.claim(0, (_INSIDE,), range(0)))
        for made in rules.values()
        for rule in made
        if rule.backend not in scene.processes or not isinstance(scene.processes[rule.backend], Router)
    }
    outside = met(scene.objects, scene.processes) | scene.exceptions
    everything = outside | {place: scene.processes[pod] for pod, place in inside.items() if pod in scene.processes}
    doors: list[tuple[socket.socket, Handler]] = []
    silent: list[socket.socket] = []
    try:
        for place, who in everything.items():
            sock = scene.ports.sockets[place]
            if isinstance(who, Dropped):
                silent += silence(sock)
            else:
                sock.listen(128)
                doors.append((sock, _handler(who, rules, inside)))
        with Listeners(doors):
            yield
    finally:
        for sock in silent:
            sock.close()


def _handler(process: Process, rules: dict[str, tuple[Rule, ...]], inside: dict[Place, Place]) -> Handler:
    match process:
        case Page():
            return page(process.text, process.server)
        case Banner():
            return banner(process.text)
        case Router():
            return router(at(rules[process.ingress_class], inside))
