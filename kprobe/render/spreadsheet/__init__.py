"""The report as rows for a spreadsheet: which columns there are, and cells that no spreadsheet takes for a formula."""
