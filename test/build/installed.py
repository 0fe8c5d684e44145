#!/usr/bin/env python3
"""Tests what `cmake --install` gives: a tree that runs from any place.

test/build/installed.py CMAKE BUILD    (the build must be complete)
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

CMAKE, BUILD = "cmake", Path("build")
HAS_PROCESSES = all(
    (Path(sys.argv[-1]) / "bin" / name).exists() for name in ("bitcoin-node", "bitcoin-wallet")
)
CONTRIB = Path(__file__).resolve().parents[2] / "contrib"
DEB = CONTRIB / "deb"
# What a shell offers after the program's name and a dash.
COMPLETE = """
. "$2/bash-completion/completions/$1"
COMP_WORDS=("$1" -) COMP_CWORD=1
"_${1//-/_}"
printf '%s\n' "${COMPREPLY[@]}"
"""
LIBRARIES_OF_THE_SYSTEM = {
    "ld-linux-x86-64.so",
    "ld-linux-aarch64.so",
    "libc.so",
    "libgcc_s.so",
    "libm.so",
    "libstdc++.so",
    "linux-vdso.so",
}


PROGRAMS_WITH_WINDOWS = {"bitcoin-gui", "bitcoin-qt"}
LIBRARIES_OF_WINDOWS = {
    "libQt6Core.so",
    "libQt6DBus.so",
    "libQt6Gui.so",
    "libQt6Widgets.so",
    "libqrencode.so",
}


def run(*command: str | Path, directory: Path | None = None) -> str:
    """Runs a program that must succeed, with nothing of the caller's environment; returns its output."""
    words = [str(word) for word in command]
    result = subprocess.run(
        words,
        cwd=directory,
        env={"PATH": "/usr/bin:/bin", "HOME": str(directory or "/")},
        text=True,
        capture_output=True,
        check=False,
    )
    if result.returncode != 0:
        raise AssertionError(
            f"{' '.join(words)}: exit code {result.returncode}\n{result.stdout}{result.stderr}"
        )
    return result.stdout


