import Glibc

/// Paths of files as text, and the questions about them that start-up asks.
public enum Path {
    /// Puts a path behind a folder; an absolute path stays as it is.
    public static func join(_ base: String, _ path: String) -> String {
        if path.hasPrefix("/") || base.isEmpty { return path }
        if path.isEmpty { return base }
        return base.hasSuffix("/") ? base + path : base + "/" + path
    }

    /// Whether a path starts at the root.
    public static func isAbsolute(_ path: some StringProtocol) -> Bool { path.hasPrefix("/") }

    /// The path from the root; relative paths start in the current folder.
    public static func absolute(_ path: String) -> String {
        guard !isAbsolute(path) else { return path }
        return join(currentDirectory, path)
    }

    /// The current folder.
    public static var currentDirectory: String {
        guard let buffer = getcwd(nil, 0) else { return "/" }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    /// The path without `.`, without `..` where the folder before it is named, and without a slash at the
    /// end. It is not looked up: symbolic links are not followed.
    public static func normalized(_ path: String) -> String {
        guard !path.isEmpty else { return "" }
        let isAbsolute = isAbsolute(path)
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// Everything before the last component.
    public static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component.
    public static func fileName(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The path with all symbolic links followed, or `nil` if there is nothing.
    public static func resolved(_ path: String) -> String? {
        guard let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    // MARK: Questions

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// Whether there is anything at this path.
    public static func exists(_ path: String) -> Bool { status(path) != nil }

    /// Whether there is a folder at this path.
    public static func isDirectory(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    /// Whether there is a regular file at this path.
    public static func isFile(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    }

    /// Whether there is a pipe with a name at this path.
    public static func isPipe(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFIFO } ?? false
    }

    /// Whether there is a socket at this path.
    public static func isSocket(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFSOCK } ?? false
    }

    /// Whether a path is itself a symbolic link, whatever that leads to.
    public static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// What is in a folder, by its paths, up to a limit; empty if the folder cannot be listed.
    public static func entries(_ folder: String, limit: Int = .max) -> [String] {
        let descriptor = FileCalls.openFolder(folder)
        guard descriptor >= 0 else { return [] }
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            return []
        }
        defer { closedir(directory) }
        var paths: [String] = []
        while paths.count < limit, let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
                String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { paths.append(join(folder, name)) }
        }
        return paths
    }

    /// Whether both paths lead to the same file.
    public static func areSame(_ left: String, _ right: String) -> Bool {
        guard let left = status(left), let right = status(right) else { return false }
        return left.st_dev == right.st_dev && left.st_ino == right.st_ino
    }

    /// Creates a folder and all that it lies in.
    public static func createDirectories(_ path: String) throws(FileError) {
        if path.isEmpty || isDirectory(path) { return }
        try createDirectories(parent(path))
        guard FileCalls.createFolder(path) == 0 || errno == EEXIST else {
            throw FileError(operation: "filesystem error: cannot create directories", path: path)
        }
    }

    /// The path in quotation marks, as messages show it.
    public static func quoted(_ path: String) -> String {
        "\"" + path.reduce(into: "") { $0 += $1 == "\"" || $1 == "\\" ? "\\\($1)" : String($1) } + "\""
    }
}

/// Why the system refused something about a file.
public struct FileError: Error, Equatable, CustomStringConvertible {
    /// What was tried.
    public let operation: String
    /// The file.
    public let path: String
    /// The system's code.
    public let code: Int32

    /// An error with the code that the last system call left.
    public init(operation: String, path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The message for users.
    public var description: String { "\(operation): \(SystemError.text(code)) [\(path)]" }
}

/// The system's error codes.
public enum SystemError {
    /// What a code means.
    public static func text(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
