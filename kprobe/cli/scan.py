"""`kprobe scan`: what is exposed, whether it answers from here, and why not."""

from __future__ import annotations

import typer

from kprobe.cli import options, policy, values
from kprobe.cli.context_files import Files, check_several
from kprobe.cli.ending import FailOn, complain, guarded
from kprobe.cli.outputs import parse_outputs
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
    kube_context: options.Contexts = None,
    all_contexts: options.AllContexts = False,
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
        names = values.contexts(kube_context or (), every=all_contexts)
        several = all_contexts or len(names) > 1
        files = Files(outputs=tuple(output or ()), baseline=baseline, write_baseline=write_baseline)
        check_several(files) if several else parse_outputs(files.outputs)
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
        rules = policy.policy(config)

        from kprobe.app import ScanOptions  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.cli.one_scan import Manner, scan_one  # noqa: PLC0415 - as above
        from kprobe.cli.targets import one_target, targets  # noqa: PLC0415 - as above

        manner = Manner(
            options=ScanOptions(
                namespaces=chosen,
                selector=labels,
                shard=part,
                node_port_range=ports,
                all_nodes=all_nodes,
                probe=probe,
                policy=rules,
            ),
            kubeconfig=kubeconfig,
            path=path,
            compress=compress,
            fail_on=policy.fail_on(context, fail_on, rules),
            allow_incomplete=allow_incomplete,
            colorless=no_color,
        )
        if several:
            from kprobe.cli.several_scans import scan_each  # noqa: PLC0415 - as above

            found = targets(context, names, files, kubeconfig=kubeconfig, path=path)
            raise typer.Exit(scan_each(found, manner, verbose=verbose))
        _, code = scan_one(one_target(context, names[0] if names else None, files), manner)
        if code is ExitCode.INCOMPLETE:
            complain("the report is incomplete, so the exit code is 4", "--allow-incomplete accepts that.")
        raise typer.Exit(code)
