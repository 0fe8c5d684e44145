import QtBridge

// The pictures of the windows, in a square of 24 units.
extension QtIcon {
    static let overview = QtIcon("M3,11L12,3L21,11L21,21L14,21L14,15L10,15L10,21L3,21Z")
    static let send = QtIcon("M3,4L21,12L3,20L3,14L13,12L3,10Z")
    static let receive = QtIcon("M10,3H14V11H18L12,17L6,11H10Z M3,19H21V21H3Z")
    static let transactions = QtIcon(
        "M3,5H6V8H3Z M8,5H21V8H8Z M3,11H6V14H3Z M8,11H21V14H8Z M3,17H6V20H3Z M8,17H21V20H8Z")
    static let lockClosed = QtIcon(
        "M6,10V8C6,0 18,0 18,8V10H20V21H4V10Z M8,10H16V8C16,3 8,3 8,8Z M11,13H13V18H11Z")
    static let lockOpen = QtIcon(
        "M6,10V8C6,0 18,0 18,8H16C16,3 8,3 8,8V10H20V21H4V10Z M11,13H13V18H11Z")
    static let connectionsNone = QtIcon("M4,3L12,11L20,3L21,4L13,12L21,20L20,21L12,13L4,21L3,20L11,12L3,4Z")
    static let connectionsFew = QtIcon(
        "M4,16H7V20H4Z M9,12H12V20H9Z M14,8H17V20H14Z M15,9V19H16V9Z M19,4H22V20H19Z M20,5V19H21V5Z")
    static let connectionsMany = QtIcon("M4,16H7V20H4Z M9,12H12V20H9Z M14,8H17V20H14Z M19,4H22V20H19Z")
    static let synced = QtIcon("M3,13L6,10L10,14L18,5L21,8L10,20Z")
    static let syncing = QtIcon(
        "M12,3C17,3 21,7 21,12H18C18,8.7 15.3,6 12,6V9L7,4.5L12,0Z M12,21C7,21 3,17 3,12H6C6,15.3 8.7,18 12,18V15L17,19.5L12,24Z"
    )
    static let proxy = QtIcon("M12,2L20,5V12C20,17 16,20 12,22C8,20 4,17 4,12V5Z")
    static let warning = QtIcon("M12,2L23,21H1Z M11,9H13V15H11Z M11,17H13V19H11Z")
    /// A coin with two strokes of a balance: the program's own mark.
    static let coin = QtIcon(
        "M12,1C18,1 23,6 23,12C23,18 18,23 12,23C6,23 1,18 1,12C1,6 6,1 12,1Z M8,6V18H13C18,18 18,12 14.5,11.8C17,11 17,6 12.5,6Z M10.5,8H12.5C14.5,8 14.5,11 12.5,11H10.5Z M10.5,13H13C15.5,13 15.5,16 13,16H10.5Z"
    )

    /// The colour of the program's mark on a network.
    static func colour(ofNetwork name: String) -> UInt32 {
        switch name {
        case "main": 0xF7931A
        case "test": 0x5C9E31
        case "testnet4": 0x2E8B9A
        case "signet": 0xA86BC9
        default: 0x4A7BD0
        }
    }
}

/// Colours that mean something.
enum Colour {
    static let negative: UInt32 = 0xD0342C
    static let muted: UInt32 = 0x8A8A8A
    static let received: UInt32 = 0x2E9E4F
    static let sent: UInt32 = 0xD98324
}
