"""The report as GitHub Flavored Markdown: escaping, the tables, the findings, the page (docs/formats.md)."""
