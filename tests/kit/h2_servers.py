"""HTTP/2 and gRPC servers on the `h2` library: handlers for `servers.serving`."""

from __future__ import annotations

import socket
from collections.abc import Callable

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

from tests.kit.servers import Handler

Headers = list[tuple[str, str]]
Respond = Callable[[h2.connection.H2Connection, int, dict[str, str]], None]


def h2_serving(respond: Respond) -> Handler:
    """Speaks HTTP/2 at once, as over TLS or with prior knowledge; notes each request as "METHOD path authority"."""

    def handle(connection: socket.socket, _number: int) -> None:
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        state.initiate_connection()
        connection.sendall(state.data_to_send())
        asked: dict[int, dict[str, str]] = {}
        while data := connection.recv(65536):
            try:
                events = state.receive_data(data)
            except h2.exceptions.ProtocolError:  # the client speaks something else, or goes on after a goodbye
                return
            for event in events:
                if isinstance(event, h2.events.RequestReceived):
                    asked[event.stream_id] = {_text(k): _text(v) for k, v in event.headers}
                elif isinstance(event, h2.events.DataReceived):
                    state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    request = asked[event.stream_id]
                    note = getattr(connection, "note", None)
                    if note is not None:
                        note(f"{request[':method']} {request[':path']} {request[':authority']}")
                    respond(state, event.stream_id, request)
            connection.sendall(state.data_to_send())

    return handle


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()


def answers(status: int = 200, body: bytes = b"hello", **headers: str) -> Handler:
    def respond(state: h2.connection.H2Connection, stream: int, _request: dict[str, str]) -> None:
        state.send_headers(stream, [(":status", str(status)), *headers.items()])
        state.send_data(stream, body, end_stream=True)

    return h2_serving(respond)


def grpc_health(status: int) -> Handler:
    """A gRPC server whose health service answers with `status` of grpc.health.v1."""

    def respond(state: h2.connection.H2Connection, stream: int, request: dict[str, str]) -> None:
        if request[":path"] != "/grpc.health.v1.Health/Check" or request["content-type"] != "application/grpc":
            _trailers_only(state, stream, 12)
            return
        message = bytes((0x08, status)) if status else b""
        state.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
        state.send_data(stream, b"\x00" + len(message).to_bytes(4, "big") + message)
        state.send_headers(stream, [("grpc-status", "0")], end_stream=True)

    return h2_serving(respond)


def grpc_without_health(code: int = 12) -> Handler:
    """A gRPC server that has no health service: its status stands in the only headers there are."""
    return h2_serving(lambda state, stream, _request: _trailers_only(state, stream, code))


def _trailers_only(state: h2.connection.H2Connection, stream: int, code: int) -> None:
    headers = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", str(code))]
    state.send_headers(stream, headers, end_stream=True)


def grpc_that_tells_late(code: int) -> Handler:
    """Its status comes in trailers behind headers of their own."""

    def respond(state: h2.connection.H2Connection, stream: int, _request: dict[str, str]) -> None:
        state.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
        state.send_headers(stream, [("grpc-status", str(code))], end_stream=True)

    return h2_serving(respond)


def refuses_streams() -> Handler:
    return h2_serving(lambda state, stream, _request: state.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM))


def says_goodbye() -> Handler:
    return h2_serving(lambda state, _stream, _request: state.close_connection(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM))


def breaks_the_protocol(connection: socket.socket, _number: int) -> None:
    """Sends a frame that may not come first: DATA of no stream."""
    connection.recv(65536)
    connection.sendall(b"\x00\x00\x01\x00\x00\x00\x00\x00\x00x")
    while connection.recv(65536):
        pass


def endless_body() -> Handler:
    """Fills the whole window that it is given."""

    def respond(state: h2.connection.H2Connection, stream: int, _request: dict[str, str]) -> None:
        state.send_headers(stream, [(":status", "200")])
        while (room := min(state.local_flow_control_window(stream), 16384)) > 0:
            state.send_data(stream, b"y" * room)
            if state.local_flow_control_window(stream) < 16384:
                break

    return h2_serving(respond)
