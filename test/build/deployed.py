#!/usr/bin/env python3
"""Tests what contrib/ has for servers: systemd units, manifests for Kubernetes, the container image.

test/build/deployed.py BUILD    (the build must be complete)

There is no systemd and no cluster here. What is checked: that the units and manifests are well-formed by the
tools and schemas of those who define them, that no unit scores worse than it does now, and that the
commands in both, run by hand as the users and with the keys that they name, make parts that find each other.
"""

from __future__ import annotations

import base64
import importlib.util
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

CONTRIB = Path(__file__).resolve().parents[2] / "contrib"
BUILD = Path("build")
#: What `systemd-analyze security` says at most, in tenths.
SCORES = {"bitcoin-node": 15, "bitcoin-wallet": 5, "bitcoin-relay": 12}
#: The users in the tests, by the names of the units'; what matters is that they differ.
USERS = {"bitcoin": 61001, "bitcoin-wallet": 61002, "bitcoin-relay": 61003}
GROUPS = {**USERS, "bitcoin-mining": 61011, "bitcoin-control": 61012}


def program(name: str) -> str:
    """A program of the build."""
    return str(BUILD / "bin" / name)


class Parts(unittest.TestCase):
    """Parts that run until the test ends."""

    def setUp(self) -> None:
        """A folder that every user may enter."""
        self.directory = Path(tempfile.mkdtemp(prefix="bitcoin-deployed-"))
        self.directory.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        """Starts a program."""
        output = (self.directory / "output").open("ab")
        process = subprocess.Popen(command, stdout=output, stderr=output, **options)
        output.close()
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait(self, what: str, probe: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        """Waits until something is so, while a program runs."""
        deadline = time.monotonic() + 60
        while not probe():
            self.assertIsNone(process.poll(), f"ended: {self.output()}")
            self.assertLess(time.monotonic(), deadline, f"{what}: {self.output()}")
            time.sleep(0.1)

    def output(self) -> str:
        """What all programs have said."""
        return (self.directory / "output").read_text()[-4000:]


def setting(unit: str, name: str) -> str:
    """The value of a setting."""
    text = (CONTRIB / "init" / f"{unit}.service").read_text().replace("\\\n", "")
    [value] = re.findall(rf"^{name}=(.*)$", text, flags=re.MULTILINE)
    return str(value)


class Units(Parts):
    """contrib/init."""

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_units_are_well_formed(self) -> None:
        """By systemd's own judgement, with the programs where the build has them."""
        for unit in SCORES:
            text = (CONTRIB / "init" / f"{unit}.service").read_text()
            copy = self.directory / f"{unit}.service"
            copy.write_text(text.replace("ExecStart=/usr/bin/", f"ExecStart={BUILD}/bin/"))
        units = sorted(str(path) for path in self.directory.glob("*.service"))
        verified = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
        )
        complaints = [line for line in verified.stderr.splitlines() if "bitcoin" in line]
        self.assertEqual((verified.returncode, complaints), (0, []))

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_units_are_confined(self) -> None:
        """None scores worse than it did."""
        for unit, score in SCORES.items():
            path = CONTRIB / "init" / f"{unit}.service"
            found = subprocess.run(
                ["systemd-analyze", "security", "--offline=true", f"--threshold={score}", path],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(found.returncode, 0, f"{unit}: {found.stdout.splitlines()[-1:]} {found.stderr}")

    def test_each_part_has_a_user_of_its_own(self) -> None:
        """Which is among those that the package makes."""
        users = [setting(unit, "User") for unit in SCORES]
        self.assertEqual(len(set(users)), len(users))
        made = re.findall(r"^u (\S+) ", (CONTRIB / "init/bitcoin.sysusers").read_text(), flags=re.MULTILINE)
        self.assertEqual(set(users), set(made))

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv"), "only root can be other users")
    def test_parts_of_different_users_work_together(self) -> None:
        """With the commands of the units and the folders of the tmpfiles, on regtest."""
        folders = (CONTRIB / "init/bitcoin.tmpfiles").read_text()
        for path, mode, user, group in re.findall(r"^d (\S+) (\d+) (\S+) (\S+)", folders, flags=re.MULTILINE):
            self.folder(path, int(mode, 8), USERS[user], GROUPS[group])
        for unit in ("bitcoin-node", "bitcoin-wallet"):
            user = USERS[setting(unit, "User")]
            self.folder(f"/var/lib/{setting(unit, 'StateDirectory')}", 0o700, user, user)
        self.folder("/etc/bitcoin", 0o755, 0, 0)
        for name in ("bitcoin.conf", "wallet.conf"):
            (self.directory / "etc/bitcoin" / name).write_text("regtest=1\n[regtest]\nlisten=0\nserver=0\n")
        copies = self.directory / "usr/bin"
        copies.mkdir(parents=True)
        for name in ("bitcoin", "bitcoin-node", "bitcoin-wallet", "bitcoin-cli"):
            shutil.copy(program(name), copies / name)
        self.start(self.unit_command("bitcoin-node"))
        control = self.directory / "run/bitcoin/control/node.sock"
        node = self.start(["sleep", "1000"])
        self.wait("the node answers", lambda: self.call(control, 0, "uptime").returncode == 0, node)
        wallet = self.start(self.unit_command("bitcoin-wallet"))
        self.wait("wallets", lambda: self.call(control, 0, "listwallets").returncode == 0, wallet)
        created = self.call(control, GROUPS["bitcoin-control"], "createwallet", "w")
        self.assertEqual(created.returncode, 0, created.stderr)
        self.assertEqual(list((self.directory / "var/lib/bitcoin").rglob("wallet.dat")), [])
        self.assertEqual(len(list((self.directory / "var/lib/bitcoin-wallet").rglob("wallet.dat"))), 1)
        # Whoever may mine reaches nothing else.
        miner = GROUPS["bitcoin-mining"]
        mining = self.directory / "run/bitcoin/mining/node.sock"
        self.assertIn("does not grant rpc", self.call(mining, miner, "uptime").stderr)
        for other in ("control", "wallet"):
            path = self.directory / f"run/bitcoin/{other}/node.sock"
            self.assertNotEqual(self.call(path, miner, "uptime").returncode, 0)
            self.assertNotIn("does not grant", self.call(path, miner, "uptime").stderr)
        self.assertEqual(self.call(control, 0, "stop").returncode, 0)

    def folder(self, path: str, mode: int, user: int, group: int) -> None:
        """Makes a folder of the system in the test's own."""
        folder = self.directory / path.lstrip("/")
        folder.mkdir(parents=True)
        folder.chmod(mode)
        os.chown(folder, user, group)

    def as_user(self, user: int, command: list[str], *groups: int) -> list[str]:
        """A command that another user runs."""
        further = f"--groups={','.join(map(str, groups))}" if groups else "--clear-groups"
        return ["setpriv", f"--reuid={user}", f"--regid={user}", further, "--no-new-privs", *command]

    def unit_command(self, unit: str) -> list[str]:
        """What a unit starts, in the test's own place."""
        words = shlex.split(setting(unit, "ExecStart"))
        places = re.compile(r"(?<![\w.])(/usr/bin/|/etc/bitcoin/|/var/lib/|/run/bitcoin/)")
        words = [places.sub(rf"{self.directory}\1", word) for word in words]
        words = [word for word in words if "systemd-notify" not in word]
        return self.as_user(USERS[setting(unit, "User")], words)

    def call(self, socket: Path, group: int, *words: str) -> subprocess.CompletedProcess[str]:
        """bitcoin-cli at a socket: as root, or as somebody in a group."""
        client = str(self.directory / "usr/bin/bitcoin-cli")
        command = [client, f"-datadir={self.directory}", "-regtest", f"-ipcconnect=unix:{socket}", *words]
        if group:
            command = self.as_user(61099, command, group)
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def documents(name: str) -> list[dict[str, Any]]:
    """What a manifest has."""
    import yaml

    return list(yaml.safe_load_all((CONTRIB / "kubernetes" / name).read_text()))


def container(name: str, kind: str, which: str) -> dict[str, Any]:
    """A container of a manifest."""
    [pod] = [part["spec"]["template"]["spec"] for part in documents(name) if part["kind"] == kind]
    [found] = [part for part in pod["containers"] + pod.get("initContainers", []) if part["name"] == which]
    return dict(found)


@unittest.skipUnless(
    importlib.util.find_spec("yaml"), "PyYAML is not installed (contrib/setup --tests does it)"
)
class Pods(Parts):
    """contrib/kubernetes."""

    def make_keys(self) -> Path:
        """Keys for all pods."""
        keys = self.directory / "keys"
        environment = {**os.environ, "BITCOIN_UTIL": program("bitcoin-util")}
        subprocess.run([CONTRIB / "kubernetes/make-keys", keys], env=environment, check=True, timeout=60)
        return keys

    @unittest.skipUnless(
        importlib.util.find_spec("kubernetes_validate"), "kubernetes-validate is not installed"
    )
    def test_manifests_are_what_the_published_schemas_allow(self) -> None:
        """Those of the Kubernetes project, in the strict reading that knows no further fields."""
        import kubernetes_validate
        import yaml

        version = kubernetes_validate.latest_version()
        parts = list(yaml.safe_load_all((self.make_keys() / "keys.yaml").read_text()))
        kustomization = documents("kustomization.yaml")[0]
        for name in kustomization["resources"]:
            parts += documents(name)
        self.assertGreater(len(parts), 9)
        for part in parts:
            kubernetes_validate.validate(part, version, strict=True)
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate({**parts[-1], "specification": {}}, version, strict=True)

    def test_pods_ask_for_no_rights(self) -> None:
        """What the profile `restricted` of Kubernetes forbids is not there, and more."""
        for name in ("node.yaml", "wallet.yaml", "mining.yaml"):
            for part in documents(name):
                if "template" not in part["spec"]:
                    continue
                pod = part["spec"]["template"]["spec"]
                self.assertFalse(pod["automountServiceAccountToken"])
                self.assertTrue(pod["securityContext"]["runAsNonRoot"])
                self.assertEqual(pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
                for one in pod["containers"] + pod.get("initContainers", []):
                    self.assertEqual(
                        one["securityContext"],
                        {
                            "allowPrivilegeEscalation": False,
                            "readOnlyRootFilesystem": True,
                            "capabilities": {"drop": ["ALL"]},
                        },
                    )
                    self.assertIn("memory", one["resources"]["limits"])

    def test_pods_of_the_manifests_work_together_over_tls(self) -> None:
        """Their commands, with the keys of their secrets, on regtest and on this machine."""
        keys = self.make_keys()
        secrets = {one["metadata"]["name"]: one for one in self.secrets(keys)}
        sockets = self.directory / "run"
        sockets.mkdir()
        port = 20000 + os.getpid() % 20000

        def command(name: str, kind: str, which: str) -> list[str]:
            part = container(name, kind, which)
            secret = f"{name.removesuffix('.yaml')}"
            data = self.directory / secret
            folder = data / "regtest/ipc"
            if not folder.exists():
                folder.mkdir(parents=True)
                for file, text in secrets[f"bitcoin-{secret}-keys"]["data"].items():
                    (folder / file).write_bytes(base64.b64decode(text))
                    (folder / file).chmod(0o440)
            words = [
                word.replace("=/data", f"={data}")
                .replace("/run/bitcoin/", f"{sockets}/{secret}-")
                .replace("tcp:0.0.0.0:8330", f"tcp:0.0.0.0:{port}")
                # A name, as in the cluster, and of an address that nothing goes to in the clear.
                .replace("tcp:bitcoin-node:8330", f"tcp:localhost:{port},tls")
                for word in part["args"]
            ]
            return [program(words[0]), "-regtest", *words[1:]]

        control = f"-ipcconnect=unix:{sockets}/node-control.sock"

        def call(*words: str, where: str = control) -> subprocess.CompletedProcess[str]:
            client = [program("bitcoin-cli"), "-regtest", f"-datadir={self.directory}", where, *words]
            return subprocess.run(client, capture_output=True, text=True, check=False, timeout=60)

        node = self.start([*command("node.yaml", "StatefulSet", "node"), "-listen=0"])
        self.wait("the node answers", lambda: call("uptime").returncode == 0, node)
        wallet = self.start(command("wallet.yaml", "StatefulSet", "wallet"))
        self.wait("wallets", lambda: call("listwallets").returncode == 0, wallet)
        self.assertEqual(call("createwallet", "w").returncode, 0)
        self.assertEqual(list((self.directory / "node").rglob("wallet.dat")), [])
        relay = self.start(command("mining.yaml", "Deployment", "relay"))
        socket = sockets / "mining-node.sock"
        self.wait("the relay listens", socket.exists, relay)
        refused = call("uptime", where=f"-ipcconnect=unix:{socket}")
        self.assertIn("does not grant rpc", refused.stderr)
        users = {one["user"]: one for one in json.loads(call("getipcinfo").stdout)["connections"]}
        self.assertEqual((users["wallet"]["transport"], users["wallet"]["grants"]), ("tls", ["wallet"]))
        self.assertEqual(call("stop").returncode, 0)
        self.assertEqual(node.wait(timeout=60), 0)

    def secrets(self, keys: Path) -> list[dict[str, Any]]:
        """What the cluster gets."""
        import yaml

        self.assertEqual((keys / "keys.yaml").stat().st_mode & 0o077, 0)
        return list(yaml.safe_load_all((keys / "keys.yaml").read_text()))

    def test_what_manifests_refer_to_is_there(self) -> None:
        """Secrets, ports and labels have the same names everywhere."""
        text = {path.name: path.read_text() for path in (CONTRIB / "kubernetes").glob("*.yaml")}
        for part in ("node", "wallet", "mining"):
            self.assertIn(f"secretName: bitcoin-{part}-keys", text[f"{part}.yaml"])
            self.assertIn(f"app.kubernetes.io/name: bitcoin-{part}", text[f"{part}.yaml"])
        listed = set(documents("kustomization.yaml")[0]["resources"])
        self.assertEqual(listed | {"kustomization.yaml"}, set(text))


class Image(unittest.TestCase):
    """contrib/container."""

    def test_is_built_from_a_release(self) -> None:
        """Where there is something that builds images and gets at the base."""
        builder = next((name for name in ("podman", "buildah", "docker") if shutil.which(name)), None)
        archives = list((BUILD / "release").glob("bitcoin-*.tar.gz"))
        if builder is None or not archives:
            self.skipTest("no podman, buildah or docker, or no archive of contrib/release")
        if subprocess.run([builder, "info"], capture_output=True, timeout=60, check=False).returncode != 0:
            self.skipTest(f"{builder} does not work here")
        file = CONTRIB / "container/Containerfile"
        command = [builder, "build", "-f", str(file), "-t", "bitcoin-multiprocess", str(BUILD / "release")]
        built = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if "debian:bookworm-slim" in built.stderr and built.returncode != 0:
            self.skipTest("the base image cannot be had")
        self.assertEqual(built.returncode, 0, built.stderr)

    @unittest.skipUnless(importlib.util.find_spec("yaml"), "PyYAML is not installed")
    def test_has_what_the_manifests_count_on(self) -> None:
        """The ports, the place for data, and a user that is not root."""
        text = (CONTRIB / "container/Containerfile").read_text()
        node = container("node.yaml", "StatefulSet", "node")
        ports = {str(port["containerPort"]) for port in node["ports"]}
        [exposed] = re.findall(r"^EXPOSE (.*)$", text, flags=re.MULTILINE)
        self.assertEqual(set(exposed.split()), ports)
        [volume] = re.findall(r"^VOLUME (.*)$", text, flags=re.MULTILINE)
        self.assertIn(volume, {mount["mountPath"] for mount in node["volumeMounts"]})
        [user] = re.findall(r"^USER (\d+):", text, flags=re.MULTILINE)
        self.assertGreater(int(user), 0)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "bin/bitcoin-node").exists():
        print("skipped: usage: deployed.py BUILD, with bitcoin-node in it")
        sys.exit(77)
    BUILD = Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
