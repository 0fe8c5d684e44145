/// A registration with another interface, such as for notifications.
///
/// It holds until it is disconnected, until the last reference to it is gone, or until the connection ends,
/// whichever is first.
public protocol Handler: Sendable {
    /// Ends the registration. No further call arrives once this has returned.
    func disconnect() async throws
}
