import BitcoinGUI
import BitcoinInterfaces
import Glibc
import QtBridge

/// The graph of what came in and went out.
@UserInterface
final class TrafficPage {
    private let window: QtObject
    private let plot: QtPlot
    private var history = TrafficHistory()
    private var status = NetworkStatus()

    /// What a step of the slider stands for, in minutes.
    private static let minutesPerStep = 5

    init(_ context: WindowContext, _ window: QtObject) {
        self.window = window
        plot = QtPlot(in: window["plot"])
        window["receivedIcon"].setPicture(.receive, colour: Colour.received, pixels: 16)
        window["sentIcon"].setPicture(.send, colour: Colour.sent, pixels: 16)
        window["minutes"].on("valueChanged(int)") { [weak self] _ in self?.changePeriod() }
        context.repeating(every: .milliseconds(500)) { [weak self] in
            self?.draw()
        }
    }

    /// Takes note of what the node has received and sent.
    func note(_ status: NetworkStatus) {
        self.status = status
    }

    private func changePeriod() {
        let minutes = window["minutes"].value * Self.minutesPerStep
        history = TrafficHistory(minutes: minutes)
        window["minutesText"].text = minutes < 120 ? "\(minutes) m" : "\(minutes / 60) h"
    }

    private func draw() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        history.note(
            received: status.receivedBytes, sent: status.sentBytes,
            at: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        guard window.isVisible else { return }
        plot.setCurve(0, colour: Colour.received, history.received)
        plot.setCurve(1, colour: Colour.sent, history.sent)
        plot.setScale(
            capacity: TrafficHistory.capacity, maximum: history.maximum,
            label: "\(Int(history.maximum)) kB/s")
        window["receivedText"].text = "Received: \(Words.bytes(status.receivedBytes))"
        window["sentText"].text = "Sent: \(Words.bytes(status.sentBytes))"
    }
}
