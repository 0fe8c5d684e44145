"""What the commands about the chain say of the genesis block of each network."""

from __future__ import annotations

from framework.scene import Scene, equal, refused

GENESIS = {
    "regtest": "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
    "signet": "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
    "testnet4": "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
    "main": "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
}
GENESIS_COINBASE = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"


def check_genesis(scene: Scene, chain: str) -> None:
    node = scene.node(chain=chain)
    node.start()
    info = node.rpc.getblockchaininfo()
    equal((info["chain"], info["blocks"], info["bestblockhash"]), (chain, 0, GENESIS[chain]))
    equal(node.rpc.getblockhash(0), GENESIS[chain])
    node.stop(stderr=None)  # it may warn of too little space for a whole chain


def test_main_starts_from_its_genesis(scene: Scene) -> None:
    check_genesis(scene, "main")


def test_testnet4_starts_from_its_genesis(scene: Scene) -> None:
    check_genesis(scene, "testnet4")


def test_signet_starts_from_its_genesis(scene: Scene) -> None:
    check_genesis(scene, "signet")


def test_getblockchaininfo_of_a_fresh_regtest(scene: Scene) -> None:
    info = scene.started().rpc.getblockchaininfo()
    expected = {
        "chain": "regtest",
        "blocks": 0,
        "headers": 0,
        "bestblockhash": GENESIS["regtest"],
        "bits": "207fffff",
        "target": "7fffff0000000000000000000000000000000000000000000000000000000000",
        "time": 1296688602,
        "mediantime": 1296688602,
        "initialblockdownload": True,
        "pruned": False,
        "chainwork": "0000000000000000000000000000000000000000000000000000000000000002",
    }
    equal({name: info[name] for name in expected}, expected)
    assert "warnings" in info and "size_on_disk" in info and "verificationprogress" in info


def test_getblock_in_every_verbosity(scene: Scene) -> None:
    rpc = scene.started().rpc
    block_hash = GENESIS["regtest"]
    raw = rpc.getblock(block_hash, 0)
    equal(len(raw), 285 * 2)
    block = rpc.getblock(block_hash)
    expected = {
        "hash": block_hash,
        "confirmations": 1,
        "height": 0,
        "version": 1,
        "versionHex": "00000001",
        "merkleroot": GENESIS_COINBASE,
        "time": 1296688602,
        "mediantime": 1296688602,
        "nonce": 2,
        "bits": "207fffff",
        "nTx": 1,
        "size": 285,
        "strippedsize": 285,
        "weight": 1140,
        "tx": [GENESIS_COINBASE],
    }
    equal({name: block[name] for name in expected}, expected)
    assert "previousblockhash" not in block and "nextblockhash" not in block
    transaction = rpc.getblock(block_hash, 2)["tx"][0]
    equal(
        (transaction["txid"], transaction["size"], str(transaction["vout"][0]["value"])),
        (GENESIS_COINBASE, 204, "50.00000000"),
    )
    equal(rpc.getblock(block_hash, True), block)
    equal(rpc.getblock(block_hash, False), raw)


def test_getblockheader_as_hex_and_object(scene: Scene) -> None:
    rpc = scene.started().rpc
    header = rpc.getblockheader(GENESIS["regtest"], False)
    equal((len(header), header), (160, rpc.getblock(GENESIS["regtest"], 0)[:160]))
    shown = rpc.getblockheader(GENESIS["regtest"])
    equal((shown["height"], shown["nTx"], shown["confirmations"]), (0, 1, 1))


def test_unknown_block_is_refused(scene: Scene) -> None:
    rpc = scene.started().rpc
    for command in (rpc.getblock, rpc.getblockheader):
        with refused(-5, "Block not found"):
            command("11" * 32)


def test_getchaintips_of_a_fresh_chain(scene: Scene) -> None:
    tips = scene.started().rpc.getchaintips()
    equal(tips, [{"height": 0, "hash": GENESIS["regtest"], "branchlen": 0, "status": "active"}])


def test_getnetworkinfo_names_the_program(scene: Scene) -> None:
    info = scene.started("-uacomment=here").rpc.getnetworkinfo()
    assert info["subversion"].startswith("/") and info["subversion"].endswith("(here)/"), info["subversion"]
    assert info["version"] > 0 and info["protocolversion"] >= 70016
    equal(info["connections"], 0)
