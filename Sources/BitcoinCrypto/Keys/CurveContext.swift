internal import CSecp256k1

/// The contexts that libsecp256k1 wants to be given. Both are only ever read after they were made, so all
/// threads may use them at once.
enum CurveContext {
    /// For everything that needs no secret: parsing and verification.
    nonisolated(unsafe) static let verifying: OpaquePointer = secp256k1_verifying_context()

    /// For secret keys. Blinded once with random numbers, against side channels; those are secret, too.
    nonisolated(unsafe) static let signing: OpaquePointer = {
        let flags = UInt32(SECP256K1_CONTEXT_NONE)
        let place = SecretMemory.allocate(secp256k1_context_preallocated_size(flags))
        guard
            let context = secp256k1_context_preallocated_create(
                place.baseAddress.unsafelyUnwrapped, flags)
        else {
            fatalError("libsecp256k1 cannot make a context")
        }
        var generator = SystemRandomNumberGenerator()
        var seed = (generator.next(), generator.next(), generator.next(), generator.next())
        defer { clear(&seed) }
        withUnsafeMutableBytes(of: &seed) { bytes in
            let start = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
            guard secp256k1_context_randomize(context, start) == 1 else {
                fatalError("libsecp256k1 cannot blind its context")
            }
        }
        return context
    }()
}

/// The curve that all keys are points of.
public enum Curve {
    /// Makes what signing needs, which happens by itself when the first key is used, now. So a process that cannot have
    /// it ends at its start.
    public static func prepare() { _ = CurveContext.signing }
}

extension RawSpan {
    /// The bytes as a C pointer, for the length of the call. Empty spans give a pointer that must not be read.
    @inline(__always)
    func withBytePointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else {
                var nothing: UInt8 = 0
                return withUnsafePointer(to: &nothing) { body($0) }
            }
            return body(start.assumingMemoryBound(to: UInt8.self))
        }
    }
}

extension Bytes32 {
    /// The bytes as a C pointer, for the length of the call.
    @inline(__always)
    func withBytePointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        rawSpan.withBytePointer(body)
    }

    /// The bytes that C code writes through a pointer.
    @inline(__always)
    static func written(by body: (UnsafeMutablePointer<UInt8>) -> Void) -> Bytes32 {
        var value = Bytes32()
        withUnsafeMutableBytes(of: &value.words) {
            body($0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self))
        }
        return value
    }
}
