"""The results as the XML that CI systems read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from pathlib import Path

from .suite import Result

#: XML 1.0 has no way to write these.
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(results: list[Result], path: Path) -> None:
    """Writes one `testsuite` with a `testcase` for each test."""
    suite = xml.Element(
        "testsuite",
        name="functional",
        tests=str(len(results)),
        failures=str(sum(result.failed for result in results)),
        skipped=str(sum(result.outcome == "skipped" for result in results)),
        time=f"{sum(result.seconds for result in results):.3f}",
    )
    for result in sorted(results, key=lambda result: result.test.name):
        group, _, name = result.test.name.partition("::")
        case = xml.SubElement(
            suite, "testcase", classname=group.replace("/", "."), name=name, time=f"{result.seconds:.3f}"
        )
        text = UNPRINTABLE.sub("?", result.output).strip()
        if result.failed:
            xml.SubElement(case, "failure", message="failed").text = text
        elif result.outcome == "skipped":
            xml.SubElement(case, "skipped", message=text.removeprefix("skipped: "))
    path.parent.mkdir(parents=True, exist_ok=True)
    xml.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
