"""The same blocks, right and wrong, put to this node and to Bitcoin Core: never a different verdict.

test/interop/block_differential.py goes on for longer and under more rules.
"""

from __future__ import annotations

import os

from framework.blocktrial import ALL_RULES, OPTIONS, Trial
from framework.comparison import Comparison
from framework.scene import Scene

#: How many blocks are built, each with some wrong ones around it. More by BITCOIN_DIFFERENTIAL_BLOCKS.
BLOCKS = int(os.environ.get("BITCOIN_DIFFERENTIAL_BLOCKS", "230"))
SEED = int(os.environ.get("BITCOIN_DIFFERENTIAL_SEED", "20261121"))


def test_no_block_is_judged_otherwise_than_by_bitcoin_core(scene: Scene) -> None:
    core, ours = scene.reference(), scene.node()
    for node in (core, ours):
        node.start(*OPTIONS)
    comparison = Comparison(core, ours)
    Trial(comparison, ALL_RULES[0], seed=SEED, blocks=BLOCKS, wrong=6).run()
    assert len(comparison.verdicts) > 25 or BLOCKS < 200, f"too few rules were met: {comparison.verdicts}"
    core.stop(stderr=None)
