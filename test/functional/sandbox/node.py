"""The node keeps out of the folder of wallets, whatever it is made to try, and does all else as ever."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
from pathlib import Path

from framework import processes
from framework.inside import Inside
from framework.node import Node
from framework.scene import Scene, equal
from framework.wait import wait_until

ANYONE = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
READ, MAKE = os.O_RDONLY, os.O_WRONLY | os.O_CREAT


def steward(node: Node) -> processes.Process:
    """The process that does for the node what is denied to it."""

    return next(p for p in processes.descendants(node.pid) if p.pid == stewards(node)[0])


def test_calls_from_inside_the_node_do_not_reach_the_wallets(scene: Scene) -> None:
    node = scene.confined()
    node.rpc.createwallet("w")
    top, wallets, wallet = node.chain_dir, node.chain_dir / "wallets", node.wallet_process().pid
    servant = steward(node).pid
    tried = {
        f'open("{wallets}/w/wallet.dat", {READ})': "EACCES",
        f'open("{wallets}/w/wallet.dat", {os.O_WRONLY})': "EACCES",
        f'open("{wallets}", {READ | os.O_DIRECTORY})': "EACCES",
        f'open("{top}/./blocks/../wallets/w/wallet.dat", {READ})': "EACCES",
        f'open("/proc/self/root{wallets}/w/wallet.dat", {READ})': "EACCES",
        f'open("/proc/{servant}/root{wallets}/w/wallet.dat", {READ})': "EACCES",
        f'open("/proc/{wallet}/mem", {READ})': "EACCES",
        f'open("/proc/{servant}/mem", {READ})': "EACCES",
        f'open("{wallets}/made", {MAKE}, 384)': "EACCES",
        f'mkdir("{wallets}/made", 448)': "EACCES",
        f'truncate("{wallets}/w/wallet.dat", 0)': "EACCES",
        f'unlink("{wallets}/w/wallet.dat")': "EACCES",
        f'rename("{wallets}/w/wallet.dat", "{top}/blocks/taken")': "EACCES",
        f'link("{wallets}/w/wallet.dat", "{top}/blocks/taken")': "EXDEV",
        f'rename("{wallets}", "{top}/blocks/taken")': "EACCES",
        f'symlink("{wallets}", "{top}/blocks/link")': "EACCES",
        'execv("/bin/true", 0)': "EPERM",
        "fork()": "EPERM",
        f"ptrace(16, {wallet}, 0, 0)": "EPERM",
        f"process_vm_readv({wallet}, 0, 0, 0, 0, 0)": "EPERM",
        "unshare(268435456)": "EPERM",
        f'mount("{wallets}", "{top}/blocks", 0, 4096, 0)': "EPERM",
        # What is its own.
        f'open("{top}/blocks/blk00000.dat", {os.O_RDWR})': "ok",
        f'open("{top}/blocks/made", {MAKE}, 384)': "ok",
        'open("/etc/passwd", 0)': "ok",
        "socket(2, 1, 0)": "ok",
    }
    equal(dict(zip(tried, Inside(node.pid).calls(*tried), strict=True)), tried)
    # Everything goes on.
    node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
    equal(node.rpc.getwalletinfo()["walletname"], "w")


def test_the_same_calls_succeed_without_a_sandbox(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-sandbox=off")
    node.rpc.createwallet("w")
    wallets = node.chain_dir / "wallets"
    calls = (f'open("{wallets}/w/wallet.dat", {READ})', f'open("{wallets}/made", {MAKE}, 384)')
    equal(Inside(node.pid).calls(*calls), ["ok", "ok"])
    equal([p.name for p in processes.descendants(node.pid)], ["bitcoin-wallet"])


def test_getsandboxinfo_tells_what_is_closed_to_the_node(scene: Scene) -> None:
    node = scene.confined()
    own = node.rpc.getsandboxinfo()["processes"][0]
    equal(own["landlock"]["closed_folders"], [str((node.chain_dir / "wallets").resolve())])
    equal((own["system_calls"]["processes"], own["missing"]), (False, []))


def test_a_folder_of_wallets_elsewhere_is_closed_too(scene: Scene) -> None:
    elsewhere = scene.directory / "elsewhere" / "keys"
    elsewhere.mkdir(parents=True)
    node = scene.confined(f"-walletdir={elsewhere}")
    node.rpc.createwallet("w")
    calls = (f'open("{elsewhere}/w/wallet.dat", {READ})', f'open("{elsewhere.parent}/made", {MAKE}, 384)')
    equal(Inside(node.pid).calls(*calls), ["EACCES", "EACCES"])
    # Beside it, what a user names is written all the same.
    path = elsewhere.parent / "coins.dat"
    node.rpc.generatetoaddress(1, ANYONE)
    equal(node.rpc.dumptxoutset(str(path), "latest")["path"], str(path))
    assert path.exists()


def test_wallets_of_other_networks_are_closed_too(scene: Scene) -> None:
    scene.needs_wallet_process()
    scene.needs_sandbox()
    node = scene.node()
    main, other = node.datadir / "wallets" / "rich", node.datadir / "signet" / "old"
    for folder in (main, other):
        folder.mkdir(parents=True)
        (folder / "wallet.dat").write_bytes(b"keys")
    (node.datadir / "signet" / "peers.dat").write_bytes(b"")
    node.start("-sandbox=require")
    tried = {
        f'open("{main}/wallet.dat", {READ})': "EACCES",
        f'open("{other}/wallet.dat", {READ})': "EACCES",
        f'open("{node.datadir}/signet/peers.dat", {READ})': "ok",
    }
    equal(dict(zip(tried, Inside(node.pid).calls(*tried), strict=True)), tried)


def test_wallets_among_the_files_of_the_node_cannot_be_kept_from_it(scene: Scene) -> None:
    node = scene.confined()
    node.rpc.createwallet("w")
    node.stop()
    wallets = node.chain_dir / "wallets"
    shutil.move(wallets / "w", node.chain_dir / "w")
    wallets.rmdir()
    error = node.start_error("-sandbox=require")
    assert "keeping the wallets from the node" in error, error
    node.start("-sandbox=auto")
    assert "closed_folders" not in node.rpc.getsandboxinfo()["processes"][0]["landlock"]
    node.rpc.loadwallet("w")


def test_a_data_directory_without_wallets_gets_a_folder_for_them(scene: Scene) -> None:
    node = scene.confined()
    node.stop()
    (node.chain_dir / "wallets").rmdir()
    node.start("-sandbox=require")
    node.rpc.createwallet("w")
    assert (node.chain_dir / "wallets" / "w" / "wallet.dat").exists()


def test_files_are_written_wherever_the_user_says(scene: Scene) -> None:
    far = scene.directory / "far"
    far.mkdir()
    options = (
        f"-debuglogfile={far}/log",
        f"-pid={far}/pid",
        f"-rpccookiefile={node_cookie(scene)}",
        f"-ipcbind=unix:{far}/n.sock",
        "-persistmempool=1",
    )
    node = scene.confined(*options)
    equal((far / "pid").read_text().strip(), str(node.pid))
    equal(node.rpc.savemempool()["filename"], str(node.chain_dir / "mempool.dat"))
    node.rpc.setban("192.0.2.1", "add")
    # Files are replaced in the folder on whose way the wallets are, again and again.
    for _ in range(3):
        node.rpc.savemempool()
        node.rpc.setban("192.0.2.2", "add")
        node.rpc.setban("192.0.2.2", "remove")
    node.rpc.createwallet("w", load_on_startup=True)
    equal(json.loads((node.chain_dir / "settings.json").read_text())["wallet"], ["w"])
    # A log that is rotated away begins anew.
    (far / "log").rename(far / "log.1")
    os.kill(node.pid, signal.SIGHUP)
    # It is the next line that begins it.
    wait_until("a new log", lambda: node.rpc.generatetoaddress(1, ANYONE) and (far / "log").exists())
    # An earlier state of the coins takes a database beside.
    fresh = scene.directory / "later"
    fresh.mkdir()
    answer = node.rpc.dumptxoutset(str(fresh / "coins"), "rollback", rollback=1)
    equal(answer["base_height"], 1)
    node.stop()
    for name in ("pid", "n.sock"):
        assert not (far / name).exists(), name
    for name in ("peers.dat", "mempool.dat", "banlist.json", "fee_estimates.dat"):
        assert (node.chain_dir / name).exists(), name
    equal([path.name for path in node.chain_dir.glob(".spare*")], [])
    node.start("-sandbox=require", *options)
    equal(node.rpc.listwallets(), ["w"])
    equal([ban["address"] for ban in node.rpc.listbanned()], ["192.0.2.1/32"])


def node_cookie(scene: Scene) -> Path:
    """Where the framework looks for the cookie, as an absolute path."""
    return scene.directory / "node0" / "regtest" / ".cookie"


def test_indexes_get_their_folders(scene: Scene) -> None:
    node = scene.confined("-txindex", "-coinstatsindex", "-blockfilterindex")
    node.rpc.generatetoaddress(3, ANYONE)
    wait_until(
        "indexes", lambda: all(each["best_block_height"] == 3 for each in node.rpc.getindexinfo().values())
    )
    assert (node.chain_dir / "indexes" / "txindex").is_dir()
    node.stop()
    node.start("-sandbox=require", "-reindex", "-txindex")
    wait_until("the blocks", lambda: node.rpc.getblockcount() == 3)


def test_a_pipe_that_is_made_later_can_be_written(scene: Scene) -> None:
    node = scene.confined()
    node.rpc.generatetoaddress(1, ANYONE)
    pipe = node.datadir / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        node.rpc.dumptxoutset(str(pipe), "latest")
        equal(os.read(reader, 5), b"utxo\xff")
    finally:
        os.close(reader)


def test_commands_of_the_user_run_outside_of_the_sandbox_of_the_node(scene: Scene) -> None:
    out = scene.directory / "told"
    tell = f"ls {{wallets}} >> {out} && echo %s $PPID >> {out}"
    wallets = scene.directory / "node0" / "regtest" / "wallets"
    node = scene.confined("-blocknotify=" + tell.format(wallets=wallets), f"-startupnotify=echo up >> {out}")
    (block,) = node.rpc.generatetoaddress(1, ANYONE)
    wait_until("the command", lambda: out.exists() and f"{block} {node.pid}" in out.read_text())
    assert "up" in out.read_text().split()
    # Nothing is left of it.
    wait_until(
        "its end",
        lambda: {p.name for p in processes.descendants(node.pid)} == {"bitcoin-node", "bitcoin-wallet"},
    )


def test_the_steward_goes_with_its_node(scene: Scene) -> None:
    node = scene.confined()
    servant = steward(node)
    # What a terminal or a service manager sends to all of them is for the node.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(servant.pid, number)
    node.rpc.savemempool()
    os.kill(node.pid, signal.SIGKILL)
    node.wait_ended()
    wait_until("the end of the steward", lambda: processes.look(servant.pid) is None)


def stewards(node: Node) -> list[int]:
    """The process that does for the node what is denied to it, and the one that waits for its end.

    The older one does the work.
    """

    def both() -> list[int]:
        found = [p.pid for p in processes.descendants(node.pid) if p.name == "bitcoin-node"]
        return sorted(found) if len(found) == 2 else []

    return wait_until("two stewards", both)


def has_dead_children(node: Node) -> bool:
    """Whether a child of the node has ended and nobody has asked for its end."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if (state, int(parent)) == ("Z", node.pid):
                    return True
    return False


