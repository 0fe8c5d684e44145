import BitcoinSupport
import Multiprocess

/// JSON travels as its compact text.
extension JSONValue: TextConvertible {
    /// Reads the text.
    public init(wireText: String) throws { try self.init(parsing: wireText) }
    /// The compact text.
    public var wireText: String { description }
}
