"""What is served of one report: each rendered once, when it is first asked for."""

from __future__ import annotations

import io
import threading

from kprobe.model.report import Report
from kprobe.render.renderer import Output
from kprobe.serving.document import Document, Once


class Documents:
    """Of `report`. `command` made it, `ask` is what a target is put behind to ask why: the page suggests both."""

    def __init__(self, report: Report, *, command: str, ask: str) -> None:
        self._report = report
        self._command = command
        self._ask = ask
        self._lock = threading.Lock()
        self._page: tuple[str, Document] | None = None
        self.json = Once(self._json)
        """The contract (docs/report.schema.json)."""
        self.metrics = Once(self._metrics)
        """The text format, without the exporter's own."""
        self._halves = Once(self._split)

    def page(self, banner: str) -> Document:
        """The web page with `banner`, a piece of HTML, on top; the last one is kept."""
        head, tail = self._halves()
        with self._lock:
            if self._page is None or self._page[0] != banner:
                self._page = (banner, Document(head, banner.encode(), tail))
            return self._page[1]

    def _split(self) -> tuple[bytes, bytes]:
        from kprobe.render.web.page import write_page  # noqa: PLC0415 - Jinja2, where nobody may ever look
        from kprobe.render.web.served import split  # noqa: PLC0415 - as above

        stream = io.StringIO()
        write_page(self._report, self._output(stream))
        head, tail = split(stream.getvalue())
        return head.encode(), tail.encode()

    def _json(self) -> Document:
        from kprobe.render.json import RENDERER  # noqa: PLC0415 - as above

        stream = io.StringIO()
        RENDERER.render(self._report, self._output(stream))
        return Document(stream.getvalue().encode())

    def _metrics(self) -> bytes:
        from prometheus_client import generate_latest  # noqa: PLC0415 - as above

        from kprobe.render.metrics.registry import registry  # noqa: PLC0415 - as above

        return generate_latest(registry(self._report))

    def _output(self, stream: io.StringIO) -> Output:
        return Output(stream=stream, command=self._command, ask=self._ask)
