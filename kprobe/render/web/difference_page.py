"""The page of a difference: the parts put into their template."""

from __future__ import annotations

from kprobe import __version__
from kprobe.model.difference import Difference
from kprobe.render.people.sections import result
from kprobe.render.renderer import Output
from kprobe.render.web.assets import of_difference
from kprobe.render.web.bounds import clipped, few
from kprobe.render.web.csp import policy
from kprobe.render.web.difference import compared, finding_groups, way_groups
from kprobe.render.web.page import environment


def write_difference(difference: Difference, output: Output) -> None:
    """Write it to `output.stream`, as ASCII with character references where that takes nothing else."""
    inlined = of_difference()
    cluster = difference.new.report.cluster
    text = (
        environment()
        .get_template("difference.html")
        .render(
            policy=policy(styles=[inlined.style], scripts=[inlined.early, inlined.script]),
            assets=inlined,
            title=clipped(cluster.context or cluster.server or "cluster"),
            lead=result(difference),
            worse=difference.worse,
            sides=(compared("Before", difference.old), compared("Now", difference.new)),
            ways=way_groups(difference, output.ask),
            findings=finding_groups(difference),
            notes=few(difference.notes, most=20),
            command=output.command,
            version=__version__,
        )
    )
    output.stream.write(text if output.unicode else text.encode("ascii", "xmlcharrefreplace").decode("ascii"))
    output.stream.write("\n")
