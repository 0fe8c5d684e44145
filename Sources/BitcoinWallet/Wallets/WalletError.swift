/// Why something about a wallet cannot be done, in words for the user.
struct WalletError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
