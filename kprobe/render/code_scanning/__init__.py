"""The report as a SARIF log, as code scanning shows it (docs/formats.md): its types, rules, results and invocation."""
