"""Which module may import which. SwiftPM sees to most of it; these are the rules behind the manifest."""

from __future__ import annotations

import re
from pathlib import Path

from .tree import Problem, Tree

#: The floors of the house (doc/design/0001-modules-as-floors.md). A module imports from lower floors, and
#: on its own floor only what is listed in SAME_FLOOR.
FLOORS = {
    "BitcoinSupport": 0, "BitcoinCrypto": 0,
    "Multiprocess": 1, "BitcoinPrimitives": 1, "BitcoinCommands": 1, "BitcoinSandbox": 1,
    "BitcoinScript": 2, "BitcoinConsensus": 2,
    "BitcoinInterfaces": 3, "BitcoinStorage": 3, "BitcoinTransactions": 3, "BitcoinMempool": 3,
    "BitcoinTools": 4,
    "BitcoinIPC": 4, "BitcoinChain": 4,
    "BitcoinP2P": 5, "BitcoinWallet": 5, "BitcoinRPC": 5,
    "BitcoinNode": 6, "BitcoinGUI": 6,
    "QtBridge": 7,
    "BitcoinWindows": 8,
}  # fmt: skip
SAME_FLOOR: dict[str, set[str]] = {
    "BitcoinConsensus": {"BitcoinScript"},
    "BitcoinWallet": {"BitcoinRPC"},
}

#: What a wallet or a window must never see, whatever floor it is on.
CHAIN_SIDE = {"BitcoinStorage", "BitcoinMempool", "BitcoinChain", "BitcoinP2P", "BitcoinNode", "CLevelDB"}
FORBIDDEN = {"BitcoinWallet": CHAIN_SIDE} | {
    module: CHAIN_SIDE | {"BitcoinWallet"} for module in ("BitcoinGUI", "QtBridge", "BitcoinWindows")
}

#: Only these know that Cap'n Proto exists.
KNOWS_CAPNP = {"Multiprocess", "BitcoinIPC", "mpgen"}
KNOWS_IPC = KNOWS_CAPNP | {"bitcoin-node", "bitcoin-wallet", "bitcoin-gui", "bitcoin-cli"}

#: Native libraries and the modules that may call them.
NATIVE = {
    "CMultiprocess": {"Multiprocess"},
    "CLevelDB": {"BitcoinStorage"},
    "CSecp256k1": {"BitcoinCrypto"},
    "CZeroMQ": {"BitcoinNode"},
    "CSandbox": {"BitcoinSandbox"},
    "CBitcoinQt": {"QtBridge"},
}

IMPORT = re.compile(
    r"^\s*(?:@\w+\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:\w+\s+)?(\w+)"
)


def imports(tree: Tree) -> list[tuple[str, str, Path, int]]:
    """Every import: the module that asks, the module that is asked for, and where."""
    found = []
    for path in tree.ending(".swift"):
        if path.parts[0] != "Sources":
            continue
        for number, line in tree.lines(path):
            if match := IMPORT.match(line):
                found.append((path.parts[1], match.group(1), path, number))
    return found


def check_modules(tree: Tree) -> list[Problem]:
    """The drawing stays true."""
    problems = []
    for module, imported, path, number in imports(tree):
        for complaint in complaints(module, imported):
            problems.append(Problem(f"{path}:{number}", complaint))
    return problems


def complaints(module: str, imported: str) -> list[str]:
    """What is wrong with this import."""
    found = []
    if imported in FORBIDDEN.get(module, set()):
        found.append(f"{module} must not know {imported}")
    if imported in NATIVE and module not in NATIVE[imported]:
        found.append(f"{imported} belongs to {', '.join(sorted(NATIVE[imported]))}")
    if imported in ("Multiprocess", "BitcoinIPC") and module not in KNOWS_IPC:
        found.append(f"{module} must not know about processes at the other end of a wire")
    if module in FLOORS and imported in FLOORS and module != imported:
        floor, other = FLOORS[module], FLOORS[imported]
        if other > floor or (other == floor and imported not in SAME_FLOOR.get(module, set())):
            found.append(f"{module} (floor {floor}) must not import {imported} (floor {other})")
    if module not in FLOORS and module.startswith("Bitcoin"):
        found.append(f"{module} is on no floor: add it to contrib/devtools/linting/modules.py")
    return found
