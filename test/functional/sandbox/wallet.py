"""The wallet process keeps to its wallets, whatever it is made to try."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from framework import processes
from framework.inside import Inside
from framework.rpc import RPCError
from framework.scene import Scene, Skipped, equal
from framework.wait import wait_until

FEE_RATE = "-fallbackfee=0.0002"


def test_the_kernel_says_that_the_limits_are_in_force(scene: Scene) -> None:
    node = scene.confined()
    wallet = node.wallet_process().pid
    for pid in (node.pid, wallet):
        equal(processes.status(pid, "NoNewPrivs"), "1")
        equal(processes.status(pid, "Seccomp"), "2")
    limits = Path(f"/proc/{wallet}/limits").read_text()
    equal(
        next(line for line in limits.splitlines() if line.startswith("Max core file")).split()[4:6],
        ["0", "0"],
    )


def test_getsandboxinfo_tells_of_each_process(scene: Scene) -> None:
    node = scene.confined()
    answer = node.rpc.getsandboxinfo()
    equal(answer["mode"], "require")
    own, wallet = answer["processes"]
    equal((own["program"], own["pid"]), ("bitcoin-node", node.pid))
    equal((wallet["program"], wallet["pid"]), ("bitcoin-wallet", node.wallet_process().pid))
    assert own["no_new_privileges"] and wallet["no_new_privileges"]
    equal((wallet["core_dumps"], wallet["traceable"]), (False, False))
    equal(wallet["missing"], [])
    assert {"execve", "ptrace", "io_uring_setup"} <= set(wallet["system_calls"]["refused"])
    equal((wallet["system_calls"]["sockets"], wallet["system_calls"]["processes"]), ([], False))
    owned = [rule["path"] for rule in wallet["landlock"]["files"] if rule["access"] == "own"]
    equal(owned, [str(node.chain_dir / "wallets")])
    equal((wallet["landlock"]["listen_ports"], wallet["landlock"]["connect_ports"]), ([], []))


def test_calls_from_inside_the_wallet_fail(scene: Scene) -> None:
    node = scene.confined()
    node.rpc.createwallet("w")
    wallets = node.chain_dir / "wallets"
    inside = Inside(node.wallet_process().pid)
    tried = {
        f'open("{wallets}/w/wallet.dat", {os.O_RDONLY})': "ok",
        f'open("{wallets}/made", {os.O_WRONLY | os.O_CREAT}, 384)': "ok",
        f'open("{node.cookie}", {os.O_RDONLY})': "EACCES",
        f'open("{node.chain_dir}/blocks/blk00000.dat", {os.O_RDONLY})': "EACCES",
        f'open("{node.config_file}", {os.O_WRONLY})': "EACCES",
        f'open("{node.chain_dir}", {os.O_RDONLY | os.O_DIRECTORY})': "EACCES",
        f'open("/etc/passwd", {os.O_RDONLY})': "EACCES",
        f'open("/proc/{node.pid}/mem", {os.O_RDONLY})': "EACCES",
        f'open("/tmp/bitcoin-sandbox-test", {os.O_WRONLY | os.O_CREAT}, 384)': "EACCES",
        'symlink("/etc", "' + str(wallets / "link") + '")': "EACCES",
        "socket(1, 1, 0)": "EPERM",
        "socket(2, 1, 0)": "EPERM",
        "socket(10, 1, 0)": "EPERM",
        "socket(16, 3, 0)": "EPERM",
        'execv("/bin/true", 0)': "EPERM",
        "fork()": "EPERM",
        "unshare(268435456)": "EPERM",
        f"ptrace(16, {node.pid}, 0, 0)": "EPERM",
        f"process_vm_readv({node.pid}, 0, 0, 0, 0, 0)": "EPERM",
        f"kill({node.pid}, 0)": "EPERM",
        f"kill({os.getpid()}, 0)": "EPERM",
    }
    equal(dict(zip(tried, inside.calls(*tried), strict=True)), tried)
    # It goes on.
    equal(node.rpc.getwalletinfo()["walletname"], "w")


def test_the_same_calls_succeed_without_a_sandbox(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-sandbox=off")
    pid = node.wallet_process().pid
    equal((processes.status(pid, "NoNewPrivs"), processes.status(pid, "Seccomp")), ("0", "0"))
    calls = (f'open("{node.cookie}", {os.O_RDONLY})', "socket(2, 1, 0)", f"kill({node.pid}, 0)")
    equal(Inside(pid).calls(*calls), ["ok"] * 3)
    equal({process["mode"] for process in node.rpc.getsandboxinfo()["processes"]}, {"off"})


def trace(pid: int) -> str:
    """Tries to become the debugger of a process as a program of the same user without special rights."""
    script = (
        "import ctypes, sys\n"
        "c = ctypes.CDLL(None, use_errno=True)\n"
        "print(ctypes.get_errno() if c.ptrace(0x4206, int(sys.argv[1]), None, None) else 0)\n"
    )
    command = [sys.executable, "-c", script, str(pid)]
    if os.geteuid() == 0:
        command = ["setpriv", *WITHOUT_TRACING, *command]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


WITHOUT_TRACING = ("--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace")


def test_other_programs_of_the_user_cannot_look_into_the_wallet(scene: Scene) -> None:
    scene.needs_wallet_process()
    scene.needs_sandbox()
    node = scene.node()
    command = node.command("-sandbox=auto")
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            raise Skipped("there is no setpriv to take root's rights away")
        command = ["setpriv", *WITHOUT_TRACING, *command]
    node.launch(command=command)
    node.wait_ready()
    eperm = str(ctypes.c_int(1).value)
    if trace(node.pid) != "0":
        raise Skipped("this machine lets nobody trace another process")
    equal(trace(node.wallet_process().pid), eperm)


def test_walletnotify_is_run_by_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    out = scene.directory / "notified"
    node = scene.confined(f"-walletnotify=echo %s %w %h $PPID >> {out}")
    node.rpc.createwallet("it's")
    (block,) = node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
    text = wait_until("the command has run", lambda: out.exists() and out.read_text())
    (txid,) = node.rpc.getblock(block)["tx"]
    equal(text.splitlines()[0], f"{txid} it's 1 {node.pid}")


def test_what_a_command_names_is_open_to_the_wallet(scene: Scene) -> None:
    node = scene.confined(FEE_RATE)
    node.rpc.createwallet("w")
    address = node.wallet("w").getnewaddress()
    copy = scene.directory / "far" / "copy.dat"
    copy.parent.mkdir()
    node.wallet("w").backupwallet(str(copy))
    node.rpc.restorewallet("again", str(copy))
    assert node.wallet("again").getaddressinfo(address)["ismine"]
    # A wallet elsewhere, with all its files, and one behind a link.
    far = scene.directory / "extern" / "deep" / "far"
    node.rpc.createwallet(str(far))
    assert (far / "wallet.dat").exists()
    linked = node.chain_dir / "wallets" / "linked"
    (scene.directory / "target").mkdir()
    linked.symlink_to(scene.directory / "target")
    node.rpc.createwallet("linked")
    node.rpc.generatetoaddress(1, node.wallet("linked").getnewaddress())
    node.rpc.unloadwallet(str(far))
    node.stop()
    node.start("-sandbox=require", f"-wallet={far}")
    equal(node.rpc.listwallets(), [str(far)])
    node.wallet(str(far)).getnewaddress()
    # Nobody has named the copy this time.
    inside = Inside(node.wallet_process().pid)
    equal(inside.calls(f'open("{copy}", {os.O_RDONLY})'), ["EACCES"])


def test_a_wallet_that_was_lost_comes_back_into_its_sandbox(scene: Scene) -> None:
    node = scene.confined()
    node.rpc.createwallet("w")
    before = node.wallet_process().pid
    os.kill(before, 9)
    wait_until("another wallet process", lambda: node.wallet_process().pid != before)
    wait_until("its wallets", lambda: node.rpc.listwallets() == ["w"])
    equal(processes.status(node.wallet_process().pid, "Seccomp"), "2")


def test_an_attached_wallet_confines_itself(scene: Scene) -> None:
    scene.needs_wallet_process()
    scene.needs_sandbox()
    node = scene.started("-ipcbind=unix", "-disablewallet")
    other = scene.attached_wallet(node, f"-sandboxpath={scene.directory / 'copies'}")
    (scene.directory / "copies").mkdir(exist_ok=True)
    node.log.wait_for("Attached the wallets of another process", timeout=20)
    node.rpc.createwallet("w")
    _, wallet = node.rpc.getsandboxinfo()["processes"]
    equal((wallet["pid"], wallet["system_calls"]["sockets"]), (other.pid, ["unix"]))
    inside = Inside(other.pid)
    equal(inside.calls("socket(2, 1, 0)", f'open("{node.cookie}", 0)'), ["EPERM", "EACCES"])
    try:
        node.rpc.backupwallet(str(scene.directory / "elsewhere.dat"))
    except RPCError as error:
        assert not (scene.directory / "elsewhere.dat").exists(), error
        assert "-sandboxpath" in other._read("stdout"), "nobody was told what to do"
    else:
        raise AssertionError("a copy was written outside of the folders of the sandbox")
    other.signal(15)
    equal(other.wait_ended(timeout=20).code, 0)


#: A private key of nobody, as it is and as users write it (for test networks, with a compressed public key).
SCALAR = bytes.fromhex("c1b2a3" + "5e" * 26 + "9f8e7d")


def in_base58(content: bytes) -> str:
    """A private key as users write it, with its checksum."""
    whole = content + hashlib.sha256(hashlib.sha256(content).digest()).digest()[:4]
    number, text = int.from_bytes(whole, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + text
    return text


def test_a_key_is_in_locked_memory_alone_and_gone_when_its_wallet_is_locked(scene: Scene) -> None:
    if os.geteuid() != 0:
        raise Skipped("only root can look into the memory of a process that keeps its secrets")
    node = scene.confined()
    node.rpc.createwallet("w", passphrase="once upon a time")
    wallet = node.wallet("w")
    wallet.walletpassphrase("once upon a time", 600)
    written = in_base58(b"\xef" + SCALAR + b"\x01")
    descriptor = node.rpc.getdescriptorinfo(f"pkh({written})")
    (imported,) = wallet.importdescriptors(
        [{"desc": f"pkh({written})#{descriptor['checksum']}", "timestamp": "now"}]
    )
    assert imported["success"], imported
    (address,) = node.rpc.deriveaddresses(descriptor["descriptor"])
    signature = wallet.signmessage(address, "signed")
    assert node.rpc.verifymessage(address, signature, "signed")
    pid = node.wallet_process().pid
    for secret in (SCALAR, SCALAR[::-1]):
        found = processes.places_in_memory(pid, secret)
        equal([place for place in found if not place.is_secret], [])
    wallet.walletlock()
    equal(processes.places_in_memory(pid, SCALAR), [])
    # What is no secret can be found in this way.
    assert processes.places_in_memory(pid, b"wallet.dat")
