"""Where programs of this project and of Bitcoin Core meet: which ones, and in what folder."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "functional"))

from framework.binaries import Binaries  # noqa: E402

SKIPPED = 77


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is removed afterwards, unless something went wrong."""
    directory = Path(tempfile.mkdtemp(prefix="bitcoin-interop-"))
    try:
        yield directory
    except BaseException:
        print(f"the nodes' folders are in {directory}", file=sys.stderr)
        raise
    shutil.rmtree(directory)


def command_line(description: str | None) -> argparse.ArgumentParser:
    """The options that name both programs."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bitcoind", default=os.environ.get("BITCOIN_CORE_BITCOIND"), help="Bitcoin Core's")
    parser.add_argument("--node", default=str(ROOT / "build" / "bin" / "bitcoin-node"), help="this project's")
    return parser


def programs(options: argparse.Namespace) -> tuple[Binaries, Binaries] | None:
    """This project's program and Bitcoin Core's, or nothing, after saying which is missing."""
    if options.bitcoind is None:
        print("skipped: name a bitcoind of Bitcoin Core by --bitcoind or BITCOIN_CORE_BITCOIND")
        return None
    paths = [Path(path) for path in (options.node, options.bitcoind)]
    for path, name in zip(paths, (options.node, options.bitcoind), strict=True):
        if not path.exists():
            print(f"skipped: no such program: {name}")
            return None
    own, core = (Binaries(path.resolve().parent, (str(path.resolve()),), None) for path in paths)
    return own, core
