"""-txindex, -blockfilterindex, -coinstatsindex and -txospenderindex: what they answer, and how they live."""

from __future__ import annotations

import csv
import http.client
import io
import lzma
import random
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from framework.chaindata import BlockRun, mainnet, regtest
from framework.node import Node
from framework.scene import Scene, equal, refused
from framework.wait import wait_until

ALL = ("-txindex", "-blockfilterindex", "-coinstatsindex", "-txospenderindex")
NAMES = ["txindex", "coinstatsindex", "txospenderindex", "basic block filter index"]
#: OP_TRUE behind a witness script hash: anybody can spend it.
ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"


def wait_built(node: Node, height: int, count: int = len(NAMES)) -> None:
    """Waits until all indexes are at a height."""

    def built() -> bool:
        states = node.rpc.getindexinfo().values()
        return len(states) == count and all(
            state == {"synced": True, "best_block_height": height} for state in states
        )

    wait_until(f"all indexes are at {height}", built, timeout=120)


def load(scene: Scene, run: BlockRun, *options: str, chain: str = "regtest") -> Node:
    """A node that has read the run and indexed it."""
    node = scene.node(chain=chain)
    node.start(f"-loadblock={run.file}", *ALL, *options)
    wait_until("all blocks are read", lambda: node.rpc.getblockcount() == run.height, timeout=120)
    wait_built(node, run.height)
    return node


def check_against_oracle(scene: Scene, node: Node, oracle: str, every: int = 1) -> None:
    """At every height what Bitcoin Core once answered."""
    table = lzma.decompress(scene.test_data(f"block-runs/{oracle}.csv.xz").read_bytes()).decode()
    rows = [row for row in csv.reader(io.StringIO(table)) if row and row[0].isdigit()]
    for row in [*rows[::every], rows[-1]]:
        height, block = int(row[0]), row[1]
        info = node.rpc.gettxoutsetinfo("muhash", height)
        equal(
            (info["height"], info["bestblock"], info["txouts"], info["muhash"]),
            (height, block, int(row[4]), row[7]),
        )
        equal((Decimal(str(info["total_amount"])), height), (Decimal(row[5]), height))
        equal((Decimal(str(info["total_unspendable_amount"])), height), (Decimal(row[6]), height))
        equal(node.rpc.getblockfilter(block)["header"], row[8])


def test_answer_as_the_oracle_at_every_height(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run)
    equal(list(node.rpc.getindexinfo()), NAMES)
    check_against_oracle(scene, node, "oracle_regtest_kernel_0_206")
    counted = node.rpc.gettxoutsetinfo("muhash", None, False)
    indexed = node.rpc.gettxoutsetinfo("muhash")
    equal(
        {key: indexed[key] for key in counted if key in indexed},
        {key: counted[key] for key in counted if key in indexed},
    )


def test_transactions_are_found_without_their_block(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run)
    spends = 0
    for height in range(1, run.height + 1):
        block = node.rpc.getblock(run.hashes[height], 3)
        for transaction in block["tx"]:
            found = node.rpc.getrawtransaction(transaction["txid"], 2)
            equal(found["blockhash"], run.hashes[height])
            equal(found["confirmations"], run.height - height + 1)
            assert "in_active_chain" not in found
            for key in ("hash", "hex", "vin", "vout", "size", "locktime"):
                equal(found[key], transaction[key])
            if "coinbase" not in transaction["vin"][0]:
                equal(found["fee"], transaction["fee"])
                spends += 1
    assert spends > 0, "the run has transactions besides coinbases"
    with refused(
        -5, "No such mempool or blockchain transaction. Use gettransaction for wallet transactions."
    ):
        node.rpc.getrawtransaction("00" * 32)
    node.restart()
    with refused(-5, "No such mempool transaction. Use -txindex or provide a block hash to enable"):
        node.rpc.getrawtransaction("00" * 32)


