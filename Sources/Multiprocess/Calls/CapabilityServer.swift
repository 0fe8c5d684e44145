/// An object that a peer can call.
///
/// The generated `XServer` classes conform; each wraps an `any X`. A server is handed to a peer with
/// ``StructBuilder/setCapability(_:_:)-(_,CapabilityServer)``, or as a connection's bootstrap object, and lives
/// for as long as the peer keeps it.
public protocol CapabilityServer: AnyObject, Sendable {
    /// The interfaces that the object serves: its own, and those that it extends.
    static var interfaces: [InterfaceDescriptor] { get }

    /// Runs one call: reads the parameters, calls the implementation, writes the results.
    ///
    /// Runs on the loop's thread and comes back to it after every suspension, so that views of messages may be
    /// used throughout. A call that does not suspend is answered without leaving that thread. What it throws
    /// reaches the peer as `std::exception: ` and the error's description. When the peer goes away or gives
    /// up, the task that runs this is cancelled.
    func dispatch(_ call: CallContext) async throws
}
