internal import CCryptoBoringSSL

/// The stream cipher of RFC8439, by BoringSSL.
enum ChaCha20 {
    /// `count` bytes of the stream of a key (32 bytes) and nonce (12 bytes), from a block on.
    static func keystream(key: [UInt8], nonce: [UInt8], block: UInt32, count: Int) -> [UInt8] {
        precondition(key.count == 32 && nonce.count == 12)
        let zeroes = [UInt8](repeating: 0, count: count)
        return [UInt8](unsafeUninitializedCapacity: count) { output, written in
            CCryptoBoringSSL_CRYPTO_chacha_20(output.baseAddress, zeroes, count, key, nonce, block)
            written = count
        }
    }
}

/// Authenticated encryption of RFC8439, by BoringSSL.
enum ChaCha20Poly1305 {
    /// Bytes that authenticate a message.
    static let tagSize = 16

    /// The message encrypted, followed by its tag. The key has 32 bytes, the nonce 12.
    static func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], authenticating: [UInt8]) -> [UInt8] {
        withContext(key) { context in
            let capacity = plaintext.count + tagSize
            return [UInt8](unsafeUninitializedCapacity: capacity) { output, written in
                let succeeded = CCryptoBoringSSL_EVP_AEAD_CTX_seal(
                    context, output.baseAddress, &written, capacity, nonce, nonce.count, plaintext,
                    plaintext.count, authenticating, authenticating.count)
                // Fails only for sizes that the type of the cipher rules out.
                precondition(succeeded == 1 && written == capacity)
            }
        }
    }

    /// The message without its tag; nil if the tag is not the message's.
    static func open(
        _ ciphertext: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8], authenticating: [UInt8]
    ) -> [UInt8]? {
        guard ciphertext.count >= tagSize else { return nil }
        return withContext(key) { context in
            var isAuthentic = false
            let plaintext = ciphertext.withUnsafeBufferPointer { input in
                [UInt8](unsafeUninitializedCapacity: ciphertext.count) { output, written in
                    let succeeded = CCryptoBoringSSL_EVP_AEAD_CTX_open(
                        context, output.baseAddress, &written, ciphertext.count, nonce, nonce.count,
                        input.baseAddress, input.count, authenticating, authenticating.count)
                    isAuthentic = succeeded == 1
                    if !isAuthentic { written = 0 }
                }
            }
            return isAuthentic ? plaintext : nil
        }
    }

    private static func withContext<Result>(
        _ key: [UInt8], _ body: (UnsafePointer<EVP_AEAD_CTX>) -> Result
    ) -> Result {
        precondition(key.count == 32)
        var context = EVP_AEAD_CTX()
        // Fails only for keys and tags of another size.
        let isReady = CCryptoBoringSSL_EVP_AEAD_CTX_init(
            &context, CCryptoBoringSSL_EVP_aead_chacha20_poly1305(), key, key.count, tagSize, nil)
        precondition(isReady == 1)
        defer { CCryptoBoringSSL_EVP_AEAD_CTX_cleanup(&context) }
        return body(&context)
    }
}
