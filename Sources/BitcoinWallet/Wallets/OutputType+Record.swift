import BitcoinScript

extension OutputType {
    /// The type with this number in wallet files.
    init?(recordNumber: UInt8) {
        guard let type = Self.allCases.first(where: { $0.recordNumber == recordNumber }) else { return nil }
        self = type
    }

    /// The number of the type in wallet files.
    var recordNumber: UInt8 {
        switch self {
        case .legacy: 0
        case .scriptHashWitness: 1
        case .bech32: 2
        case .bech32m: 3
        }
    }
}