def test_a_steward_that_ends_is_replaced(scene: Scene) -> None:
    node = scene.confined()
    for turn in range(4):
        before = stewards(node)
        # The one that works and the one that waits in turns.
        os.kill(before[turn % 2], signal.SIGKILL)
        node.log.wait_for("A steward of the sandbox has ended")
        wait_until("another steward", lambda before=before: set(stewards(node)) != set(before))
        (node.chain_dir / "mempool.dat").unlink(missing_ok=True)
        node.rpc.savemempool()
        assert (node.chain_dir / "mempool.dat").exists()
    assert not has_dead_children(node)
    # Those that came later can do all that the first ones could.
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGKILL)
    wait_until("another wallet process", lambda: node.wallet_process().pid != wallet.pid)
    node.rpc.createwallet("w", load_on_startup=True)
    assert json.loads((node.chain_dir / "settings.json").read_text())["wallet"] == ["w"]
    left = stewards(node)
    node.stop()
    assert not [pid for pid in left if processes.look(pid)]
    equal([path.name for path in node.chain_dir.glob(".spare*")], [])


def test_a_steward_that_is_stopped_holds_up_neither_the_node_nor_its_end(scene: Scene) -> None:
    node = scene.confined()
    first, second = stewards(node)
    for pid in (first, second):
        os.kill(pid, signal.SIGSTOP)
    os.kill(node.pid, signal.SIGKILL)
    node.wait_ended()
    wait_until("their end", lambda: not any(processes.look(pid) for pid in (first, second)))
    node.start("-sandbox=require")
    worker, _ = stewards(node)
    os.kill(worker, signal.SIGSTOP)
    (node.chain_dir / "mempool.dat").unlink(missing_ok=True)
    node.rpc.savemempool()
    assert (node.chain_dir / "mempool.dat").exists()
    wait_until("another steward", lambda: worker not in stewards(node))
    os.kill(stewards(node)[0], signal.SIGSTOP)
    node.stop(timeout=90)
    equal([path.name for path in node.chain_dir.glob(".spare*")], [])


def test_a_node_without_stewards_says_what_it_cannot_do_and_goes_on(scene: Scene) -> None:
    node = scene.confined()
    found = stewards(node)
    # Both at once, as far as the node can see.
    os.kill(node.pid, signal.SIGSTOP)
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    os.kill(node.pid, signal.SIGCONT)
    node.log.wait_for("The sandbox has lost its stewards")
    node.rpc.generatetoaddress(1, ANYONE)
    equal(node.rpc.getblockcount(), 1)
    equal(Inside(node.pid).calls(f'open("{node.chain_dir}/wallets", {READ | os.O_DIRECTORY})'), ["EACCES"])
