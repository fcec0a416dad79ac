"""The report as a JUnit test report (docs/formats.md): its cases, their suites, and the XML."""
