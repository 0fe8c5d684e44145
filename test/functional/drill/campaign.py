"""A drill from its beginning to its end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from framework.scene import Scene

from .account import Account
from .audit import Audit
from .faults import befall, impossible, sequence
from .fleet import Fleet, Settings
from .hand import Hand, Screen
from .load import Journal, Load

Say = Callable[[str], None]


class Campaign:
    """Sets up, does harm for so many seconds, and tells."""

    def __init__(self, scene: Scene, settings: Settings, say: Say) -> None:
        self.say = say
        self.settings = settings
        self.fleet = Fleet(scene, settings)
        self.journal = Journal()
        self.faults: Counter[str] = Counter()
        self.load: Load | None = None
        self.audit: Audit | None = None
        self.hand: Hand | None = None

    def run(self, seconds: float) -> None:
        """Throws a ``Violation`` where something does not hold."""
        try:
            self._run(seconds)
        except BaseException:
            self.fleet.clear(keep=True)
            raise
        self.fleet.clear(keep=False)

    def _run(self, seconds: float) -> None:
        fleet = self.fleet
        self.say(f"seed {self.settings.seed}: setting up in {fleet.directory}")
        fleet.start()
        fleet.start_miner()
        self.load = load = Load(fleet, self.journal)
        if self.settings.gui is not None:
            # The program with a hand is beside the one that users have.
            driver = self.settings.gui.with_name("gui-driver")
            fleet.attach_gui(Screen(fleet.scene, fleet, driver, "node-a"))
            self.hand = Hand(fleet, self.journal, load.addresses)
            load.add(self.hand)
        self.audit = audit = Audit(fleet, self.journal, Account(fleet.reference.new_client()))
        without = impossible(fleet)
        for kind, reason in without.items():
            self.say(f"without {kind}: {reason}")
        load.start()
        started = time.monotonic()
        deadline = started + seconds
        faults = sequence(self.settings.seed, without)
        while time.monotonic() < deadline:
            fault = next(faults)
            time.sleep(fault.delay)
            begun = time.monotonic()
            befall(fleet, fault)
            fleet.settle()
            back = time.monotonic() - begun
            load.pause()
            fleet.settle()
            audit.run()
            self.faults[f"{fault.kind} {fault.target}"] += 1
            self.say(
                f"{time.monotonic() - started:6.0f} s  {fault}: back after {back:.1f} s, height "
                f"{len(audit.account.blocks) - 1}, {self.journal.count} payments"
            )
            load.resume()
        load.pause()
        load.stop()
        fleet.stop()

    # MARK: Telling

    def report(self) -> list[str]:
        """What was done and seen."""
        kinds: Counter[str] = Counter()
        for name, count in self.faults.items():
            kinds[name.split()[0]] += count
        lines = [f"faults: {kinds.total()}: " + _counts(kinds)]
        lines.append("    " + _counts(self.faults))
        journal, fleet = self.journal, self.fleet
        lines.append(
            f"payments answered: {journal.count}; calls: {journal.calls}, "
            f"interrupted: {journal.interruptions}, refused: {journal.refusals.total()}"
        )
        if self.hand is not None:
            lines.append(f"payments by windows: {self.hand.payments}")
        lines += [f"    {count} times {text}" for text, count in journal.refusals.most_common(12)]
        if fleet.miner is not None:
            text = fleet.miner.output.read_text(errors="replace").splitlines()
            mined = Counter(line.split()[0] for line in text if line)
            lines.append(f"mining client: {_counts(mined)}")
        lines.append(
            f"started again by the drill: {_counts(Counter(fleet.restarts))}; wallets: {fleet.reopened}"
        )
        lines.append("cut connections: " + ", ".join(f"{name} {r.cuts}" for name, r in fleet.relays.items()))
        if self.audit is not None:
            audit = self.audit
            lines.append(
                f"blocks: {len(audit.account.blocks) - 1} at the end, {fleet.taken_back} taken back; "
                f"payments confirmed: {audit.confirmed}, replaced or conflicting: {audit.given_up}, "
                f"told to others by the drill: {audit.told}; confirmed within {audit.most_rounds} blocks"
            )
            lines.append(f"checks: {_counts(audit.checks)}")
            for name, usage in audit.usage.items():
                amounts = (f"{usage.first[what]:.0f}..{usage.most[what]:.0f} {what}" for what in usage.first)
                lines.append(f"    {name}, at first and at most: {', '.join(amounts)}")
        return lines


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items())) or "none"