def children(pid: int) -> dict[int, Path]:
    """The processes that a process started, with their programs."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found[int(entry.name)] = (entry / "exe").readlink()
        except OSError:
            continue
    return found


class InstalledTests(unittest.TestCase):
    """The installed tree."""

    directory: Path
    prefix: Path

    @classmethod
    def setUpClass(cls) -> None:
        """Installs, and moves what was installed to another place."""
        cls.directory = Path(tempfile.mkdtemp(prefix="bitcoin-installed-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        first = cls.directory / "first"
        subprocess.run(
            [CMAKE, "--install", BUILD, "--prefix", first, "--strip"], check=True, stdout=subprocess.DEVNULL
        )
        cls.prefix = cls.directory / "another place"
        first.rename(cls.prefix)

    def test_puts_programs_where_upstream_does(self) -> None:
        """What users start is in bin, what only programs start is in libexec."""
        programs = {path.name for path in (self.prefix / "bin").iterdir()}
        self.assertLessEqual({"bitcoin", "bitcoind", "bitcoin-cli"}, programs)
        self.assertNotIn("bitcoin-node", programs)
        if (BUILD / "bin/bitcoin-node").exists():
            self.assertTrue(os.access(self.prefix / "libexec/bitcoin-node", os.X_OK))

    def test_needs_no_library_but_the_systems(self) -> None:
        """Swift's own libraries are inside. Windows have Qt besides, which is the system's."""
        if not re.search(r"^CMAKE_TOOLCHAIN_FILE:.*/depends/", (BUILD / "CMakeCache.txt").read_text(), re.M):
            self.skipTest("this build has the system's libraries where others have those of depends")
        for path in [*(self.prefix / "bin").iterdir(), *(self.prefix / "libexec").glob("*")]:
            with self.subTest(path.name):
                if path.name in PROGRAMS_WITH_WINDOWS:
                    needed = set(re.findall(r"NEEDED.*\[(.*?\.so)", run("readelf", "--dynamic", path)))
                    self.assertLessEqual(needed, LIBRARIES_OF_THE_SYSTEM | LIBRARIES_OF_WINDOWS)
                    continue
                names = {line.split()[0].rsplit("/", 1)[-1] for line in run("ldd", path).splitlines()}
                self.assertLessEqual(
                    {name.split(".so")[0] + ".so" for name in names}, LIBRARIES_OF_THE_SYSTEM
                )

    def test_strips_programs(self) -> None:
        """Of what only debuggers read; a crash's addresses can be looked up in the build."""
        for path in [*(self.prefix / "bin").iterdir(), *(self.prefix / "libexec").glob("*")]:
            with self.subTest(path.name):
                self.assertNotIn(".debug_info", run("readelf", "--section-headers", "--wide", path))

    def test_says_its_version(self) -> None:
        """Every program runs."""
        for path in (self.prefix / "bin").iterdir():
            with self.subTest(path.name):
                self.assertIn("version", run(path, "--version", directory=self.directory))

    def test_documents_every_option(self) -> None:
        """In a manual page, and in completions that the shell can read."""
        share = self.prefix / "share"
        for path in [*(self.prefix / "bin").iterdir(), *(self.prefix / "libexec").glob("bitcoin-node")]:
            with self.subTest(path.name):
                dashes = "--" if path.name == "bitcoin" else "-"
                text = run(path, f"{dashes}help", directory=self.directory)
                options = re.findall(r"^  (-[^\s,=]+)", text, flags=re.MULTILINE)
                self.assertGreater(len(options), 3)
                page = (share / f"man/man1/{path.name}.1").read_text().replace("\\-", "-")
                words = run("bash", "-c", COMPLETE, "complete", path.name, share).split()
                for option in options:
                    self.assertTrue(option in page, option)
                    self.assertTrue({option, f"{option}="} & set(words), option)

    @unittest.skipUnless(HAS_PROCESSES, "built without wallet or IPC")
    def test_starts_node_and_wallet_processes(self) -> None:
        """Found from each other's place, not from the build's."""
        data = self.directory / "data"
        data.mkdir()
        cli = (self.prefix / "bin/bitcoin-cli", "-regtest", f"-datadir={data}", "-rpcport=28443")
        wrapper = self.prefix / "bin/bitcoin"
        node = subprocess.Popen(
            [wrapper, "-m", "node", "-regtest", f"-datadir={data}", "-rpcport=28443", "-printtoconsole=0"]
        )
        try:
            info = json.loads(
                run(*cli, "-rpcwait", "-rpcwaittimeout=30", "getblockchaininfo", directory=data)
            )
            self.assertEqual(info["chain"], "regtest")
            self.assertEqual(Path(f"/proc/{node.pid}/exe").readlink(), self.prefix / "libexec/bitcoin-node")
            self.assertIn(self.prefix / "bin/bitcoin-wallet", children(node.pid).values())
            run(*cli, "stop", directory=data)
            self.assertEqual(node.wait(timeout=30), 0)
        finally:
            node.kill()
            node.wait()


class BuildTests(unittest.TestCase):
    """The build itself."""

    def test_has_nothing_to_do_the_second_time(self) -> None:
        """It compiles nothing and touches no program."""
        subprocess.run([CMAKE, "--build", BUILD], check=True, stdout=subprocess.DEVNULL)
        before = {path: path.stat().st_mtime_ns for path in (BUILD / "bin").iterdir()}
        again = subprocess.run([CMAKE, "--build", BUILD], check=True, capture_output=True, text=True)
        self.assertNotIn("Compiling", again.stdout)
        self.assertEqual(before, {path: path.stat().st_mtime_ns for path in (BUILD / "bin").iterdir()})


