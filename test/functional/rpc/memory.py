"""What a node tells of its memory for secrets."""

from __future__ import annotations

from framework import processes
from framework.scene import Scene, equal


def test_secrets_lie_in_memory_that_core_dumps_leave_out(scene: Scene) -> None:
    node = scene.started()
    locked = node.rpc.getmemoryinfo()["locked"]
    equal(locked["used"] + locked["free"], locked["total"])
    equal([name for name in ("used", "free", "chunks_used", "chunks_free") if locked[name] <= 0], [])
    equal(locked["total"] in processes.sizes_left_out_of_core_dumps(node.pid), True)
