"""Runs one test function in this process: `python3 -m framework.run FILE::NAME --tmpdir DIR`."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType

from .binaries import Binaries, Misconfigured, read_config
from .rpc import METHOD_NOT_FOUND, RPCError
from .scene import WITHOUT_WALLETS, Scene, Skipped

PASSED, FAILED, SKIPPED = 0, 1, 77


#: The commands with which a test begins that has to do with wallets.
WALLET_COMMANDS = {
    "createwallet",
    "getnewaddress",
    "listwalletdir",
    "listwallets",
    "loadwallet",
    "restorewallet",
}


def asks_for_wallets(error: BaseException) -> bool:
    """Whether a test has failed for want of a command of wallets."""
    return isinstance(error, RPCError) and error.code == METHOD_NOT_FOUND and error.method in WALLET_COMMANDS


def load(file: Path) -> ModuleType:
    """The test file as a module."""
    specification = importlib.util.spec_from_file_location(file.stem, file)
    assert specification is not None and specification.loader is not None, file
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def show_logs(scene: Scene) -> None:
    """The end of every node's output, for the report of a failure."""
    for node in scene.nodes:
        for path in [*sorted(node.datadir.parent.glob(f"{node.datadir.name}.*.stderr")), node.log.path]:
            if path.exists() and (text := path.read_text(errors="replace").strip()):
                tail = "\n".join(text.splitlines()[-25:])
                print(f"--- {path.relative_to(scene.directory)}\n{tail}")


def main() -> int:
    """The exit code says how it went."""
    parser = argparse.ArgumentParser()
    parser.add_argument("test")
    parser.add_argument("--tmpdir", type=Path, required=True)
    parser.add_argument("--configfile", type=Path)
    options = parser.parse_args()

    # A program that is started without -datadir looks here, not in the user's own data.
    os.environ["HOME"] = str(options.tmpdir)
    file, _, name = options.test.partition("::")
    try:
        scene = Scene(Binaries.resolve(read_config(options.configfile)), options.tmpdir)
    except Misconfigured as error:
        print(error)
        return FAILED
    try:
        getattr(load(Path(file)), name)(scene)
        scene.finish()
    except Skipped as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    except BaseException as error:
        if not scene.binaries.has_wallets and asks_for_wallets(error):
            print(f"skipped: {WITHOUT_WALLETS}")
            return SKIPPED
        traceback.print_exc(file=sys.stdout)
        show_logs(scene)
        return FAILED
    finally:
        scene.close()
    return PASSED


if __name__ == "__main__":
    sys.exit(main())
