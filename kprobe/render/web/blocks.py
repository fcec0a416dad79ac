"""What mends something, told apart: prose to read, and what is pasted as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from kprobe.render.people.paste import Shape, shapes
from kprobe.render.web.bounds import LINES, few, whole

_TOO_LONG = "What is to be pasted here is too long for this page; -o json has it."


class Block(Struct, frozen=True, kw_only=True):
    """`code`: it is to be pasted, so that its lines are left whole."""

    text: str
    code: bool


def blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """Lines of code that follow each other are one block; of prose each line is one."""
    found: list[Block] = []
    for code, group in groupby(shapes(lines), key=lambda one: one[1] is not Shape.ADVICE):
        texts = [line for line, _ in group]
        if code:
            code_text = whole("\n".join(texts))
            found.append(Block(text=code_text or _TOO_LONG, code=bool(code_text)))
        else:
            found += [Block(text=text, code=False) for text in few(texts, LINES)]
    return tuple(found)
