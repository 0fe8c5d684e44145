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
from .fleet import WALLETS, Fleet
from .load import Journal
from .violation import Violation

#: Descriptors that a program may have beyond what it had at first: connections, and files of the chain.
MORE_DESCRIPTORS = 40
#: Memory in megabytes that a program may take beyond what it took at first.
MORE_MEMORY = 250
#: Blocks until everything that waits is confirmed.
ROUNDS = 25


@dataclass
class Usage:
    """What the programs of one name have taken."""

    first_descriptors: int
    first_megabytes: float
    most_descriptors: int = 0
    most_megabytes: float = 0


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

    def run(self) -> None:
        """Looks at everything. Nobody else may do anything meanwhile."""
        self.all_is_confirmed()
        self.chains_are_the_same()
        self.wallets_know_what_the_blocks_say()
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

    # MARK: Wallets

    def wallets_know_what_the_blocks_say(self) -> None:
        """Balances and histories are those of an independent account, and every payment is somewhere."""
        clients = {w: self.fleet.nodes[name].wallet(w) for name, wallets in WALLETS.items() for w in wallets}
        for wallet, rpc in clients.items():
            self.account.learn(wallet, rpc.listdescriptors()["descriptors"])
        holdings = self.account.holdings()
        self.confirmed = self.given_up = 0
        for wallet, rpc in clients.items():
            self._balances(wallet, rpc, holdings[wallet])
            self._history(wallet, rpc, holdings[wallet])
        self.checks["wallets agree with the blocks"] += 1

    def _balances(self, wallet: str, rpc: RPCClient, holdings: Holdings) -> None:
        balances = rpc.getbalances()["mine"]
        told = satoshis(balances["trusted"]) + satoshis(balances["immature"])
        if told != holdings.satoshis or balances["untrusted_pending"] != 0:
            raise Violation(f"{wallet} tells {balances}, the blocks say {holdings.satoshis} satoshis")
        if rpc.listlockunspent():
            raise Violation(f"{wallet} has locked coins: {rpc.listlockunspent()}")

    def _history(self, wallet: str, rpc: RPCClient, holdings: Holdings) -> None:
        known = {each["txid"]: each for each in rpc.listtransactions("*", 1_000_000)}
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
            else:
                raise Violation(f"{wallet} has paid by {txid}, which is lost: {entry}")

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
        for name, pid in self.fleet.pids().items():
            descriptors, megabytes = len(processes.open_files(pid)), processes.memory_megabytes(pid)
            usage = self.usage.setdefault(name, Usage(descriptors, megabytes))
            usage.most_descriptors = max(usage.most_descriptors, descriptors)
            usage.most_megabytes = max(usage.most_megabytes, megabytes)
            if name == "reference":
                continue
            if descriptors > usage.first_descriptors + MORE_DESCRIPTORS:
                files = Counter(path.partition(":")[0] for path in processes.open_files(pid).values())
                raise Violation(
                    f"{name} has {descriptors} descriptors, at first {usage.first_descriptors}: {files}"
                )
            if megabytes > usage.first_megabytes + MORE_MEMORY:
                raise Violation(f"{name} takes {megabytes:.0f} MB, at first {usage.first_megabytes:.0f}")
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
