"""The windows see neither blocks nor keys, whatever they are made to try, and their users miss nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

from framework import processes
from framework.inside import Inside
from framework.scene import Scene, Skipped, equal
from framework.wait import wait_until
from framework.windows import Windows

READ, MAKE = os.O_RDONLY, os.O_WRONLY | os.O_CREAT


def confined(scene: Scene, *options: str) -> Windows:
    """The windows as everyone has them, on a kernel that has everything."""
    scene.needs_sandbox()
    windows = Windows.with_own_node(scene, *options)
    windows.wait_for("createFirst")
    return windows


def node_of(windows: Windows) -> int:
    """The node that the windows have started."""
    return windows.child("bitcoin-node").pid


def test_calls_from_inside_the_windows(scene: Scene) -> None:
    node = scene.node()
    rich = node.datadir / "wallets" / "rich"
    rich.mkdir(parents=True)
    (rich / "wallet.dat").write_bytes(b"keys of the main network")
    scene.needs_sandbox()
    windows = Windows(scene, node)
    windows.wait_for("createFirst")
    windows.make_wallet("w")
    pid, top = windows.process.pid, node.chain_dir
    started = {processes.executable(p.pid).name for p in processes.descendants(pid)}
    assert {"bitcoin-node", "bitcoin-wallet"} <= started, started
    wallet = windows.child("bitcoin-wallet").pid
    tried = {
        f'open("{top}/wallets/w/wallet.dat", {READ})': "EACCES",
        f'open("/proc/self/root{top}/wallets/w/wallet.dat", {READ})': "EACCES",
        f'open("/proc/{wallet}/root{top}/wallets/w/wallet.dat", {READ})': "EACCES",
        f'open("{rich}/wallet.dat", {READ})': "EACCES",
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
        f'open("{scene.directory}/.config/made", {MAKE}, 384)': "ok",
        "socket(1, 1, 0)": "ok",
    }
    equal(dict(zip(tried, Inside(pid).calls(*tried), strict=True)), tried)
    # Everything goes on.
    windows.receive("after")
    windows.quit()
    assert not (top / "gui.sock").exists()


def test_a_node_that_the_windows_start_is_shut_out_of_the_wallets(scene: Scene) -> None:
    windows = confined(scene, "-sandbox=require")
    windows.make_wallet("w")
    pid, top = node_of(windows), windows.node.chain_dir
    tried = {
        f'open("{top}/wallets/w/wallet.dat", {READ})': "EACCES",
        f'open("{top}/wallets/made", {MAKE}, 384)': "EACCES",
        f'unlink("{top}/wallets/w/wallet.dat")': "EACCES",
        'execv("/bin/true", 0)': "EPERM",
        "fork()": "EPERM",
        f'open("{top}/blocks/blk00000.dat", {os.O_RDWR})': "ok",
    }
    equal(dict(zip(tried, Inside(pid).calls(*tried), strict=True)), tried)
    own = windows.node.rpc.getsandboxinfo()["processes"][0]
    equal(own["landlock"]["closed_folders"], [str((top / "wallets").resolve())])
    # It saves its files, and starts the wallet process anew, as one does that its user has started.
    windows.node.rpc.savemempool()
    wallet = windows.child("bitcoin-wallet").pid
    os.kill(wallet, signal.SIGKILL)
    wait_until("the wallet", lambda: windows.child("bitcoin-wallet").pid != wallet)
    windows.wait_for("overviewPage")
    # Another one in the place of a node that was killed has the same limits.
    os.kill(pid, signal.SIGKILL)
    windows.wait_text("stateTitle", "The node has stopped")
    windows.click("reconnect")
    windows.wait_for("overviewPage", timeout=60)
    call = f'open("{top}/wallets/w/wallet.dat", {READ})'
    equal(Inside(node_of(windows)).calls(call), ["EACCES"])
    windows.quit()


def test_files_are_saved_in_the_home_itself(scene: Scene) -> None:
    scene.needs_sandbox()
    # As with most users: the data directory is in the home, and the home is where files are saved.
    windows = Windows.with_wallet(scene, "-sandbox=require", blocks=1)
    home = scene.directory
    # Made while the program runs, so that no rule is about it.
    later = home / "later"
    later.mkdir()
    for folder in (home, later):
        windows.click("actionTransactions")
        windows.click("exportTable")
        windows.pick_file(folder / "history.csv")
        wait_until("the file", lambda folder=folder: "Mined" in read(folder / "history.csv"))
        windows.click("actionBackupWallet")
        windows.pick_file(folder / "copy.dat")
        windows.answer()
        assert (folder / "copy.dat").read_bytes().startswith(b"SQLite format 3")
        # Whoever saves for the windows is replaced, as with a node.
        program = windows.process.pid
        servants = {p.pid for p in processes.descendants(program) if p.name == "gui-driver"}
        equal(len(servants), 2)
        os.kill(min(servants), signal.SIGKILL)
        wait_until(
            "another one",
            lambda known=servants, program=program: any(
                p.name == "gui-driver" and p.pid not in known for p in processes.descendants(program)
            ),
        )
    # A dialog of Qt's own makes folders as well.
    windows.click("actionBackupWallet")
    windows.wait_for("", "files")
    windows.enter("fileNameEdit", str(home), "files")
    windows.accept("files")
    for name, is_made in (("missing/fresh", False), ("fresh", True)):
        windows.click("newFolderButton", "files")
        windows.wait_for("", "newFolder")
        windows.enter("name", name, "newFolder")
        windows.accept("newFolder")
        if not is_made:
            windows.wait_for("", "message")
            assert "could not be made" in str(windows.text("", "message"))
            windows.close("message")
    windows.pick_file(Path("copy.dat"))
    windows.answer(says=str(home / "fresh" / "copy.dat"))
    windows.click("actionReceive")
    windows.enter("receivePage/label", "code")
    windows.click("receivePage/create")
    windows.wait_for("", "receiveRequest")
    windows.click("save", "receiveRequest")
    windows.pick_file(home / "code.png")
    picture = home / "code.png"
    wait_until("the picture", lambda: picture.exists() and picture.read_bytes().endswith(b"IEND\xaeB`\x82"))
    windows.click("close", "receiveRequest")
    windows.quit()


def read(path: Path) -> str:
    """The text of a file; empty where there is none."""
    return path.read_text() if path.exists() else ""


def test_wallets_among_the_files_of_the_node_are_closed_to_the_windows(scene: Scene) -> None:
    windows = confined(scene)
    windows.make_wallet("w")
    windows.quit()
    top = windows.node.chain_dir
    shutil.move(top / "wallets" / "w", top / "w")
    (top / "wallets").rmdir()
    # With require the node would not start.
    windows = Windows(scene, windows.node, "-fallbackfee=0.0001", "-sandbox=auto")
    windows.wait_for("overviewPage")
    windows.make_wallet("later")
    wait_until("the wallet", lambda: "later" in windows.node.rpc.listwallets())
    calls = (f'open("{top}/w/wallet.dat", {READ})', f'open("{top}/later/wallet.dat", {READ})')
    equal(Inside(windows.process.pid).calls(*calls), ["EACCES", "EACCES"])
    windows.quit()


def test_the_sandbox_can_be_switched_off(scene: Scene) -> None:
    if os.environ.get("BITCOIN_TEST_SANDBOX"):
        raise Skipped("the sandbox is as the runner says")
    windows = Windows.with_own_node(scene, "-sandbox=off")
    windows.wait_for("createFirst")
    windows.make_wallet("w")
    calls = (f'open("{windows.node.chain_dir}/wallets/w/wallet.dat", {READ})',)
    equal(Inside(windows.process.pid).calls(*calls), ["ok"])
    equal(json.loads((windows.node.chain_dir / "settings.json").read_text())["wallet"], ["w"])
    windows.quit()
