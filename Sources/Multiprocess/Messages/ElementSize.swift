import CMultiprocess

/// How the elements of a list are stored.
///
/// A schema's element type decides it: `Bool` is ``bit``, `UInt16` and enums are ``twoBytes``, `Float64` is
/// ``eightBytes``; text, data, lists and capabilities are ``pointer``; structs are ``composite``.
public enum ElementSize: UInt32, Sendable {
    /// `Void`.
    case void = 0
    /// `Bool`.
    case bit = 1
    /// `Int8` and `UInt8`.
    case byte = 2
    /// `Int16`, `UInt16` and enums.
    case twoBytes = 3
    /// `Int32`, `UInt32` and `Float32`.
    case fourBytes = 4
    /// `Int64`, `UInt64` and `Float64`.
    case eightBytes = 5
    /// Text, data, lists and capabilities.
    case pointer = 6
    /// Structs.
    case composite = 7

    var native: mp_element_size { mp_element_size(rawValue: rawValue) }
}