def test_scanblocks_finds_the_blocks_of_scripts(scene: Scene) -> None:
    node = scene.node()
    node.start("-blockfilterindex")
    node.rpc.generatetoaddress(20, ADDRESS)
    mine = node.rpc.generatetodescriptor(3, "raw(5152)")
    node.rpc.generatetoaddress(20, ADDRESS)
    found = node.rpc.scanblocks("start", ["raw(5152)"])
    equal(
        (found["from_height"], found["to_height"], found["completed"]),
        (0, 43, True),
    )
    assert set(mine) <= set(found["relevant_blocks"])
    exact = node.rpc.scanblocks("start", ["raw(5152)"], 1, 43, "basic", {"filter_false_positives": True})
    equal(exact["relevant_blocks"], mine)
    equal(node.rpc.scanblocks("start", ["raw(5152)"], 24)["relevant_blocks"], [])
    equal(node.rpc.scanblocks("status"), None)
    equal(node.rpc.scanblocks("abort"), False)
    with refused(-1, "Invalid start_height"):
        node.rpc.scanblocks("start", ["raw(5152)"], 44)
    with refused(-1, "Invalid stop_height"):
        node.rpc.scanblocks("start", ["raw(5152)"], 10, 9)
    with refused(-5, "Unknown filtertype"):
        node.rpc.scanblocks("start", ["raw(5152)"], 0, 10, "extended")
    with refused(-8, "Invalid action 'go'"):
        node.rpc.scanblocks("go")


def test_are_built_in_the_background_and_survive_restarts(scene: Scene) -> None:
    run = regtest(scene)
    node = scene.node()
    node.start(f"-loadblock={run.file}")
    wait_until("all blocks are read", lambda: node.rpc.getblockcount() == run.height)
    equal(node.rpc.getindexinfo(), {})
    with refused(-1, "Index is not enabled for filtertype basic"):
        node.rpc.getblockfilter(run.tip)
    with refused(-8, "Querying specific block heights requires coinstatsindex"):
        node.rpc.gettxoutsetinfo("none", 5)
    node.stop()
    with node.log.expecting(*(f"{name} is enabled at height {run.height}" for name in NAMES)):
        node.start(*ALL)
        wait_built(node, run.height)
    node.restart(*ALL)
    wait_built(node, run.height)
    check_against_oracle(scene, node, "oracle_regtest_kernel_0_206", every=20)
    for rebuild in ("-reindex-chainstate", "-reindex"):
        node.restart(*ALL, rebuild)
        wait_built(node, run.height)
        check_against_oracle(scene, node, "oracle_regtest_kernel_0_206", every=50)


def test_are_right_after_kills_at_any_instant(scene: Scene) -> None:
    """Each round its own chain on top, killed while blocks, coins and indexes are being written."""
    node = scene.node()
    randomness = random.Random(20261121)
    for round_number in range(6):
        node.start(*ALL, "-checklevel=4", "-checkblocks=0", timeout=120)
        write_until(node, time.monotonic() + randomness.uniform(0.2, 1.5), round_number + 1, randomness)
    node.start(*ALL, "-checklevel=4", "-checkblocks=0", timeout=120)
    height = node.rpc.getblockcount()
    assert height > 20, "the rounds have to get somewhere"
    wait_built(node, height)
    kept = answers(node)
    equal(node.rpc.verifychain(4, 0), True)
    blocks = [node.rpc.getblock(node.rpc.getblockhash(each), 0) for each in range(1, height + 1)]
    coins = node.rpc.gettxoutsetinfo("muhash", None, False)["muhash"]
    node.stop()

    # Built anew over the same chain the indexes say the same.
    shutil.rmtree(node.chain_dir / "indexes")
    node.start(*ALL)
    wait_built(node, height)
    equal(answers(node), kept)

    # A node that was never interrupted has the same coins.
    other = scene.started()
    for block in blocks:
        equal(other.rpc.submitblock(block), None)
    equal(other.rpc.gettxoutsetinfo("muhash")["muhash"], coins)


