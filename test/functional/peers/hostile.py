"""Peers that mean no good, in between an honest one: the node goes on, and they cost it only their share."""

from __future__ import annotations

import os
import time
from pathlib import Path

from framework import processes
from framework.hostilepeers import HostilePeers, silent
from framework.node import Node
from framework.scene import Scene
from framework.wait import wait_until

#: Anybody may spend it: OP_TRUE in a witness script.
ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
BLOCKS = 300
#: How many there are: BITCOIN_HOSTILE_PEERS=500 for the whole crowd.
COUNT = int(os.environ.get("BITCOIN_HOSTILE_PEERS", "48"))


def peak_megabytes(node: Node) -> float:
    """The most memory that the node has taken so far."""
    return int(processes.status(node.pid, "VmHWM").split()[0]) / 1024


def cpu_seconds(node: Node) -> float:
    """The time that processors have spent on the node."""
    times = Path(f"/proc/{node.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def test_an_honest_sync_ends_among_hostile_peers(scene: Scene) -> None:
    source = scene.started()
    source.rpc.generatetoaddress(BLOCKS, ADDRESS)
    node = scene.started(f"-maxconnections={COUNT + 50}", "-debug=0")
    before = peak_megabytes(node)
    with HostilePeers(node.p2p_port, COUNT) as hostile:
        wait_until("most of them are there", lambda: node.rpc.getconnectioncount() > COUNT / 2, timeout=60)
        started, cpu = time.monotonic(), cpu_seconds(node)
        node.rpc.addnode(f"127.0.0.1:{source.p2p_port}", "onetry")
        wait_until(
            "the honest chain is there",
            lambda: node.rpc.getbestblockhash() == source.rpc.getbestblockhash(),
            timeout=240,
            interval=0.2,
        )
        seconds = time.monotonic() - started
        print(
            f"{len(node.rpc.getpeerinfo())} of {COUNT} peers, {BLOCKS} blocks in {seconds:.1f} s, "
            f"{cpu_seconds(node) - cpu:.1f} s of CPU, {peak_megabytes(node) - before:.0f} MB more, "
            f"{hostile.sent >> 20} MB hostile, hung up on: {dict(hostile.refused)}"
        )
        # Who says nothing wrong may stay; who breaks the protocol must go.
        assert {"malformed", "oversized"} & set(hostile.refused), hostile.refused
        # What waits for each is bounded by -maxreceivebuffer and -maxsendbuffer, 6 MB; few use it up.
        grown = peak_megabytes(node) - before
        assert grown < 150 + 2 * COUNT, f"{grown:.0f} MB more"
    # Whatever they have left behind takes no more time.
    wait_until("they are gone", lambda: node.rpc.getconnectioncount() <= 1, timeout=60)
    cpu = cpu_seconds(node)
    time.sleep(2)
    assert cpu_seconds(node) - cpu < 1, "the node is busy with nobody"


def test_silent_peers_cost_almost_nothing(scene: Scene) -> None:
    node = scene.started(f"-maxconnections={COUNT + 50}")
    before = peak_megabytes(node)
    with HostilePeers(node.p2p_port, COUNT, kinds=(silent,)):
        wait_until("all of them are there", lambda: node.rpc.getconnectioncount() == COUNT, timeout=60)
        time.sleep(1)
        cpu = cpu_seconds(node)
        time.sleep(3)
        used = cpu_seconds(node) - cpu
        assert used < 1, f"{used:.2f} s of CPU in 3 s"
        grown = peak_megabytes(node) - before
        assert grown < 50 + COUNT / 5, f"{grown:.0f} MB more"
