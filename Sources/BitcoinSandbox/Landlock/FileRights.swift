/// What Landlock governs about files, by the kernel's numbers (`LANDLOCK_ACCESS_FS_…`).
struct FileRights: OptionSet, Sendable {
    let rawValue: UInt64

    static let execute = FileRights(rawValue: 1 << 0)
    static let writeFile = FileRights(rawValue: 1 << 1)
    static let readFile = FileRights(rawValue: 1 << 2)
    static let readFolder = FileRights(rawValue: 1 << 3)
    static let removeFolder = FileRights(rawValue: 1 << 4)
    static let removeFile = FileRights(rawValue: 1 << 5)
    static let makeCharacterDevice = FileRights(rawValue: 1 << 6)
    static let makeFolder = FileRights(rawValue: 1 << 7)
    static let makeFile = FileRights(rawValue: 1 << 8)
    static let makeSocket = FileRights(rawValue: 1 << 9)
    static let makeFIFO = FileRights(rawValue: 1 << 10)
    static let makeBlockDevice = FileRights(rawValue: 1 << 11)
    static let makeSymbolicLink = FileRights(rawValue: 1 << 12)
    /// Since version 2: moving and linking files between folders. Before, that is always refused.
    static let refer = FileRights(rawValue: 1 << 13)
    /// Since version 3.
    static let truncate = FileRights(rawValue: 1 << 14)
    /// Since version 5: `ioctl` on devices.
    static let controlDevice = FileRights(rawValue: 1 << 15)

    /// The rights that there can be to something that is no folder.
    static let ofFiles: FileRights = [.execute, .writeFile, .readFile, .truncate, .controlDevice]

    /// All that a program has a use for: it runs nothing, and makes no devices. Nor does it make symbolic links, behind
    /// which a path could become another one while it is being looked at.
    static let everything: FileRights = [
        .writeFile, .readFile, .readFolder, .removeFolder, .removeFile, .makeFolder, .makeFile, .makeSocket,
        .makeFIFO, .refer, .truncate, .controlDevice,
    ]

    /// The rights that an access consists of.
    init(_ access: SandboxProfile.Access) {
        switch access {
        case .read: self = [.readFile, .readFolder]
        case .write: self = [.readFile, .readFolder, .writeFile, .truncate]
        case .own:
            self = [
                .readFile, .readFolder, .writeFile, .truncate, .makeFile, .makeFolder, .removeFile,
                .removeFolder, .refer,
            ]
        }
    }

    init(rawValue: UInt64) { self.rawValue = rawValue }
}
