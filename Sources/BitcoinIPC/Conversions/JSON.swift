import BitcoinSupport
import Multiprocess

/// JSON travels as its compact text.
extension JSONValue: TextConvertible {
    public init(wireText: String) throws { try self.init(parsing: wireText) }
    public var wireText: String { description }
}
