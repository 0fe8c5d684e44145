/// Waits until it is known where a promised capability leads.
final class Resolution {
    let loop: EventLoop
    let resume: () -> Void

    init(on loop: EventLoop, resume: @escaping () -> Void) {
        self.loop = loop
        self.resume = resume
    }
}
