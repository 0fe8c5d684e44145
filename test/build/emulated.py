#!/usr/bin/env python3
"""Tests programs that were built for another host, under an emulator: node and wallet, as separate processes.

test/build/emulated.py BUILD EMULATOR...    such as qemu-aarch64 -L DIRECTORY
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD = Path("build")
EMULATOR: list[str] = []
PROGRAMS = ("bitcoin-node", "bitcoin-wallet", "bitcoin-cli", "bitcoin-tx")


class EmulatedTests(unittest.TestCase):
    """Another host."""

    directory: Path

    @classmethod
    def setUpClass(cls) -> None:
        """Puts scripts that start the emulator in the programs' places, where they find each other."""
        cls.directory = Path(tempfile.mkdtemp(prefix="bitcoin-emulated-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        real = cls.directory / "real"
        real.mkdir()
        for name in PROGRAMS:
            shutil.copy2(BUILD / "bin" / name, real / name)
        # The node looks for the wallet beside itself, and believes to be where the real program is.
        shutil.move(real / "bitcoin-wallet", cls.directory / "bitcoin-wallet")
        script = shlex.join([*EMULATOR, str(cls.directory / "bitcoin-wallet")])
        (real / "bitcoin-wallet").write_text(f'#!/bin/sh\nexec {script} "$@"\n')
        (real / "bitcoin-wallet").chmod(0o755)

    def run_program(self, name: str, *arguments: str) -> str:
        """Runs a program, which must succeed; returns what it prints."""
        result = subprocess.run(
            [*EMULATOR, self.directory / "real" / name, *arguments],
            text=True,
            capture_output=True,
            timeout=180,
            check=False,
        )
        self.assertEqual(result.returncode, 0, f"{name} {arguments}: {result.stdout}{result.stderr}")
        return result.stdout

    def processes(self) -> list[str]:
        """Which of the programs run, by their command lines."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_text().split("\0") if entry.name.isdigit() else []
            except OSError:
                continue
            found += [Path(word).name for word in words if word.startswith(str(self.directory))]
        return found

    def test_programs_are_for_the_host(self) -> None:
        """And not for this machine."""
        with self.assertRaises(OSError):
            subprocess.run([self.directory / "real/bitcoin-tx", "-version"], capture_output=True, check=False)
        self.assertIn("version", self.run_program("bitcoin-tx", "-version"))

    def test_node_and_wallet_answer_as_separate_processes(self) -> None:
        """Blocks are made, and paid to the wallet."""
        data = self.directory / "data"
        data.mkdir()
        network = ("-regtest", f"-datadir={data}", "-rpcport=28445")
        node = subprocess.Popen(
            [*EMULATOR, self.directory / "real/bitcoin-node", *network, "-listen=0"],
            stdout=subprocess.DEVNULL,
        )
        try:
            client = (*network, "-rpcwait", "-rpcwaittimeout=120")
            information = json.loads(self.run_program("bitcoin-cli", *client, "getblockchaininfo"))
            self.assertEqual(information["chain"], "regtest")
            self.run_program("bitcoin-cli", *client, "createwallet", "first")
            address = self.run_program("bitcoin-cli", *client, "getnewaddress").strip()
            self.run_program("bitcoin-cli", *client, "generatetoaddress", "101", address)
            self.assertEqual(self.run_program("bitcoin-cli", *client, "getbalance"), "50.00000000\n")
            self.assertLessEqual({"bitcoin-node", "bitcoin-wallet"}, set(self.processes()))
            self.run_program("bitcoin-cli", *client, "stop")
            self.assertEqual(node.wait(timeout=120), 0)
        finally:
            node.kill()
            node.wait()


if __name__ == "__main__":
    BUILD, EMULATOR = Path(sys.argv[1]).absolute(), sys.argv[2:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
