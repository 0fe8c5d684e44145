#!/usr/bin/env python3
"""Tests how the root CMakeLists.txt answers its options: what cannot be met stops with what to do.

test/build/configure.py CMAKE [--toolchain=FILE]
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
CMAKE = "cmake"
TOOLCHAIN: list[str] = []


class ConfigureTests(unittest.TestCase):
    """Options of the build."""

    def setUp(self) -> None:
        """A build directory for each rule."""
        self.directory = Path(tempfile.mkdtemp(prefix="bitcoin-configure-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def configure(self, *options: str) -> tuple[int, str]:
        """Runs cmake; its messages, with line breaks taken out."""
        shutil.rmtree(self.directory / "build", ignore_errors=True)
        result = subprocess.run(
            [CMAKE, "-S", str(SOURCE), "-B", str(self.directory / "build"), *TOOLCHAIN, *options],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return result.returncode, re.sub(r"\s+", " ", result.stdout)

    def succeeds(self, *options: str) -> str:
        """Configures, and returns the messages."""
        code, output = self.configure(*options)
        self.assertEqual(code, 0, output)
        return output

    def fails(self, *options: str) -> str:
        """Must not configure; returns the messages."""
        code, output = self.configure(*options)
        self.assertNotEqual(code, 0, output)
        return output

    def swift(self, banner: str) -> str:
        """A program that says it is this Swift."""
        path = self.directory / "swift"
        path.write_text(f"#!/bin/sh\necho '{banner}'\n")
        path.chmod(0o755)
        return f"-DSWIFT_EXECUTABLE={path}"

    def test_builds_what_was_chosen(self) -> None:
        """ENABLE_IPC, its older spelling, and ENABLE_WALLET decide about the programs."""
        everything = self.succeeds()
        for program in ("bitcoin-node", "bitcoin-wallet", "bitcoind"):
            self.assertRegex(everything, rf" {program} \.+ ON")
        for option in ("-DENABLE_IPC=OFF", "-DWITH_MULTIPROCESS=OFF"):
            without = self.succeeds(option)
            self.assertRegex(without, r" bitcoin-node \.+ OFF")
            for program in ("bitcoind", "bitcoin-wallet"):
                self.assertRegex(without, rf" {program} \.+ ON")
            self.assertIn("ENABLE_IPC=false", (self.directory / "build/test/config.ini").read_text())
        self.assertRegex(self.succeeds("-DENABLE_WALLET=OFF"), r" bitcoin-wallet \.+ OFF")

    @unittest.skipUnless(shutil.which("qmake6"), "needs Qt 6")
    def test_windows_in_one_process_go_without_ipc(self) -> None:
        """And without BUILD_GUI there is neither program."""
        alone = self.succeeds("-DBUILD_GUI=ON", "-DENABLE_IPC=OFF")
        self.assertRegex(alone, r" bitcoin-qt \.+ ON")
        self.assertRegex(alone, r" bitcoin-gui \.+ OFF")
        self.assertRegex(self.succeeds("-DBUILD_GUI=ON"), r" bitcoin-gui \.+ ON")
        without = self.succeeds("-DBUILD_GUI=OFF")
        for program in ("bitcoin-gui", "bitcoin-qt"):
            self.assertRegex(without, rf" {program} \.+ OFF")

    def test_build_type_chooses_the_configuration(self) -> None:
        """And an unknown one is refused."""
        self.assertIn("swift build -c debug", self.succeeds("-DCMAKE_BUILD_TYPE=Debug"))
        self.assertIn("swift build -c release", self.succeeds("-DCMAKE_BUILD_TYPE=Release"))
        self.assertIn("choose Debug, Release or RelWithDebInfo", self.fails("-DCMAKE_BUILD_TYPE=Fast"))

    def test_refuses_what_it_cannot_build(self) -> None:
        """With what to do instead."""
        self.assertIn("does not exist", self.fails(f"-DMPGEN_EXECUTABLE={self.directory}/mpgen"))
        self.assertIn("does not exist", self.fails(f"-DCAPNP_EXECUTABLE={self.directory}/capnp"))
        old = self.fails(self.swift("Swift version 5.10 (swift-5.10-RELEASE)"))
        self.assertIn("Swift 5.10", old)
        self.assertIn("6.3 or newer is needed", old)
        self.assertIn("--version failed", self.fails(self.swift("no idea")))
        absent = self.fails("-DSWIFT_SDK=absent", f"-DSWIFT_SDKS_PATH={self.directory}")
        self.assertIn("There is no Swift SDK absent.", absent)
        self.assertIn("-DSWIFT_SDKS_PATH=<directory>", absent)

    @unittest.skipUnless(len(sys.argv) > 2, "needs a prefix of depends")
    def test_takes_an_external_libmultiprocess(self) -> None:
        """From the prefix; one that is not there stops."""
        option = "-DWITH_EXTERNAL_LIBMULTIPROCESS=ON"
        self.assertIn("ON (with external libmultiprocess)", self.succeeds(option))

        # A prefix may be moved: here is one in another place, which lacks the library.
        toolchain = Path(TOOLCHAIN[0].removeprefix("--toolchain="))
        prefix = self.directory / "prefix"
        for source in (toolchain.parent / "include", toolchain.parent / "lib"):
            target = prefix / source.name
            target.mkdir(parents=True)
            for path in source.iterdir():
                if "multiprocess" not in path.name:
                    (target / path.name).symlink_to(path)
        (prefix / "native").symlink_to(toolchain.parent / "native")
        shutil.copy(toolchain, prefix)
        moved = f"--toolchain={prefix / toolchain.name}"
        self.assertIn(f"{prefix}/lib/libleveldb.a", self.succeeds(moved))
        self.assertIn("libmultiprocess was not found", self.fails(moved, option))


if __name__ == "__main__":
    CMAKE, TOOLCHAIN = (
        sys.argv[1],
        [argument for argument in sys.argv[2:] if argument.startswith("--toolchain=")],
    )
    unittest.main(argv=sys.argv[:1], verbosity=2)
