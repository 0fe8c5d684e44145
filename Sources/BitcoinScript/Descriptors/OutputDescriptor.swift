import BitcoinCrypto
import BitcoinPrimitives

/// Descriptors of single scripts about which nothing is known but their bytes (BIP 380).
public enum OutputDescriptor {
    /// The descriptor that says most about a script: its keys if they are in it, else its address, else its bytes.
    ///
    /// - Parameter format: how addresses of the network are written.
    public static func infer(_ script: Script, format: AddressFormat) -> String {
        let body = body(script, format: format)
        // Every character of what is made here has a checksum.
        return body + "#" + (DescriptorChecksum.checksum(of: body) ?? "")
    }

    private static func body(_ script: Script, format: AddressFormat) -> String {
        switch StandardTemplate(script) {
        case .publicKey(let key) where isValid(key):
            return "pk(\(key.hex))"
        case .multisig(let required, let keys) where keys.allSatisfy(isValid):
            return "multi(\(required),\(keys.map(\.hex).joined(separator: ",")))"
        case .witnessTaproot where isKeyOnCurve(script.bytes[2..<34]):
            return "rawtr(\(script.bytes[2..<34].hex))"
        default:
            if let destination = Destination(script) { return "addr(\(destination.address(format)))" }
            return "raw(\(script.hex))"
        }
    }

    /// Whether the bytes are a key on the curve, in the compressed or the uncompressed form.
    private static func isValid(_ key: Bytes) -> Bool {
        !key.isEmpty && (2...4).contains(key[0]) && PublicKey(key.rawSpan) != nil
    }

    private static func isKeyOnCurve(_ key: Bytes) -> Bool {
        Bytes32(key.rawSpan).flatMap(XOnlyPublicKey.init) != nil
    }
}
