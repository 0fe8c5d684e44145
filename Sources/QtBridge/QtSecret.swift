import BitcoinGUI
import CBitcoinQt

// Lines of text that hold secrets, of which no text is made here.
extension QtObject {
    /// How many characters a line has.
    public var secretLength: Int { bqt_secret_length(pointer) }

    /// Whether another line says the same.
    public func hasSameSecret(as other: QtObject) -> Bool { bqt_secret_equal(pointer, other.pointer) }

    /// Empties a line and returns what was in it.
    public func takeSecret() -> Passphrase {
        // UTF-8 takes at most three bytes for each of the units that a line counts.
        Passphrase(capacity: secretLength * 3) { bytes in
            bqt_secret_take(pointer, bytes.baseAddress, bytes.count)
        }
    }
}
