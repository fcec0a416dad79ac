"""One line of the table: a figure, the target that it is held against, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Literal

Unit = Literal["x", "MB", "s", "ms", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`samples` are ratios to `control` measured in pairs (unit "x"), or plain figures where there is no control.

    `most` or `least` is the target. `detail` gives the absolute figures in words. `needs` says what was missing where
    nothing could be measured (then `samples` is empty).
    """

    what: str
    control: str = ""
    samples: tuple[float, ...] = ()
    unit: Unit = "x"
    most: float | None = None
    least: float | None = None
    detail: str = ""
    needs: str = ""

    @property
    def value(self) -> float:
        """The median."""
        return median(self.samples)

    @property
    def noise(self) -> float:
        """Half of the distance between the quartiles: what another run may differ by."""
        if len(self.samples) < 2:
            return 0.0
        first, _, third = quantiles(self.samples, n=4, method="inclusive")
        return (third - first) / 2

    @property
    def missed(self) -> bool:
        """Whether the target is missed by more than the noise."""
        if not self.samples:
            return False
        high = self.most is not None and self.value - self.noise > self.most
        return high or (self.least is not None and self.value + self.noise < self.least)

    @property
    def met(self) -> bool:
        """Whether the median itself meets the target."""
        if not self.samples:
            return False
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    @property
    def target(self) -> str:
        """The target in words: `at most 4 x`."""
        if self.most is not None:
            return f"≤ {_figure(self.most, self.unit)}"
        return f"≥ {_figure(self.least, self.unit)}" if self.least is not None else ""

    @property
    def measured(self) -> str:
        """The median with its noise: `2.31 x ± 0.05`."""
        if not self.samples:
            return f"not measured: {self.needs}"
        spread = f" ± {_number(self.noise)}" if self.noise else ""
        return f"{_figure(self.value, self.unit)}{spread}"


def _figure(value: float, unit: Unit) -> str:
    return _number(value) if unit == "count" else f"{_number(value)} {unit}"


def _number(value: float) -> str:
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A file's measurements. `rows(rounds)` measures each pair `rounds` times; `about` says what stands behind them."""

    slug: str
    about: str
    rows: Callable[[int], Iterable[Row]] = field(repr=False)
