#!/usr/bin/env python3
"""Tests the release tarball where nothing else is: in the smallest Debian 12, in a root directory of its own.

test/build/bare.py BUILD    (the build must be complete)

Needs root, debootstrap and a mirror of Debian; says so and skips where one is missing. BARE_ROOT may name a
root directory that debootstrap made before; it is not changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path("build")
SUITE = "bookworm"
PROGRAM = "/opt/bitcoin/bin/bitcoin"
DATA = ("-regtest", "-datadir=/data")


def missing() -> str | None:
    """What this machine lacks for the test."""
    if os.geteuid() != 0:
        return "only root can change the root directory"
    if "BARE_ROOT" not in os.environ and not shutil.which("debootstrap"):
        return "debootstrap is not installed"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        return "this machine does not let anybody mount"
    return None


def mirror() -> str:
    """Where this machine gets its own packages from."""
    sites = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)"], text=True, capture_output=True, check=False
    ).stdout.split()
    return next((site for site in sites if site.endswith("/debian")), "http://deb.debian.org/debian")


class BareTests(unittest.TestCase):
    """A machine with a C library and a shell."""

    root: Path

    @classmethod
    def setUpClass(cls) -> None:
        """Makes the machine, and unpacks the tarball on it."""
        directory = Path(tempfile.mkdtemp(prefix="bitcoin-bare-"))
        cls.addClassCleanup(shutil.rmtree, directory)
        cls.root = directory / "root"
        if "BARE_ROOT" in os.environ:
            subprocess.run(["cp", "-a", os.environ["BARE_ROOT"], cls.root], check=True)
        else:
            made = subprocess.run(
                ["debootstrap", "--variant=minbase", SUITE, cls.root, mirror()],
                text=True,
                capture_output=True,
                check=False,
            )
            if made.returncode != 0:
                raise unittest.SkipTest(f"debootstrap failed: {made.stdout[-500:]}{made.stderr[-500:]}")
        release = directory / "release"
        subprocess.run(
            [ROOT / "contrib/release", release],
            env=os.environ | {"BUILD_DIR": str(BUILD)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        [archive] = release.glob("*.tar.gz")
        subprocess.run(["tar", "-C", cls.root / "opt", "-xf", archive], check=True)
        [unpacked] = (cls.root / "opt").iterdir()
        unpacked.rename(cls.root / "opt/bitcoin")
        (cls.root / "data").mkdir()

    def inside(self, *command: str) -> str:
        """Runs a command on the bare machine, which must succeed; returns what it prints."""
        script = f'mount -t proc proc "{self.root}/proc" && exec chroot "{self.root}" "$@"'
        result = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script, "inside", *command],
            env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/root"},
            text=True,
            capture_output=True,
            timeout=120,
            check=False,
        )
        self.assertEqual(result.returncode, 0, f"{command}: {result.stdout}{result.stderr}")
        return result.stdout

    def programs(self) -> set[str]:
        """The programs whose processes live on the bare machine."""
        names = set()
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and Path((entry / "root").readlink()) == self.root:
                    names.add((entry / "exe").readlink().name)
            except OSError:
                continue
        return names

    def test_node_and_wallet_start_and_answer(self) -> None:
        """As separate processes, by the commands that a user would try first."""
        self.inside(PROGRAM, "-m", "node", *DATA, "-daemonwait")
        try:
            information = json.loads(self.inside(PROGRAM, "rpc", *DATA, "getblockchaininfo"))
            self.assertEqual((information["chain"], information["blocks"]), ("regtest", 0))
            self.inside(PROGRAM, "rpc", *DATA, "createwallet", "name=first")
            address = self.inside(PROGRAM, "rpc", *DATA, "getnewaddress").strip()
            self.inside(PROGRAM, "rpc", *DATA, "generatetoaddress", "101", address)
            self.assertEqual(self.inside(PROGRAM, "rpc", *DATA, "getbalance"), "50.00000000\n")
            self.assertLessEqual({"bitcoin-node", "bitcoin-wallet"}, self.programs())
        finally:
            self.inside(PROGRAM, "rpc", *DATA, "stop")


if __name__ == "__main__":
    BUILD = Path(sys.argv[1]).absolute()
    reason = missing()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