def write_until(node: Node, deadline: float, number: int, randomness: random.Random) -> None:
    """Has blocks made, and some left again, until the node is killed at the deadline."""
    client = node.new_client()

    def write() -> None:
        try:
            while True:
                client.generatetodescriptor(2, f"raw(51{number:02x})")
                if randomness.random() < 0.3:
                    client.invalidateblock(client.getbestblockhash())
                    client.generatetodescriptor(2, f"raw(52{number:02x})")
                # Counting coins has all changes written first.
                client.gettxoutsetinfo("none", None, False)
        except (OSError, http.client.HTTPException):
            # The node is gone.
            return

    with ThreadPoolExecutor(max_workers=1) as executor:
        writing = executor.submit(write)
        time.sleep(max(0.0, deadline - time.monotonic()))
        assert not writing.done(), "the node was to be killed while it writes"
        node.signal(signal.SIGKILL)
        node.wait_ended()
        writing.result(timeout=60)


def answers(node: Node) -> list[object]:
    """All that the indexes say of the best chain."""
    result: list[object] = []
    for height in range(node.rpc.getblockcount() + 1):
        block = node.rpc.getblockhash(height)
        result.append((node.rpc.gettxoutsetinfo("muhash", height), node.rpc.getblockfilter(block)))
    return result


def test_refuse_what_does_not_go_together(scene: Scene) -> None:
    node = scene.node()
    for index in ("txindex", "txospenderindex"):
        equal(node.start_error("-prune=1", f"-{index}"), f"Error: Prune mode is incompatible with -{index}.")
    equal(
        node.start_error("-blockfilterindex=extended"),
        "Error: Unknown -blockfilterindex value extended.",
    )
    equal(
        node.start_error("-peerblockfilters"),
        "Error: Cannot set -peerblockfilters without -blockfilterindex.",
    )


def test_say_so_if_the_blocks_they_need_were_pruned(scene: Scene) -> None:
    node = scene.node()
    node.start("-fastprune", "-prune=1")
    node.rpc.generatetoaddress(900, ADDRESS)
    assert node.rpc.pruneblockchain(500) > 0
    node.stop()
    message = node.start_error("-fastprune", "-prune=1", "-coinstatsindex")
    equal(
        message.splitlines(),
        [
            "Error: coinstatsindex best block of the index goes beyond pruned data (including undo data). "
            "Please disable the index or reindex (which will download the whole blockchain again)",
            "Error: A fatal internal error occurred, see debug.log for details: Failed to start indexes, "
            "shutting down…",
        ],
    )


def test_go_to_bitcoin_core_and_back(scene: Scene) -> None:
    core = scene.reference(chain="main")
    run = mainnet(scene)
    ours = load(scene, run, chain="main")
    check_against_oracle(scene, ours, "oracle_mainnet_0_4521", every=10)
    ours.stop(stderr=None)
    move(ours, core)
    core.start(*ALL)
    wait_built(core, run.height)
    equal(core.log.find("corrupted|Syncing"), [])
    check_against_oracle(scene, core, "oracle_mainnet_0_4521", every=10)
    for height in range(1, run.height, 97):
        for txid in core.rpc.getblock(run.hashes[height])["tx"]:
            equal(core.rpc.getrawtransaction(txid, 1)["blockhash"], run.hashes[height])
    core.stop(stderr=None)
    move(core, ours)
    ours.start(*ALL)
    wait_built(ours, run.height)
    check_against_oracle(scene, ours, "oracle_mainnet_0_4521", every=10)
    ours.stop(stderr=None)


def move(old: Node, new: Node) -> None:
    """Hands the chain's folders from one node to another."""
    for name in ("blocks", "chainstate", "indexes"):
        shutil.rmtree(new.chain_dir / name, ignore_errors=True)
        shutil.move(old.chain_dir / name, new.chain_dir / name)
