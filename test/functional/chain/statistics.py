"""Figures about blocks and coins, and proofs of transactions."""

from __future__ import annotations

import json

from framework.scene import Scene, equal, refused

KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"


def test_getblockstats_counts_as_upstream_does(scene: Scene) -> None:
    vectors = json.loads(scene.test_data("vectors/core/rpc_getblockstats.json").read_text())
    node = scene.node()
    node.start(f"-mocktime={vectors['mocktime']}")
    for block in vectors["blocks"][1:]:
        equal(node.rpc.submitblock(block), None)
    for expected in vectors["stats"]:
        equal(node.rpc.getblockstats(expected["height"]), expected)
        equal(node.rpc.getblockstats(expected["blockhash"]), expected)
        chosen = node.rpc.getblockstats(expected["height"], ["txs", "avgfee", "txs"])
        equal(chosen, {"avgfee": expected["avgfee"], "txs": expected["txs"]})
    genesis = node.rpc.getblockstats(0)
    equal((genesis["utxo_increase"], genesis["utxo_increase_actual"]), (1, 0))
    equal((genesis["utxo_size_inc"], genesis["utxo_size_inc_actual"]), (116, 0))
    with refused(-8, "Target block height 104 after current tip 103"):
        node.rpc.getblockstats(104)
    with refused(-8, "Target block height -1 is negative"):
        node.rpc.getblockstats(-1)
    with refused(-8, "Invalid selected statistic 'asdf'"):
        node.rpc.getblockstats(1, ["minfee", "asdf"])
    with refused(-5, "Block not found"):
        node.rpc.getblockstats("00" * 32)
    with refused(-8, "hash_or_height must be of length 64 (not 2, for '00')"):
        node.rpc.getblockstats("00")


def test_gettxoutsetinfo_with_each_hash(scene: Scene) -> None:
    rpc = scene.started().rpc
    empty = rpc.gettxoutsetinfo()
    equal((empty["height"], empty["txouts"], empty["transactions"]), (0, 0, 0))
    equal(empty["hash_serialized_3"], "56944c5d3f98413ef45cf54545538103cc9f298e0575820ad3591376e2e0f65d")
    equal(
        rpc.gettxoutsetinfo("muhash")["muhash"],
        "dd5ad2a105c2d29495f577245c357409002329b9f4d6182c0af3dc2f462555c8",
    )
    rpc.generatetodescriptor(3, f"pk({KEY})")
    plain = rpc.gettxoutsetinfo("none")
    equal((plain["height"], plain["bestblock"]), (3, rpc.getbestblockhash()))
    equal((plain["txouts"], plain["transactions"], plain["total_amount"]), (3, 3, 150))
    # Outpoint, height, amount, length, and the script of a key.
    equal(plain["bogosize"], 3 * (32 + 4 + 4 + 8 + 2 + 35))
    assert "hash_serialized_3" not in plain and "muhash" not in plain
    before = rpc.gettxoutsetinfo("muhash")["muhash"]
    assert before != rpc.gettxoutsetinfo()["hash_serialized_3"]
    [last] = rpc.generatetodescriptor(1, "raw(51)")
    assert before != rpc.gettxoutsetinfo("muhash")["muhash"]
    rpc.invalidateblock(last)
    equal(rpc.gettxoutsetinfo("muhash")["muhash"], before)
    with refused(-8, "'foo hash' is not a valid hash_type"):
        rpc.gettxoutsetinfo("foo hash")
    with refused(-8, "Querying specific block heights requires coinstatsindex"):
        rpc.gettxoutsetinfo("muhash", 1)


def test_proofs_hold_for_the_transactions_that_they_were_made_for(scene: Scene) -> None:
    rpc = scene.started().rpc
    [first, *_] = rpc.generatetodescriptor(2, "raw(51)")
    [txid] = rpc.getblock(first)["tx"]
    proof = rpc.gettxoutproof([txid])
    equal(proof, rpc.gettxoutproof([txid], first))
    equal(proof[:160], rpc.getblockheader(first, False))
    equal(rpc.verifytxoutproof(proof), [txid])
    # Another hash is proved for another root.
    equal(rpc.verifytxoutproof(proof[: 80 * 2 + 8] + "01" + "00" * 32 + "0101"), [])
    rpc.invalidateblock(first)
    with refused(-5, "Block not found in chain"):
        rpc.verifytxoutproof(proof)
    with refused(-5, "Transaction not yet in block"):
        rpc.gettxoutproof([txid])
    equal(rpc.gettxoutproof([txid], first), proof)


def test_bad_proofs_are_refused(scene: Scene) -> None:
    rpc = scene.started().rpc
    [block] = rpc.generatetodescriptor(1, "raw(51)")
    [txid] = rpc.getblock(block)["tx"]
    with refused(-8, "Parameter 'txids' cannot be empty"):
        rpc.gettxoutproof([])
    with refused(-8, "Invalid parameter, duplicated txid"):
        rpc.gettxoutproof([txid, txid])
    with refused(-8, "txid must be of length 64"):
        rpc.gettxoutproof(["00"])
    with refused(-5, "Block not found"):
        rpc.gettxoutproof([txid], "00" * 32)
    with refused(-5, "Not all transactions found in specified or retrieved block"):
        rpc.gettxoutproof(["00" * 32], block)
    made = rpc.generateblock("raw(52)", [], False)
    equal(rpc.submitheader(made["hex"][:160]), None)
    with refused(-1, "Block not available (not fully downloaded)"):
        rpc.gettxoutproof([txid], made["hash"])
    with refused(-8, "proof must be hexadecimal string (not 'zz')"):
        rpc.verifytxoutproof("zz")
    with refused(-1, "end of data"):
        rpc.verifytxoutproof("00")


def test_missing_block_files_are_told_of(scene: Scene) -> None:
    node = scene.started()
    [block] = node.rpc.generatetodescriptor(1, "raw(51)")
    node.rpc.gettxoutsetinfo()  # writes everything to disk
    path = node.chain_dir / "blocks" / "blk00000.dat"
    path.rename(path.with_suffix(".moved"))
    for call in (node.rpc.getblock, node.rpc.getblockstats):
        with refused(-1, "Block not found on disk"):
            call(block)
    path.with_suffix(".moved").rename(path)
    equal(node.rpc.getblock(block)["height"], 1)


def test_getchainstates_and_getdifficulty_tell_of_the_tip(scene: Scene) -> None:
    rpc = scene.started().rpc
    rpc.generatetodescriptor(2, "raw(51)")
    states = rpc.getchainstates()
    equal(states["headers"], 2)
    [state] = states["chainstates"]
    equal((state["blocks"], state["bestblockhash"]), (2, rpc.getbestblockhash()))
    equal((state["bits"], state["validated"]), ("207fffff", True))
    assert "snapshot_blockhash" not in state
    equal(state["difficulty"], rpc.getdifficulty())
    equal(rpc.getdifficulty(), rpc.getblockchaininfo()["difficulty"])
