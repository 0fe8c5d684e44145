"""Payments that wallets have given up: none because the wallet has spent a coin twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from framework.rpc import RPCClient

from .account import Account
from .violation import Violation


class Surrender:
    """Why payments were given up.

    A payment may be given up because another version of it, which has replaced it or which it was to
    replace, is in a block; or because what it spends was made by a payment that was given up. If anything
    else in a block has spent its coin, then the wallet has paid twice with one coin.
    """

    def __init__(self, account: Account, inputs: dict[str, list[tuple[str, int]]]) -> None:
        self.spenders = {
            spent: transaction.txid
            for block in account.blocks
            for transaction in block.transactions
            for spent in transaction.spends
        }
        self.confirmed = {transaction.txid for block in account.blocks for transaction in block.transactions}
        #: What each transaction spends, kept from one look to the next.
        self.inputs = inputs
        self._versions: dict[str, str] = {}
        self._wallets: dict[str, str] = {}
        self._given_up: dict[str, str] = {}

    def learn(self, wallet: str, entries: Iterable[dict[str, Any]]) -> None:
        """Reads a wallet's book: whose transactions these are, and which ones replace others."""
        for each in entries:
            if each["category"] == "send":
                self._wallets[each["txid"]] = wallet
            for name in ("replaces_txid", "replaced_by_txid"):
                if other := each.get(name):
                    self._versions[self._first_version(each["txid"])] = self._first_version(other)

    def _first_version(self, txid: str) -> str:
        while (other := self._versions.get(txid, txid)) != txid:
            txid = other
        return txid

    def given_up(self, wallet: str, txid: str) -> None:
        """This wallet has given this payment up."""
        self._given_up[txid] = wallet

    def check(self, clients: Mapping[str, RPCClient]) -> None:
        """Every payment that was given up has a reason."""
        for txid, wallet in self._given_up.items():
            if not self._has_reason(txid, clients, set()):
                spent = {each: self.spenders.get(each) for each in self._inputs(txid, clients)}
                raise Violation(
                    f"{wallet} has given up {txid} without a reason; what has spent its coins: {spent}"
                )

    def _has_reason(self, txid: str, clients: Mapping[str, RPCClient], seen: set[str]) -> bool:
        if txid in seen:
            return False
        seen.add(txid)
        for spent in self._inputs(txid, clients):
            other = self.spenders.get(spent)
            if other is not None and self._first_version(other) == self._first_version(txid):
                return True
            if spent[0] not in self.confirmed and self._has_reason(spent[0], clients, seen):
                return True
        return False

    def _inputs(self, txid: str, clients: Mapping[str, RPCClient]) -> list[tuple[str, int]]:
        if txid not in self.inputs:
            wallet = self._wallets.get(txid)
            if wallet is None:
                return []
            decoded = clients[wallet].gettransaction(txid, True, True)["decoded"]
            self.inputs[txid] = [(each["txid"], each["vout"]) for each in decoded["vin"]]
        return self.inputs[txid]
