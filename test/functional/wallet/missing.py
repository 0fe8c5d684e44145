"""What this version cannot do with wallets says so, and changes nothing."""

from __future__ import annotations

import lzma

from framework.node import Node
from framework.rpc import METHOD_NOT_FOUND
from framework.scene import Scene, Skipped, equal, refused

FEE_RATE = "-fallbackfee=0.0002"
WALLET_ERROR = -4
NOT_FOUND = -18
LEGACY = "core-0.20.1-bdb-hd-encrypted-mainnet.dat.xz"
SEEDS = (
    "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK",
    "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B",
)


def with_legacy_wallet(scene: Scene) -> Node:
    """A node with a wallet of Bitcoin Core 0.20 in its folder, and one of its own."""
    packed = scene.test_data("wallets") / LEGACY
    node = scene.started(FEE_RATE)
    node.rpc.createwallet("w")
    folder = node.chain_dir / "wallets" / "old"
    folder.mkdir()
    (folder / "wallet.dat").write_bytes(lzma.decompress(packed.read_bytes()))
    return node


def test_a_legacy_wallet_is_shown_and_neither_loaded_nor_migrated(scene: Scene) -> None:
    node = with_legacy_wallet(scene)
    file = node.chain_dir / "wallets" / "old" / "wallet.dat"
    before = file.read_bytes()
    entry = next(entry for entry in node.rpc.listwalletdir()["wallets"] if entry["name"] == "old")
    assert "legacy wallet" in entry["warnings"][0], entry
    with refused(NOT_FOUND, "please use the wallet migration tool"):
        node.rpc.loadwallet("old")
    with refused(WALLET_ERROR, "cannot migrate legacy wallets"):
        node.rpc.migratewallet("old", "btcr-test-password")
    with refused(WALLET_ERROR, "cannot migrate legacy wallets"):
        node.wallet("old").migratewallet()
    equal(node.rpc.listwallets(), ["w"])
    assert file.read_bytes() == before
    equal([path.name for path in file.parent.iterdir()], ["wallet.dat"])


def test_only_legacy_wallets_are_to_be_migrated(scene: Scene) -> None:
    node = scene.started(FEE_RATE)
    node.rpc.createwallet("w")
    for _ in range(2):
        with refused(WALLET_ERROR, "This wallet is already a descriptor wallet"):
            node.rpc.migratewallet("w")
        if node.rpc.listwallets():
            node.rpc.unloadwallet("w")
    with refused(WALLET_ERROR, "Wallet does not exist"):
        node.rpc.migratewallet("none")
    assert "load_wallet" in node.rpc.help("migratewallet")


def test_a_build_without_wallets_says_so_and_goes_on(scene: Scene) -> None:
    if scene.binaries.has_wallets:
        raise Skipped("this build has wallets")
    # What a bitcoin.conf for wallets says harms nobody.
    node = scene.started(FEE_RATE, "-wallet=w")
    assert "No wallet support compiled in!" in node.log.text()
    assert "createwallet" not in node.rpc.help()
    with refused(METHOD_NOT_FOUND, "Method not found"):
        node.rpc.createwallet("w")
    equal(node.rpc.getblockcount(), 0)


def test_there_are_no_external_signers(scene: Scene) -> None:
    scene.needs_wallets()
    node = scene.started(FEE_RATE)
    with refused(WALLET_ERROR, "Compiled without external signing support"):
        node.rpc.createwallet(wallet_name="w", disable_private_keys=True, external_signer=True)
    equal(node.rpc.listwalletdir()["wallets"], [])
    for command in ("enumeratesigners", "walletdisplayaddress"):
        with refused(METHOD_NOT_FOUND):
            node.rpc.call(command, ["address"] if command == "walletdisplayaddress" else [])


def test_keys_that_sign_together_are_watched(scene: Scene) -> None:
    node = scene.started(FEE_RATE)
    node.rpc.createwallet("w", blank=True)
    text = f"tr(musig({SEEDS[0]}/0,{SEEDS[1]}/1)/*)"
    text += "#" + node.rpc.getdescriptorinfo(text)["checksum"]
    result = node.rpc.importdescriptors(
        [{"desc": text, "timestamp": "now", "active": True, "range": [0, 5]}]
    )[0]
    # As upstream answers: what is missing shows where it is asked for.
    equal(result, {"success": True})
    address = node.rpc.getnewaddress("", "bech32m")
    node.rpc.generatetoaddress(101, address)
    equal(node.rpc.getbalance(), 50)
    with refused(-6, "MuSig2"):
        node.rpc.sendtoaddress(address=address, amount=50, subtractfeefromamount=True)
    psbt = node.rpc.walletcreatefundedpsbt([], {address: 1}, 0, {"changeAddress": address})["psbt"]
    with refused(WALLET_ERROR, "MuSig2"):
        node.rpc.walletprocesspsbt(psbt)
    # Others may take part; this wallet tells what it knows.
    equal(node.rpc.walletprocesspsbt(psbt, False)["complete"], False)
    equal(node.rpc.getrawmempool(), [])
