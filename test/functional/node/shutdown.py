"""How a node stops: always cleanly, always in bounded time."""

from __future__ import annotations

import signal
import threading

from framework.rpc import RPCError
from framework.scene import Scene, equal
from framework.wait import wait_until


def test_sigterm_is_a_clean_stop(scene: Scene) -> None:
    node = scene.started()
    node.signal(signal.SIGTERM)
    ended = node.wait_ended(timeout=20)
    equal((ended.code, ended.stderr), (0, ""))
    assert node.log.text().rstrip().endswith("Shutdown done"), node.log.text()[-200:]


def test_sigint_is_a_clean_stop(scene: Scene) -> None:
    node = scene.started()
    node.signal(signal.SIGINT)
    equal(node.wait_ended(timeout=20).code, 0)


def test_second_signal_while_stopping_does_no_harm(scene: Scene) -> None:
    node = scene.started()
    node.signal(signal.SIGTERM)
    if node.is_running:
        node.signal(signal.SIGTERM)
    equal(node.wait_ended(timeout=20).code, 0)


def test_signal_during_startup_is_a_clean_stop(scene: Scene) -> None:
    node = scene.node()
    node.launch()
    wait_until("the log has begun", lambda: node.log.size > 0)
    node.signal(signal.SIGTERM)
    ended = node.wait_ended(timeout=30)
    assert ended.code in (0, 1), ended
    node.start()


def test_call_that_waits_is_answered_at_the_stop(scene: Scene) -> None:
    node = scene.started()
    client, answers = node.new_client(), []

    def wait_for_block() -> None:
        try:
            answers.append(client.waitfornewblock()["height"])
        except RPCError as error:
            answers.append(error)

    waiter = threading.Thread(target=wait_for_block)
    waiter.start()
    wait_until("two calls at work", lambda: len(node.rpc.getrpcinfo()["active_commands"]) == 2)
    node.rpc.stop(wait=1000)
    equal(node.wait_ended(timeout=20).code, 0)
    waiter.join(5)
    equal(answers, [0])


def test_starts_after_being_killed(scene: Scene) -> None:
    node = scene.started()
    node.signal(signal.SIGKILL)
    node.wait_ended()
    assert node.cookie.exists(), "a killed node leaves its cookie"
    node.start()
    equal(node.rpc.getblockcount(), 0)
