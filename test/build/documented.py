#!/usr/bin/env python3
"""Holds the documentation to its word: links lead somewhere, and its commands do what they are there for.

test/build/documented.py BUILD    (the build must be complete)

Commands of Bitcoin's programs are run, on regtest in a home of their own, and so is the Python client. Those
that build or test the project are what brought us here; their options and names are checked. A command of a
kind that this test does not know is a failure: whoever documents it says here how it is checked.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path("build")
SERVERS = {"bitcoin", "bitcoin-node", "bitcoind"}
# What pages call another machine (RFC 5737).
OTHER_MACHINE = "192.0.2.1"
# Pages whose indented lines are commands.
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "doc/build-unix.md",
    "doc/deployment.md",
    "doc/developer-notes.md",
    "doc/gui.md",
    "doc/multiprocess.md",
    "doc/sandbox.md",
    "depends/README.md",
)
# Words that stand for something that only the reader has.
PLACEHOLDER = re.compile(r"PATH\b|ADDRESS|/path/to/|HOST/|NAMES|…|<\w+>")
# A prompt may name the machine.
COMMAND = re.compile(r"^    (?:\w*\$ +)?((?:[A-Z_]+=\S+ )*[\w./-]+(?: .*)?)$")


def pages() -> list[Path]:
    """Every page of documentation that the project keeps."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split()]


def indented_blocks(text: str) -> Iterator[list[str]]:
    """The indented lines of a page, block by block, without what stands in fences."""
    block: list[str] = []
    fenced = False
    for line in [*text.splitlines(), ""]:
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("    ") and not fenced:
            block.append(line)
        elif block:
            yield block
            block = []


