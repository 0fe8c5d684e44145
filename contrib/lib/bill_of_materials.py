#!/usr/bin/env python3
"""Prints what the programs are made of, as a CycloneDX document.

    contrib/lib/bill_of_materials.py --version VERSION

Native sources come from the recipes of depends, Swift packages from Package.resolved: each with its version
and the hash or revision that the build insists on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def variables(*names: str) -> dict[str, str]:
    """The values of make variables in depends."""
    command = ["make", "-s", "-C", str(ROOT / "depends"), "NO_QT=1", *(f"print-{name}" for name in names)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def native_sources() -> list[dict[str, Any]]:
    """Everything that depends downloads."""
    found = {}
    for package in variables("all_packages")["all_packages"].split():
        names = [f"{package}_{field}" for field in ("version", "url", "file", "sha256")]
        version, url, file, sha256 = (variables(*names).get(name, "") for name in names)
        if sha256:
            found[sha256] = {
                "type": "library",
                "name": package.removeprefix("native_"),
                "version": version,
                "hashes": [{"alg": "SHA-256", "content": sha256}],
                "externalReferences": [{"type": "distribution", "url": f"{url}/{file}"}],
            }
    return list(found.values())


def swift_packages() -> list[dict[str, Any]]:
    """Everything that SwiftPM resolves."""
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    return [
        {
            "type": "library",
            "name": pin["identity"],
            "version": pin["state"]["version"],
            "purl": f"pkg:swift/{pin['location'].removeprefix('https://').removesuffix('.git')}"
            f"@{pin['state']['version']}",
            "externalReferences": [
                {"type": "vcs", "url": pin["location"], "comment": pin["state"]["revision"]},
            ],
        }
        for pin in pins
    ]


def main() -> None:
    """Prints the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    version = parser.parse_args().version
    components = sorted([*native_sources(), *swift_packages()], key=lambda component: component["name"])
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "bitcoin", "version": version}},
        "components": components,
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
