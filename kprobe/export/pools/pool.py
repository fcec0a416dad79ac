"""One NodePort with the nodes behind it."""

from __future__ import annotations

from msgspec import Struct

from kprobe.export.exporter import Listen, Wishes
from kprobe.model.exposure import Exposure, Protocol


class Server(Struct, frozen=True, kw_only=True):
    """A node that should answer, at one of its addresses. `standby`: only once its health check says so."""

    node: str
    address: str
    standby: bool = False


class Absent(Struct, frozen=True, kw_only=True):
    """A node that is left out. `by_intent`: by what the Service asks for, so that nobody needs to be told."""

    node: str
    address: str
    reason: str
    by_intent: bool = False


class Pool(Struct, frozen=True, kw_only=True):
    """`name` is fit to be an identifier. `http`: connections are read as HTTP; `tls`: what is spoken there is TLS.

    `health_port`: where service proxies say whether their node has an endpoint (spec.healthCheckNodePort), else None;
    `health_doubt` says why it is not asked, "" where there is none. `admits`: the networks that
    spec.loadBalancerSourceRanges lets in, empty for all. `sticky`: sessionAffinity ClientIP.
    """

    name: str
    exposure: Exposure
    port_name: str
    http: bool
    tls: bool
    application: str
    local: bool
    servers: tuple[Server, ...]
    absent: tuple[Absent, ...]
    health_port: int | None = None
    health_doubt: str = ""
    admits: tuple[str, ...] = ()
    sticky: bool = False

    @property
    def protocol(self) -> Protocol:
        """What is spoken below."""
        return self.exposure.protocol

    @property
    def port(self) -> int:
        """The NodePort."""
        return self.exposure.port

    def listens_on(self, wishes: Wishes) -> int | None:
        """The port of the frontend; None where there shall be none."""
        if wishes.listen is Listen.NONE:
            return None
        return self.exposure.service_port if wishes.listen is Listen.SERVICE else self.port

    @property
    def ipv6(self) -> bool:
        """Whether a server has an IPv6 address."""
        return any(":" in server.address for server in self.servers)
