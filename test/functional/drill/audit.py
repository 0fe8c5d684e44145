"""What must hold after every fault."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from framework import processes
from framework.rpc import Json, RPCClient, RPCError
from framework.transactions import ANCHOR_DESCRIPTOR
from framework.wait import TimedOut, wait_until

from .account import Account, Holdings, satoshis
from .fleet import PATIENCE, WALLETS, Fleet
from .hand import Screen
from .load import Journal
from .surrender import Surrender
from .violation import Violation

#: What a program may have beyond what it had at first: connections, files of the chain, threads that wait.
MORE = {"descriptors": 16, "threads": 16, "megabytes": 100}
#: Blocks and payments are kept, so that memory may grow with them: megabytes for each payment.
PER_PAYMENT = 0.02
#: Blocks until everything that waits is confirmed.
ROUNDS = 25


@dataclass
class Usage:
    """What the programs of one name have taken."""

    first: dict[str, float]
    most: dict[str, float]

    @staticmethod
    def now(pid: int) -> dict[str, float]:
        """What a process takes."""
        return {
            "descriptors": len(processes.open_files(pid)),
            "threads": processes.thread_count(pid),
            "megabytes": processes.memory_megabytes(pid),
        }


@dataclass
class Audit:
    """The checks, and what they have seen so far."""

    fleet: Fleet
    journal: Journal
    account: Account
    checks: Counter[str] = field(default_factory=Counter)
    usage: dict[str, Usage] = field(default_factory=dict)
    #: Transactions that a node had not told the others of, and the drill did.
    told: int = 0
    #: Blocks that it took at most until all was confirmed.
    most_rounds: int = 0
    confirmed: int = 0
    given_up: int = 0
    #: What transactions spend that were given up.
    inputs: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def run(self) -> None:
        """Looks at everything. Nobody else may do anything meanwhile."""
        self.all_is_confirmed()
        self.chains_are_the_same()
        self.indexes_are_the_chain()
        self.wallets_know_what_the_blocks_say()
        self.windows_show_what_is()
        self.nobody_is_left_behind()
        self.nothing_grows()

    # MARK: Transactions

    def all_is_confirmed(self) -> None:
        """The reference mines until nothing waits, in memory pools or in wallets; everybody follows.

        A payment can be without a place in the memory pool of its node for some blocks: what it spends was
        taken back, and only others have that in their pools. It may not stay so.
        """
        reference = self.fleet.reference.rpc
        for turn in range(ROUNDS):
            self._tell()
            reference.generatetodescriptor(1, ANCHOR_DESCRIPTOR)
            for name in self.fleet.nodes:
                self.fleet.wait_for_tip(name)
            waiting = self._waiting()
            pools = [node.rpc.getrawmempool() for node in (self.fleet.reference, *self.fleet.nodes.values())]
            if not waiting and not any(pools):
                self.most_rounds = max(self.most_rounds, turn + 1)
                break
        else:
            raise Violation(f"payments stay unconfirmed: {waiting}; memory pools: {pools}")
        self.checks["all is confirmed"] += 1

    def _waiting(self) -> dict[str, list[str]]:
        """What wallets have made that is neither confirmed nor given up."""
        found = {}
        for name, wallets in WALLETS.items():
            for wallet in wallets:
                txids = {
                    each["txid"]
                    for each in self.fleet.nodes[name].wallet(wallet).listtransactions("*", 400)
                    if each["confirmations"] == 0
                    and each["category"] == "send"
                    and not each["abandoned"]
                    and not each["walletconflicts"]
                }
                if txids:
                    found[wallet] = sorted(txids)
        return found

    def _tell(self) -> None:
        reference = self.fleet.reference.rpc
        known = set(reference.getrawmempool())
        for node in self.fleet.nodes.values():
            pool: Json = node.rpc.getrawmempool(True)
            for txid in sorted(pool, key=lambda txid, pool=pool: pool[txid]["ancestorcount"]):
                if txid in known:
                    continue
                # What conflicts with something that the reference has is decided by the next block.
                with suppress(RPCError):
                    reference.sendrawtransaction(node.rpc.getrawtransaction(txid), 0)
                    known.add(txid)
                    self.told += 1

    # MARK: Chain

    def chains_are_the_same(self) -> None:
        """Every node has the reference's coins, and finds its own files in order."""
        mine = self._coins(self.fleet.reference.rpc)
        self.account.follow()
        if satoshis(mine["total_amount"]) != self.account.supply():
            raise Violation(f"there are {mine['total_amount']} coins, not {self.account.supply()} satoshis")
        for name, node in self.fleet.nodes.items():
            theirs = self._coins(node.rpc)
            if theirs != mine:
                raise Violation(f"the coins of {name} are not the reference's: {theirs} != {mine}")
            if not node.rpc.verifychain(4, 12):
                raise Violation(f"{name} finds its own chain damaged")
        self.checks["chains are the same"] += 1

    def _coins(self, rpc: RPCClient) -> dict[str, Json]:
        found = rpc.gettxoutsetinfo("muhash")
        return {name: found[name] for name in ("height", "bestblock", "txouts", "muhash", "total_amount")}

    def indexes_are_the_chain(self) -> None:
        """What the second node keeps beside the chain says the same as the chain itself and the reference."""
        node, reference = self.fleet.nodes["node-b"].rpc, self.fleet.reference.rpc
        height, best = reference.getblockcount(), reference.getbestblockhash()

        def are_there() -> bool:
            return all(
                each["synced"] and each["best_block_height"] == height
                for rpc in (node, reference)
                for each in rpc.getindexinfo().values()
            )

        try:
            wait_until("the indexes", are_there, timeout=PATIENCE)
        except TimedOut as error:
            raise Violation(f"indexes stay behind {height}: {node.getindexinfo()}") from error
        ways = {use: node.gettxoutsetinfo("muhash", None, use) for use in (True, False)}
        for name in ("height", "bestblock", "txouts", "muhash", "total_amount"):
            if ways[True][name] != ways[False][name]:
                raise Violation(f"the index of coins says {ways[True]}, the coins are {ways[False]}")
        for hash in (best, reference.getblockhash(max(1, height - 7))):
            if node.getblockfilter(hash) != reference.getblockfilter(hash):
                raise Violation(f"the filter of {hash} is not the reference's")
            for txid in node.getblock(hash)["tx"]:
                if node.getrawtransaction(txid, 1).get("blockhash") != hash:
                    raise Violation(f"the index of transactions does not know {txid} of {hash}")
        self.checks["indexes are the chain"] += 1

    # MARK: Wallets

    def wallets_know_what_the_blocks_say(self) -> None:
        """Balances and histories are those of an independent account, and every payment is somewhere."""
        clients = {w: self.fleet.nodes[name].wallet(w) for name, wallets in WALLETS.items() for w in wallets}
        for wallet, rpc in clients.items():
            self.account.learn(wallet, rpc.listdescriptors()["descriptors"])
        holdings = self.account.holdings()
        self.confirmed = self.given_up = 0
        surrender = Surrender(self.account, self.inputs)
        for wallet, rpc in clients.items():
            self._balances(wallet, rpc, holdings[wallet])
            self._history(wallet, rpc, holdings[wallet], surrender)
        surrender.check(clients)
        self.checks["wallets agree with the blocks"] += 1

    def _balances(self, wallet: str, rpc: RPCClient, holdings: Holdings) -> None:
        balances = rpc.getbalances()["mine"]
        told = satoshis(balances["trusted"]) + satoshis(balances["immature"])
        if told != holdings.satoshis or balances["untrusted_pending"] != 0:
            raise Violation(f"{wallet} tells {balances}, the blocks say {holdings.satoshis} satoshis")
        if rpc.listlockunspent():
            raise Violation(f"{wallet} has locked coins: {rpc.listlockunspent()}")

    def _history(self, wallet: str, rpc: RPCClient, holdings: Holdings, surrender: Surrender) -> None:
        entries = rpc.listtransactions("*", 1_000_000)
        known = {each["txid"]: each for each in entries}
        surrender.learn(wallet, entries)
        tip = len(self.account.blocks) - 1
        for txid, height in holdings.heights.items():
            entry = known.get(txid)
            if entry is None:
                raise Violation(f"{wallet} does not know its transaction {txid} of block {height}")
            if entry["confirmations"] != tip - height + 1:
                raise Violation(
                    f"{wallet} has {txid} with {entry['confirmations']}, but it is in {height} of {tip}"
                )
        for txid, entry in known.items():
            if entry["confirmations"] > 0 and txid not in holdings.heights:
                raise Violation(f"{wallet} says that {txid} is confirmed, but no block has it")
        for txid in self.journal.payments[wallet]:
            entry = known.get(txid)
            if entry is None:
                raise Violation(f"{wallet} has paid by {txid} and does not know of it")
            if txid in holdings.heights:
                self.confirmed += 1
            elif entry["confirmations"] < 0 or entry.get("replaced_by_txid"):
                self.given_up += 1
                surrender.given_up(wallet, txid)
            else:
                raise Violation(f"{wallet} has paid by {txid}, which is lost: {entry}")

    # MARK: Windows

    def windows_show_what_is(self) -> None:
        """The chain's height, and what the wallet that is chosen can spend."""
        screen = self.fleet.gui
        if not isinstance(screen, Screen):
            return
        node = self.fleet.nodes["node-a"]
        available = {w: satoshis(node.wallet(w).getbalances()["mine"]["trusted"]) for w in WALLETS["node-a"]}
        screen.audit(len(self.account.blocks) - 1, available)
        self.checks["windows show what is"] += 1

    # MARK: Processes

    def nobody_is_left_behind(self) -> None:
        """No process runs that nobody started, and none is dead and not buried."""
        marker = os.environ.get(processes.MARKER)
        assert marker, "the drill has no mark to know its processes by"
        runners = {os.getpid(), os.getppid()}

        def strangers() -> list[str]:
            programs = self.fleet.pids()
            family = [each for pid in programs.values() for each in processes.descendants(pid)]
            known = {*programs.values(), *(each.pid for each in family), *runners}
            found = [each for each in processes.marked(marker) if each.pid not in known]
            # A node has one wallet process, and one that its sandbox needs.
            twice = [each for each in family if each.pid not in programs.values()]
            names = Counter((each.parent, each.name) for each in twice)
            return [str(each) for each in found] + [f"{n} of {who}" for who, n in names.items() if n > 1]

        with suppress(TimedOut):
            wait_until("nobody is left", lambda: not strangers(), timeout=10, interval=0.2)
        if left := strangers():
            raise Violation(f"left behind: {left}")
        if dead := zombies(set(self.fleet.pids().values())):
            raise Violation(f"dead children that nobody has asked for: {dead}")
        self.checks["no process is left behind"] += 1

    def nothing_grows(self) -> None:
        """Descriptors and memory stay near what they were at first."""
        room = {**MORE, "megabytes": MORE["megabytes"] + PER_PAYMENT * self.journal.count}
        for name, pid in self.fleet.pids().items():
            now = Usage.now(pid)
            usage = self.usage.setdefault(name, Usage(now, now))
            usage.most = {what: max(amount, usage.most[what]) for what, amount in now.items()}
            if name == "reference":
                continue
            for what, amount in now.items():
                if amount > usage.first[what] + room[what]:
                    files = Counter(path.partition(":")[0] for path in processes.open_files(pid).values())
                    raise Violation(
                        f"{name} has {amount:.0f} {what}, at first {usage.first[what]:.0f}: {files}"
                    )
        self.checks["nothing grows"] += 1


def zombies(parents: set[int]) -> list[int]:
    """Children of these processes that have ended, and whose end nobody has asked for."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError):
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
                if fields[0] == "Z" and int(fields[1]) in parents:
                    found.append(int(entry))
    return found
