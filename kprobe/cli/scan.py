"""`kprobe scan`: what is exposed, whether it answers from here, and why not."""

from __future__ import annotations

import typer

from kprobe.cli import options, policy, values
from kprobe.cli.again import again, asking
from kprobe.cli.ending import FailOn, complain, exit_code, guarded
from kprobe.cli.outputs import check_writable, emit, parse_outputs
from kprobe.errors import ExitCode
from kprobe.kube.link import Compress
from kprobe.model.probe_options import ProbeOptions

EPILOG = (
    "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 the cluster could not be read, "
    "4 incomplete (findings or not; --allow-incomplete makes it 0 or 1), 70 a bug in kprobe, 130 interrupted."
)
_DEFAULTS = ProbeOptions()


def scan(
    *,
    context: typer.Context,
    namespace: options.Namespaces = None,
    selector: options.Selector = "",
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    path: options.From = None,
    compress: options.CompressLists = Compress.AUTO,
    no_probe: options.NoProbe = False,
    output: options.Outputs = None,
    fail_on: options.Fail = FailOn.ERROR,
    config: policy.Config = None,
    baseline: policy.Baseline = None,
    write_baseline: policy.WriteBaseline = None,
    allow_incomplete: options.AllowIncomplete = False,
    node_port_range: options.PortRange = None,
    timeout: options.Timeout = _DEFAULTS.timeout,
    attempts: options.Attempts = _DEFAULTS.attempts,
    deadline: options.Deadline = _DEFAULTS.deadline,
    concurrency: options.Concurrency = _DEFAULTS.concurrency,
    rate: options.Rate = _DEFAULTS.rate,
    all_nodes: options.AllNodes = False,
    shard: options.OneShard = None,
    allow_address: options.AllowAddress = None,
    resolver: options.Resolver = None,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """List every way in from outside, knock on each, and say why what does not work does not."""
    with guarded(verbose=verbose):
        destinations = parse_outputs(output or ())
        probe = values.probe_options(
            enabled=not no_probe,
            timeout=timeout,
            attempts=attempts,
            deadline=deadline,
            concurrency=concurrency,
            rate=rate,
            allow=allow_address or (),
            resolvers=resolver or (),
        )
        chosen = values.namespaces(namespace or ())
        labels = values.selector(selector)
        ports = values.node_port_range(node_port_range)
        part = values.shard(shard)
        if write_baseline is not None:
            check_writable(write_baseline)
        rules = policy.policy(config)

        from kprobe.app import ScanOptions  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.app import scan as run  # noqa: PLC0415 - as above
        from kprobe.cli.progress import progress  # noqa: PLC0415 - as above
        from kprobe.kube.source import open_source  # noqa: PLC0415 - as above

        known = policy.known(baseline, write_baseline)
        source = open_source(
            kubeconfig=kubeconfig, context=kube_context, namespaces=chosen, path=path, compress=compress
        )
        with progress() as shown:
            report = run(
                source,
                ScanOptions(
                    namespaces=chosen,
                    selector=labels,
                    shard=part,
                    node_port_range=ports,
                    all_nodes=all_nodes,
                    probe=probe,
                    policy=rules,
                    baseline=known,
                ),
                shown,
            )
        accepted = write_baseline is not None and policy.write_baseline(report, write_baseline) and known is None
        counted = FailOn.NEVER if accepted else policy.fail_on(context, fail_on, rules)
        code = exit_code(report, counted, allow_incomplete=allow_incomplete)
        emit(report, destinations, colorless=no_color, command=again(context), ask=asking(context), code=code)
        if code is ExitCode.INCOMPLETE:
            complain("the report is incomplete, so the exit code is 4", "--allow-incomplete accepts that.")
        raise typer.Exit(code)
