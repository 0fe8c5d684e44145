"""What a node tells of its memory for secrets."""

from __future__ import annotations

from framework.scene import Scene, equal


def test_secrets_lie_in_memory_that_no_core_dump_holds(scene: Scene) -> None:
    node = scene.started()
    locked = node.rpc.getmemoryinfo()["locked"]
    equal(locked["used"] + locked["free"], locked["total"])
    equal([name for name in ("used", "free", "chunks_used", "chunks_free") if locked[name] <= 0], [])
    # "dd" marks a mapping that is left out of core dumps (proc(5)).
    smaps = (node.process.proc / "smaps").read_text().split("VmFlags: ")
    sizes = [
        int(before.rpartition("\nSize:")[2].split()[0]) * 1024
        for before, flags in zip(smaps, smaps[1:], strict=False)
        if "dd" in flags.splitlines()[0].split()
    ]
    equal(locked["total"] in sizes, True)
