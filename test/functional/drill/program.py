"""The command line of test/drill."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
import uuid
from pathlib import Path

from framework import processes
from framework.binaries import SOURCE, Binaries, Misconfigured, read_config
from framework.scene import Scene

from .campaign import Campaign
from .fleet import Settings
from .violation import Violation


def parse(documentation: str) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10, help="how long (default 10)")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(10**6), help="repeats the order of faults"
    )
    parser.add_argument(
        "--reference", type=Path, help="the node that is not harmed, such as Bitcoin Core's bitcoind"
    )
    parser.add_argument("--gui", type=Path, help="bitcoin-gui, with gui-driver (test/gui) beside it")
    parser.add_argument("--tmpdir", type=Path, help="where to make the folder of this run")
    parser.add_argument("--keep", action="store_true", help="keep the folder also where all was well")
    parser.add_argument("--configfile", type=Path, default=SOURCE / "build" / "test" / "config.ini")
    return parser.parse_args()


def show(text: str) -> None:
    """A line that is seen at once."""
    print(text, flush=True)


def main(documentation: str) -> int:
    """Exit code 0: nothing was violated."""
    options = parse(documentation)
    # Every program of this run can be found by it.
    os.environ[processes.MARKER] = marker = uuid.uuid4().hex
    try:
        binaries = Binaries.resolve(read_config(options.configfile))
        if options.gui is not None and not options.gui.with_name("gui-driver").exists():
            raise Misconfigured(
                f"windows need somebody to press their buttons: no gui-driver beside {options.gui}"
            )
        if not binaries.is_multiprocess:
            raise Misconfigured("a drill needs bitcoin-node: set BITCOIND to it")
    except Misconfigured as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    # Paths of sockets have to be short.
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=options.tmpdir))
    os.environ["HOME"] = str(folder)
    settings = Settings(options.seed, options.reference, options.gui)
    scene = Scene(binaries, folder)
    campaign = Campaign(scene, settings, show)
    started = time.monotonic()
    failure: BaseException | None = None
    try:
        campaign.run(options.minutes * 60)
    except BaseException as error:
        failure = error
    left = processes.kill_marked(marker, spare=os.getpid())
    scene.close()
    show(f"\nseed {settings.seed}, {(time.monotonic() - started) / 60:.1f} minutes")
    for line in campaign.report():
        show(line)
    if failure is None and not left:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        show("nothing was violated")
        return 0
    if failure is None:
        show("VIOLATION: left behind: " + ", ".join(str(each) for each in left))
    else:
        show(f"VIOLATION: {type(failure).__name__}: {failure}")
        if not isinstance(failure, Violation):
            show("".join(traceback.format_exception(failure)))
    show(f"look at the data directories and debug.log files in {folder}")
    for log in sorted(folder.rglob("debug.log")):
        show(f"    {log}")
    if failure is not None and not isinstance(failure, Exception):
        raise failure
    return 1
