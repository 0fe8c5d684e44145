"""A few seconds of what test/drill does for as long as it is told."""

from __future__ import annotations

from framework.ipc import load_capnp
from framework.scene import Scene

from drill.campaign import Campaign
from drill.faults import KINDS, sequence
from drill.fleet import Settings

SECONDS = 20


def test_nothing_is_lost_in_a_short_drill(scene: Scene) -> None:
    scene.needs_wallet_process()
    # The miner is a process of its own, which cannot skip the test.
    load_capnp()
    campaign = Campaign(scene, Settings(seed=1), print)
    try:
        campaign.run(SECONDS)
    finally:
        print("\n".join(campaign.report()))
    assert campaign.faults.total() > 0


def test_a_seed_repeats_the_order_of_faults(scene: Scene) -> None:
    def faults(seed: int) -> list[str]:
        each = sequence(seed, {})
        return [str(next(each)) for _ in range(100)]

    assert faults(1) == faults(1) != faults(2)
    # All kinds come before one of them comes for the second time more often than it has targets.
    deck = sum(len(targets) for _, targets in KINDS.values())
    assert {text.split()[0] for text in faults(1)[:deck]} == set(KINDS)