@unittest.skipUnless(shutil.which("dpkg-deb"), "dpkg-deb is not installed")
@unittest.skipUnless(HAS_PROCESSES, "built without wallet or IPC")
class DebianPackageTests(unittest.TestCase):
    """What contrib/deb gives."""

    directory: Path
    package: Path
    root: Path

    @classmethod
    def setUpClass(cls) -> None:
        """Packs, and unpacks what was packed."""
        cls.directory = Path(tempfile.mkdtemp(prefix="bitcoin-package-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.package = cls.pack(cls.directory / "first")
        cls.root = cls.directory / "root"
        run("dpkg-deb", "--extract", cls.package, cls.root)

    @staticmethod
    def pack(output: Path) -> Path:
        """The package, in a folder of its own."""
        environment = os.environ | {
            "BUILD_DIR": str(BUILD),
            "COMPRESSION": "none",
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        subprocess.run([DEB, output], env=environment, check=True, stdout=subprocess.DEVNULL)
        [package] = output.glob("*.deb")
        return package

    def test_is_the_same_each_time(self) -> None:
        """Bit for bit."""
        self.assertEqual(self.package.read_bytes(), self.pack(self.directory / "second").read_bytes())

    def test_belongs_to_root_and_lists_what_users_may_change(self) -> None:
        """And keeps what they changed."""
        listing = run("dpkg-deb", "--contents", self.package).splitlines()
        self.assertEqual({line.split()[1] for line in listing}, {"root/root"})
        run("dpkg-deb", "--control", self.package, self.directory / "control")
        self.assertEqual(
            (self.directory / "control/conffiles").read_text(),
            "/etc/bitcoin/bitcoin.conf\n/etc/bitcoin/wallet.conf\n",
        )
        run("md5sum", "--quiet", "--check", self.directory / "control/md5sums", directory=self.root)

    def test_unit_starts_a_node_that_tells_when_it_is_ready(self) -> None:
        """With the command of the unit, on regtest, in a place of the test's own."""
        unit = (self.root / "usr/lib/systemd/system/bitcoin-node.service").read_text().replace("\\\n", "")
        [command] = re.findall(r"^ExecStart=(.*)$", unit, flags=re.MULTILINE)
        data = self.directory / "data"
        data.mkdir()
        words = [
            word.replace("/usr/bin/", f"{self.root}/usr/bin/")
            .replace("/etc/bitcoin/", f"{self.root}/etc/bitcoin/")
            .replace("/var/lib/bitcoin", str(data))
            .replace("/run/bitcoin/", f"{self.directory}/run/")
            .replace("systemd-notify --", f"touch {self.directory}/said-")
            for word in shlex.split(command)
        ]
        node = subprocess.Popen([*words, "-regtest", "-rpcport=28444", "-listen=0"])
        try:
            cli = (self.root / "usr/bin/bitcoin-cli", "-regtest", f"-datadir={data}", "-rpcport=28444")
            run(*cli, "-rpcwait", "-rpcwaittimeout=60", "getblockchaininfo", directory=data)
            deadline = time.monotonic() + 60
            while not (self.directory / "said-ready").exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            self.assertTrue((self.directory / "said-ready").exists())
            # Wallets have a unit of their own.
            self.assertNotIn(self.root / "usr/bin/bitcoin-wallet", children(node.pid).values())
            self.assertTrue((self.directory / "run/wallet/node.sock").is_socket())
            run(*cli, "stop", directory=data)
            self.assertEqual(node.wait(timeout=60), 0)
            self.assertTrue((self.directory / "said-stopping").exists())
        finally:
            node.kill()
            node.wait()


class VerifiedTests(unittest.TestCase):
    """What contrib/verify-binaries says of a release that somebody has downloaded."""

    def test_accepts_what_is_listed_and_unchanged_alone(self) -> None:
        """And says which file it is about."""
        with tempfile.TemporaryDirectory() as name:
            release = Path(name)
            file, stranger = release / "release.tar.gz", release / "stranger"
            file.write_bytes(b"programs")
            stranger.write_bytes(b"programs")
            sums = release / "SHA256SUMS"
            sums.write_text(run("sha256sum", file.name, directory=release))

            def verify(path: Path) -> subprocess.CompletedProcess[str]:
                command = [CONTRIB / "verify-binaries", sums, path]
                return subprocess.run(command, capture_output=True, text=True, check=False)

            self.assertEqual((verify(file).returncode, verify(file).stdout), (0, f"{file}: good\n"))
            self.assertIn("does not list stranger", verify(stranger).stderr)
            self.assertNotEqual(verify(stranger).returncode, 0)
            file.write_bytes(b"other programs")
            self.assertIn(f"{file} has been changed", verify(file).stderr)
            self.assertNotEqual(verify(file).returncode, 0)


if __name__ == "__main__":
    CMAKE, BUILD = sys.argv[1], Path(sys.argv[2]).absolute()
    unittest.main(argv=sys.argv[:1], verbosity=2)