def documented_commands() -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Each command with the variables set before it and where it stands."""
    for page in PAGES:
        for block in indented_blocks((ROOT / page).read_text()):
            for line in block:
                match = COMMAND.match(line)
                if match is None or re.match(r"    \S+/ ", line) or re.match(r"    \S+ {3,}\w", line):
                    continue
                words = shlex.split(match[1], comments=True)
                variables: dict[str, str] = {}
                while words and re.match(r"[A-Z_]+=", words[0]):
                    name, value = words.pop(0).split("=", 1)
                    variables[name] = value
                if words:
                    yield f"{page}: {line.strip()}", variables, words


def fingerprint(word: str) -> str:
    """One for a machine that a page has only the name of."""
    return hashlib.sha256(word.encode()).hexdigest() if re.fullmatch(r"<\w+>", word) else word


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that serves until the block ends, which then must end in order."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=120)
        if process.returncode != 0:
            raise AssertionError(f"{command} ended with {process.returncode}: {errors.decode()}")
    finally:
        process.kill()
        process.wait()


class Documented(unittest.TestCase):
    """What the documentation says."""

    def setUp(self) -> None:
        """A home of its own, whose nodes meet nobody else's."""
        self.directory = tempfile.TemporaryDirectory(prefix="bitcoin-documented-")
        self.addCleanup(self.directory.cleanup)
        self.home = Path(self.directory.name)
        data = self.home / ".bitcoin"
        data.mkdir()
        port = 20000 + os.getpid() % 10000
        (data / "bitcoin.conf").write_text(f"[regtest]\nport={port}\nrpcport={port + 10000}\nlisten=0\n")
        binaries = BUILD / "bin"
        self.environment = {"PATH": f"{binaries}:/usr/bin:/bin", "HOME": str(self.home)}

    def run_cli(self, *words: str) -> str:
        """bitcoin-cli, waiting for its node."""
        result = subprocess.run(
            [BUILD / "bin/bitcoin-cli", "-rpcwait", "-rpcwaittimeout=120", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        self.assertEqual(result.returncode, 0, f"{words}: {result.stderr}")
        return result.stdout

    def find(self, word: str) -> str:
        """A program of ours, wherever the page expects it."""
        return str(BUILD / "bin" / Path(word).name)

    def test_links_lead_somewhere(self) -> None:
        """Of every page, to every file that it names."""
        missing = []
        for page in pages():
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
                if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                    missing.append(f"{page.relative_to(ROOT)}: {target}")
        self.assertEqual(missing, [])

    def test_commands(self) -> None:
        """Each is run, or what it is made of is checked."""
        count = 0
        for place, variables, words in documented_commands():
            if words[0] == "bitcoin-util":
                words = [fingerprint(word) for word in words]
            if any(PLACEHOLDER.search(word) for word in words):
                words = [word for word in words if not PLACEHOLDER.search(word)]
            with self.subTest(place):
                self.check(words, variables)
            count += 1
        self.assertGreater(count, 40)

    def check(self, words: list[str], variables: dict[str, str]) -> None:
        """Does with one command what its kind asks for."""
        name = Path(words[0]).name
        if any(OTHER_MACHINE in word for word in words):
            self.check_remote(words)
        elif name == "bitcoin-util":
            self.succeeds_at_home([self.find(name), *words[1:]])
        elif name in {"systemctl", "podman", "kubectl"}:
            self.check_service(words)
        elif words[:3] == ["bitcoin", "-m", "gui"]:
            self.check_windows(words)
        elif name in SERVERS:
            self.check_server(words)
        elif name == "bitcoin-cli":
            with running([self.find("bitcoin-node"), "-regtest", "-ipcbind=unix"], self.environment):
                self.run_cli(*words[1:])
        elif name == "bitcoin-wallet":
            self.check_wallet(words)
        elif name == "make":
            self.check_make(words)
        elif name == "cmake":
            self.check_cmake(words)
        elif name == "ctest":
            found = self.succeeds(["ctest", "--test-dir", str(BUILD), "-N", *words[3:]])
            self.assertRegex(found, r"Total Tests: [1-9]")
        elif name == "test_runner.py":
            self.succeeds([sys.executable, str(ROOT / "test/functional/test_runner.py"), "--list"])
            for option in (word for word in words if word.startswith("--")):
                self.assertIn(option, self.succeeds([words[0].removeprefix("build/"), "--help"]))
        elif words[0].startswith(("contrib/", "test/")):
            self.check_script(words)
        elif name == "swift":
            self.assertIn(words[1], {"build", "test"})
            self.assertLessEqual(set(variables), {"BITCOIN_PREFIX"})
        else:
            # Programs of the system, which are the reader's affair.
            self.assertIn(name, {"apt-get", "ps"})

    def succeeds(self, command: list[str]) -> str:
        """Runs a command in the source tree; returns what it prints."""
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
        self.assertEqual(result.returncode, 0, f"{command}: {result.stdout}{result.stderr}")
        return result.stdout

    def succeeds_at_home(self, command: list[str]) -> str:
        """Runs a command with the test's own home; returns what it prints."""
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        self.assertEqual(result.returncode, 0, f"{command}: {result.stdout}{result.stderr}")
        return result.stdout

    def check_remote(self, words: list[str]) -> None:
        """With this machine in the place of the other: it listens; or it says that nobody is there."""
        own = [self.find("bitcoin-util"), "-regtest", "ipckey"]
        self.succeeds_at_home(own)
        port = 40000 + os.getpid() % 10000
        words = [re.sub(rf"{OTHER_MACHINE}:\d+", f"127.0.0.1:{port},tls", word) for word in words]
        command = [self.find(words[0]), "-regtest", *words[1:]]
        if words[0] in SERVERS:
            with running(command, self.environment):
                info = self.run_cli("-regtest", "-noipcconnect", "getipcinfo")
                self.assertIn(f"tcp:127.0.0.1:{port},tls", info)
        elif "ipcrelay" in words:
            path = self.home / "relay.sock"
            command = [str(path) if word.endswith(".sock") else word for word in command]
            relay = subprocess.Popen(command, env=self.environment)
            try:
                deadline = time.monotonic() + 60
                while not path.is_socket():
                    self.assertIsNone(relay.poll(), "the relay ended")
                    self.assertLess(time.monotonic(), deadline, "the relay does not listen")
                    time.sleep(0.1)
            finally:
                relay.kill()
                relay.wait()
        else:
            refused = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
            )
            self.assertIn("Connection refused", refused.stderr)

    def check_service(self, words: list[str]) -> None:
        """The units and files that it names are there; the services themselves are not, here."""
        for word in words[1:]:
            if word.startswith("bitcoin-") and words[0] == "systemctl":
                self.assertTrue((ROOT / f"contrib/init/{word}.service").exists(), word)
            if word.startswith("contrib/"):
                self.assertTrue((ROOT / word).exists(), word)
        if "--" in words:
            inside = words[words.index("--") + 1 :]
            manifest = (ROOT / "contrib/kubernetes/node.yaml").read_text().replace('"', "").replace(",", "")
            self.assertIn(" ".join(inside), manifest)

    def check_server(self, words: list[str]) -> None:
        """It starts, answers and ends."""
        with running([self.find(words[0]), *words[1:]], self.environment):
            arguments = [word for word in words if word.startswith("-ipcbind=unix:")]
            self.assertEqual(self.run_cli("-regtest", "-noipcconnect", "getblockcount"), "0\n")
            for argument in arguments:
                # What the address grants comes after its path.
                path = argument.partition(":")[2].partition(",")[0]
                self.assertTrue((self.home / ".bitcoin/regtest" / path).is_socket())

    def check_windows(self, words: list[str]) -> None:
        """They open on a node, their own or one that runs, which answers; and end when told to."""
        if not (BUILD / "bin/bitcoin-gui").exists():
            return
        # Of the networks this one alone needs no peers.
        command = [self.find(words[0]), *words[1:3], "-regtest"]
        command += [word for word in words[3:] if word != "-signet"]
        environment = {**self.environment, "QT_QPA_PLATFORM": "offscreen"}
        if not any(word.startswith("-ipcconnect") for word in words):
            with running(command, environment):
                self.assertEqual(self.run_cli("-regtest", "getblockcount"), "0\n")
            return
        with running([self.find("bitcoin-node"), "-regtest", "-ipcbind=unix"], self.environment):
            self.run_cli("-regtest", "getblockcount")
            with running(command, environment) as windows:
                deadline = time.monotonic() + 60
                while not json.loads(self.run_cli("-regtest", "-noipcconnect", "getipcinfo"))["connections"]:
                    self.assertIsNone(windows.poll(), "bitcoin-gui ended")
                    self.assertLess(time.monotonic(), deadline, "bitcoin-gui does not connect")
                    time.sleep(0.2)

    def check_wallet(self, words: list[str]) -> None:
        """It attaches to a node that runs without one, or answers by itself, and ends when told to."""
        if "-noipcconnect" in words:
            [port] = [word for word in words if word.startswith("-rpcport=")]
            with running([self.find(words[0]), *words[1:]], self.environment):
                own = ("-regtest", "-noipcconnect", port, "-rpccookiefile=wallet.cookie")
                self.assertEqual(self.run_cli(*own, "listwallets"), "[\n]\n")
            return
        node = [self.find("bitcoin-node"), "-regtest", "-ipcbind=unix", "-disablewallet"]
        with running(node, self.environment):
            self.run_cli("-regtest", "getblockcount")
            with running([self.find(words[0]), *words[1:]], self.environment) as wallet:
                deadline = time.monotonic() + 120
                while "listwallets" not in self.run_cli("-regtest", "help"):
                    self.assertIsNone(wallet.poll(), "bitcoin-wallet ended")
                    self.assertLess(time.monotonic(), deadline, "bitcoin-wallet does not register")
                    time.sleep(0.2)

    def check_make(self, words: list[str]) -> None:
        """depends knows the options."""
        options = [word for word in words[3:] if not word.startswith("BASE_CACHE")]
        if "HOST=aarch64-linux-gnu" in options:
            options.remove("HOST=aarch64-linux-gnu")
            self.assertTrue((ROOT / "depends/hosts/aarch64-linux-gnu.mk").exists())
        self.assertIn("host=", self.succeeds(["make", "-s", "-C", "depends", "print-host", *options]))

    def check_cmake(self, words: list[str]) -> None:
        """Its options are those of the project."""
        known = (ROOT / "cmake/Options.cmake").read_text() + (BUILD / "CMakeCache.txt").read_text()
        for option in (word for word in words if word.startswith("-D")):
            self.assertIn(option[2:].split("=")[0], known)
        self.assertTrue(set(words) & {"-B", "--build", "--install", "--preset"}, words)

    def check_script(self, words: list[str]) -> None:
        """It is there, can be run, and says that it takes these options."""
        script = ROOT / words[0]
        self.assertTrue(os.access(script, os.X_OK), f"{script} cannot be run")
        text = script.read_text()
        text += "".join(path.read_text() for path in sorted((ROOT / "contrib/coresuite").glob("*.py")))
        for option in (word for word in words if word.startswith("--")):
            self.assertIn(option, text)

    def test_python_client(self) -> None:
        """The client of multiprocess.md gets its echo."""
        if importlib.util.find_spec("capnp") is None:
            self.skipTest("pycapnp is not installed")
        [client] = re.findall(r"```python\n(.*?)```", (ROOT / "doc/multiprocess.md").read_text(), re.S)
        socket = self.home / ".bitcoin/regtest/node.sock"
        client = client.replace('"node.sock"', f'"{socket}"')
        with running([self.find("bitcoin-node"), "-regtest", "-ipcbind=unix"], self.environment):
            self.run_cli("-regtest", "getblockcount")
            self.assertEqual(self.succeeds([sys.executable, "-c", client]), "hello\n")

    def test_presets(self) -> None:
        """Those that build-unix.md names are the ones that there are."""
        listed = self.succeeds(["cmake", "--list-presets"])
        paragraph = (ROOT / "doc/build-unix.md").read_text().partition("CMakePresets.json` has")[2]
        names = re.findall(r"`(?:cmake --preset )?([a-z]+)`", paragraph.partition("\n\n")[0])
        self.assertGreater(len(names), 3)
        for name in names:
            self.assertIn(f'"{name}"', listed)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "bin/bitcoin-node").exists():
        print("skipped: usage: documented.py BUILD, with bitcoin-node in it")
        sys.exit(77)
    BUILD = Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
