"""What a failed connection to the API server means for a person, and what to do next."""

from __future__ import annotations

from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError, ProxyError
from urllib3.exceptions import SSLError as TLSError
from urllib3.exceptions import TimeoutError as AnyTimeout

from kprobe.errors import KprobeError
from kprobe.model.text import visible


class Unanswered(Exception):  # noqa: N818 - it is the fact, not a fault of the program
    """No whole answer came, in all attempts."""

    def __init__(self, error: HTTPError) -> None:
        super().__init__(_words(error))
        self.error = error

    @property
    def timed_out(self) -> bool:
        """Whether the API server was silent, rather than unreachable or broken."""
        return isinstance(self.error, AnyTimeout) and not isinstance(self.error, NewConnectionError)

    @property
    def words(self) -> str:
        """The failure in a few words, without addresses and object names of the program."""
        return str(self)


def unreachable(server: str, failure: Unanswered) -> KprobeError:
    """The error that ends the run where the API server itself cannot be talked to."""
    error = failure.error
    if isinstance(error, TLSError):
        problem, hint = _tls(str(error))
        return KprobeError(f"no trusted connection to the API server {server}: {problem}", hint=hint)
    if isinstance(error, NameResolutionError):
        hint = "check the server's name in the kubeconfig, and the VPN or DNS that knows it"
    elif isinstance(error, ProxyError):
        hint = "check HTTPS_PROXY, NO_PROXY and the kubeconfig's proxy-url"
    else:
        hint = "check that the cluster runs, and the VPN, firewall or proxy in between; `kubectl version` asks the same"
    return KprobeError(f"cannot reach the API server {server}: {failure.words}", hint=hint)


def refused_credentials(server: str, context: str, reason: str) -> KprobeError:
    """The error for 401."""
    said = f" ({visible(reason)})" if reason and reason != "Unauthorized" else ""
    whose = f"of context {context!r}" if context else "of this service account"
    return KprobeError(
        f"the API server {server} refuses the credentials {whose}{said}",
        hint="they are missing, wrong or expired: log in again, or choose other ones with --context or --kubeconfig",
    )


def _words(error: HTTPError) -> str:
    if isinstance(error, NameResolutionError):
        return "its name does not resolve"
    if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
        return "no answer to connecting in time"
    if isinstance(error, AnyTimeout) and not isinstance(error, NewConnectionError):
        return "no answer in time"
    if isinstance(error, TLSError):
        return _tls(str(error))[0]
    # urllib3 puts the system's own words last: "…: [Errno 111] Connection refused".
    text = str(error)
    for known in ("Connection refused", "No route to host", "Network is unreachable", "Connection reset by peer"):
        if known in text:
            return known[0].lower() + known[1:]
    if isinstance(error, ProxyError):
        return "the proxy does not connect"
    if "without response" in text or "IncompleteRead" in text or "Connection broken" in text:
        return "the connection broke off"
    return f"the connection failed ({type(error).__name__})"


_TLS_PROBLEMS = (
    (
        "certificate has expired",
        "its certificate has expired",
        "renew the API server's certificate (kubeadm: `kubeadm certs renew`), and check this machine's clock",
    ),
    (
        "not yet valid",
        "its certificate is not valid yet",
        "check this machine's clock",
    ),
    (
        "Hostname mismatch",
        "its certificate is for another name",
        "use the name that the certificate has, or set tls-server-name in the kubeconfig",
    ),
    (
        "IP address mismatch",
        "its certificate is for another address",
        "use a name that the certificate has, or set tls-server-name in the kubeconfig",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "its certificate is not signed by an authority that the kubeconfig names",
        "set certificate-authority in the kubeconfig to the cluster's own; another cluster may use this address now",
    ),
    (
        "EOF",
        "it broke off the TLS handshake",
        "check the server's URL, and the proxy or firewall in between; it may also refuse the client certificate",
    ),
    (
        "WRONG_VERSION_NUMBER",
        "it does not speak TLS",
        "check the port, and whether the server's URL should begin with http://",
    ),
    (
        "ALERT_CERTIFICATE_EXPIRED",
        "it says that the client certificate has expired",
        "renew the client certificate (kubeadm: `kubeadm certs renew admin.conf`)",
    ),
    (
        "ALERT",
        "it refuses the client certificate",
        "log in again, or take a kubeconfig that this cluster has issued",
    ),
    (
        "KEY_VALUES_MISMATCH",
        "client certificate and client key of the kubeconfig do not belong together",
        "take both from the same kubeconfig",
    ),
    (
        "PEM_LIB",
        "a certificate or key in the kubeconfig cannot be read as PEM",
        "take the kubeconfig anew from where it came",
    ),
)


def _tls(text: str) -> tuple[str, str]:
    alike = text.replace(" ", "_").upper()
    for mark, problem, hint in _TLS_PROBLEMS:
        if mark.replace(" ", "_").upper() in alike:
            return problem, hint
    return "the TLS handshake failed", "check the server's URL and certificate-authority in the kubeconfig"
