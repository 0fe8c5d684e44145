"""Blocks are made on demand, handed over between nodes, checked, and given up or preferred by command."""

from __future__ import annotations

from threading import Thread

from framework.scene import Scene, equal
from framework.wait import wait_until

ADDRESS = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"
WITNESS_ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"


def test_blocks_pay_to_an_address(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start()
    hashes = node.rpc.generatetoaddress(3, ADDRESS)
    equal(len(hashes), 3)
    equal((node.rpc.getblockcount(), node.rpc.getbestblockhash()), (3, hashes[-1]))
    coinbase = node.rpc.getblock(hashes[0], 2)["tx"][0]
    equal(coinbase["vout"][0]["scriptPubKey"]["address"], ADDRESS)
    equal(float(coinbase["vout"][0]["value"]), 50.0)
    output = node.rpc.gettxout(coinbase["txid"], 0)
    equal((output["confirmations"], output["coinbase"]), (3, True))
    node.restart()
    equal(node.rpc.getbestblockhash(), hashes[-1])


def test_blocks_pay_to_descriptors(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start()
    for descriptor, script in [
        ("raw(51)", "51"),
        (f"addr({ADDRESS})", "76a914"),
        (f"pk({KEY})", f"21{KEY}ac"),
        (f"wpkh({KEY})", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
        (f"combo({KEY})", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
    ]:
        [made] = node.rpc.generatetodescriptor(1, descriptor)
        paid = node.rpc.getblock(made, 2)["tx"][0]["vout"][0]["scriptPubKey"]["hex"]
        equal((descriptor, paid[: len(script)]), (descriptor, script))
    ended = node.cli("generatetodescriptor", "1", "raw(51)#aaaaaaaa")
    assert "does not match computed checksum" in ended.stderr, ended.stderr


def test_a_block_is_handed_over(scene: Scene) -> None:
    source = scene.node(chain="regtest")
    target = scene.node(chain="regtest")
    source.start()
    target.start()
    made = source.rpc.generateblock(WITNESS_ADDRESS, [], False)
    equal(source.rpc.getblockcount(), 0)
    equal(target.rpc.submitheader(made["hex"][:160]), None)
    equal(target.rpc.getblockchaininfo()["headers"], 1)
    equal(target.rpc.submitblock(made["hex"]), None)
    equal(target.rpc.getbestblockhash(), made["hash"])
    equal(target.rpc.submitblock(made["hex"]), "duplicate")
    # With another root the header has another hash, which meets the target only by chance.
    changed = made["hex"][:72] + "00" * 32 + made["hex"][136:]
    assert target.rpc.submitblock(changed) in {"high-hash", "bad-txnmrklroot"}


def test_a_branch_is_given_up_and_taken_back(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start()
    hashes = node.rpc.generatetoaddress(4, ADDRESS)
    node.rpc.invalidateblock(hashes[2])
    equal(node.rpc.getbestblockhash(), hashes[1])
    other = node.rpc.generatetoaddress(1, WITNESS_ADDRESS)[0]
    equal(node.rpc.getbestblockhash(), other)
    node.rpc.reconsiderblock(hashes[2])
    equal(node.rpc.getbestblockhash(), hashes[3])
    equal(node.rpc.verifychain(4, 0), True)
    node.rpc.invalidateblock(hashes[3])
    node.rpc.preciousblock(other)
    equal(node.rpc.getbestblockhash(), other)
    node.rpc.preciousblock(hashes[2])
    equal(node.rpc.getbestblockhash(), hashes[2])


def test_who_waits_is_told_of_a_new_block(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start()
    answers: list[dict[str, object]] = []
    client = node.new_client()
    waiting = Thread(target=lambda: answers.append(client.waitforblockheight(2)))
    waiting.start()

    def is_waiting() -> bool:
        running = node.rpc.getrpcinfo()["active_commands"]
        return any(command["method"] == "waitforblockheight" for command in running)

    wait_until("the call is under way", is_waiting)
    hashes = node.rpc.generatetoaddress(2, ADDRESS)
    waiting.join(timeout=20)
    equal(answers, [{"hash": hashes[1], "height": 2}])
