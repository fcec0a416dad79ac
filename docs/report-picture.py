"""Takes docs/report.webp, the picture of the web page in the README: a real `kprobe demo` in Chromium, at 1280 pixels.

Run it with: .venv/bin/python docs/report-picture.py [FILE]. It needs chromium and chromium-driver, and the fonts that
the page asks for first (Debian: fonts-inter, fonts-jetbrains-mono) to look its best.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from kprobe.cli.outputs import replacing
from kprobe.demo.run import NEXT, demo
from kprobe.model.probe_options import ProbeOptions
from kprobe.progress import Silent
from kprobe.render.html import RENDERER
from kprobe.render.renderer import Output
from kprobe.render.web.anchors import way_anchor
from tests.kit.browser import browser, installed

WIDTH, HEIGHT, SHARPNESS, QUALITY = 1280, 1086, 2, 82
SHOWN = f"#namespace=shop&sort=name&open={way_anchor('node-port/shop/cart/80/TCP')}"


def picture(page: Path) -> bytes:
    """The top of the page, with one way in opened."""
    paths = installed()
    if paths is None:
        sys.exit("report-picture.py: no chromium with its chromedriver is installed")
    with browser(paths) as chromium:
        chromium.cdp(
            "Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=SHARPNESS, mobile=False
        )
        chromium.scheme("light")
        chromium.open(page, SHOWN)
        shot = chromium.cdp("Page.captureScreenshot", format="webp", quality=QUALITY)
        return base64.b64decode(shot["data"])


def main() -> None:
    """Write it."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("report.webp")
    with TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        with replacing(page) as stream:
            RENDERER.render(demo(Silent(), ProbeOptions()), Output(stream=stream, command="kprobe demo", next=NEXT))
        path.write_bytes(picture(page))
    print(f"wrote {path}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
