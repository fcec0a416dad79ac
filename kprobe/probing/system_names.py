"""What this machine knows of names without asking DNS itself: its hosts file, its name service, its own resolver."""

from __future__ import annotations

import re
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from kprobe.model.probe import Lookup, ResolutionFacts
from kprobe.probing.resolution import Resolution, resolution

HOSTS = Path("/etc/hosts")
NAME_SERVICE = Path("/etc/nsswitch.conf")

_OUTCOMES = {socket.EAI_NONAME: Lookup.NO_SUCH_NAME, socket.EAI_AGAIN: Lookup.NO_ANSWER}
if hasattr(socket, "EAI_NODATA"):
    _OUTCOMES[socket.EAI_NODATA] = Lookup.NO_ADDRESS
_OWN = {socket.EAI_FAIL: "the resolver failed", socket.EAI_MEMORY: "this machine ran out of memory"}
_SYSTEM: Literal["system"] = "system"


def ask_system(name: str) -> Resolution:
    """Ask the system's resolver for all addresses of `name`, in both families, as any program here would."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        code = error.errno or 0
        if code in _OUTCOMES:
            return resolution(ResolutionFacts(source=_SYSTEM, outcome=_OUTCOMES[code]))
        if code in _OWN:
            return resolution(ResolutionFacts(source=_SYSTEM, outcome=Lookup.SERVER_FAILED), _OWN[code])
        return Resolution(error="the name does not resolve")
    except (OSError, UnicodeError):
        return Resolution(error="the name does not resolve")
    addresses = tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    return resolution(ResolutionFacts(source=_SYSTEM, outcome=Lookup.FOUND, addresses=addresses))


def hosts_file(path: Path = HOSTS) -> dict[str, tuple[str, ...]]:
    """The addresses of every name in the hosts file (hosts(5)), names in lower case; empty where there is none."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return {}
    known: dict[str, dict[str, None]] = {}
    for line in text.splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        try:
            ip_address(address)
        except ValueError:
            continue
        for name in names:
            known.setdefault(name.lower(), {})[address] = None
    return {name: tuple(addresses) for name, addresses in known.items()}


def only_hosts_and_dns(name: str, path: Path = NAME_SERVICE) -> bool:
    """Whether this machine asks its hosts file and then DNS for `name`, and nothing else before (nsswitch.conf(5)).

    Where it does, kprobe can do the same itself. mdns_minimal answers for .local alone, and myhostname for this
    machine's own names, which the comparison with the system's resolver covers.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return True  # as glibc and musl do without the file
    asked = next((line.partition(":")[2] for line in lines if line.strip().startswith("hosts:")), "files dns")
    sources = [word for word in re.sub(r"\[[^\]]*\]", " ", asked.partition("#")[0]).split() if word != "myhostname"]
    if not name.lower().endswith(".local"):
        sources = [word for word in sources if not re.fullmatch(r"mdns[46]?_minimal", word)]
    return sources[:2] == ["files", "dns"]
