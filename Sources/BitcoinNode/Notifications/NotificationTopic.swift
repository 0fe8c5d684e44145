/// What can be subscribed to. The raw value is the first part of each message, by which subscribers choose.
enum NotificationTopic: String, CaseIterable {
    /// The hash of the new tip of the best chain.
    case blockHash = "hashblock"
    /// The ids of transactions that enter the mempool, and of those of blocks that enter or leave the best chain.
    case transactionID = "hashtx"
    /// The new tip of the best chain.
    case block = "rawblock"
    /// The transactions whose ids are told under ``transactionID``.
    case transaction = "rawtx"
    /// Each step of chain and mempool, so that subscribers can follow both without gaps.
    case sequence

    /// What users call a publisher of this: the option that makes it, without its prefix.
    var publisherName: String { "pub\(rawValue)" }
}

/// A message without the number that each publisher gives it.
struct Notification: Equatable {
    /// The topic.
    let topic: NotificationTopic
    /// The content.
    let content: [UInt8]
}
