"""The windows see neither blocks nor keys, whatever they are made to try."""

from __future__ import annotations

import os
from pathlib import Path

from framework import processes
from framework.inside import Inside
from framework.kernel import lack_of_sandbox
from framework.scene import Scene, Skipped, equal
from framework.windows import Windows

READ, MAKE = os.O_RDONLY, os.O_WRONLY | os.O_CREAT


def test_calls_from_inside_the_windows(scene: Scene) -> None:
    if lack := lack_of_sandbox():
        raise Skipped(lack)
    windows = Windows.with_own_node(scene, "-sandbox=require")
    windows.wait_for("createFirst")
    windows.make_wallet("w")
    pid = windows.process.pid
    top = windows.node.chain_dir
    started = {processes.executable(p.pid).name for p in processes.descendants(pid)}
    assert {"bitcoin-node", "bitcoin-wallet"} <= started, started
    wallet = next(p for p in processes.descendants(pid) if p.name == "bitcoin-wallet").pid
    tried = {
        f'open("{top}/wallets/w/wallet.dat", {READ})': "EACCES",
        f'open("{top}/wallets/made", {MAKE}, 384)': "EACCES",
        f'unlink("{top}/wallets/w/wallet.dat")': "EACCES",
        f'rename("{top}/wallets", "/tmp/taken")': "EACCES",
        f'open("{top}/blocks/blk00000.dat", {READ})': "EACCES",
        f'open("{top}/chainstate/CURRENT", {READ})': "EACCES",
        f'open("{top}/made", {MAKE}, 384)': "EACCES",
        f'open("/proc/{wallet}/mem", {READ})': "EACCES",
        'execv("/bin/true", 0)': "EPERM",
        "fork()": "EPERM",
        f"ptrace(16, {wallet}, 0, 0)": "EPERM",
        # What a desktop and its user have is there.
        f'open("{scene.directory}", {READ | os.O_DIRECTORY})': "ok",
        'open("/usr/share/fonts", 0)': "ok" if Path("/usr/share/fonts").exists() else "ENOENT",
        "socket(1, 1, 0)": "ok",
    }
    equal(dict(zip(tried, Inside(pid).calls(*tried), strict=True)), tried)
    # Everything goes on.
    windows.receive("after")
    windows.quit()
