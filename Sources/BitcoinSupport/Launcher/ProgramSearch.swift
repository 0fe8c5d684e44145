import Glibc

/// Finds and becomes another program of this installation.
public struct ProgramSearch: Sendable {
    /// How the running program was called.
    private let invocation: String
    /// The folders of `PATH`.
    private let searchPath: [String]

    /// A search that starts at the running program. `invocation` is the word that it was called by.
    public init(invocation: String, searchPath: String? = getenv("PATH").map { String(cString: $0) }) {
        self.invocation = invocation
        self.searchPath = (searchPath ?? "").split(separator: ":", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// A program that was called by its path is taken to be a local build: then the system's folders are not
    /// searched, which could hold other versions.
    private var searchesSystem: Bool { !invocation.contains("/") }

    /// Where the program may be, in the order in which to try.
    ///
    /// Programs that users do not call themselves are installed in `libexec` beside `bin`.
    public func candidates(for program: String) -> [String] {
        var paths: [String] = []
        let folder = self.folder
        if Path.fileName(folder) == "bin" {
            paths.append(Path.join(Path.join(Path.parent(folder), "libexec"), program))
        }
        if !folder.isEmpty { paths.append(Path.join(folder, program)) }
        if searchesSystem { paths.append(program) }
        return paths
    }

    /// The folder of the running program, with symbolic links followed.
    private var folder: String {
        var path = invocation
        if searchesSystem {
            path = searchPath.lazy.map { Path.join($0, invocation) }.first { Path.isFile($0) } ?? invocation
        }
        return Path.parent(Path.resolved(path) ?? path)
    }

    /// Becomes the program. Returns only to throw.
    public func run(_ program: String, arguments: [String]) throws(ArgumentsError) -> Never {
        let candidates = candidates(for: program)
        for (index, path) in candidates.enumerated() {
            let code = ProgramSearch.execute(path, arguments: arguments)
            if code != ENOENT || index == candidates.count - 1 {
                throw ArgumentsError("execvp failed to execute '\(path)': \(SystemError.text(code))")
            }
        }
        throw ArgumentsError("execvp failed to execute '\(program)': \(SystemError.text(ENOENT))")
    }

    private static func execute(_ path: String, arguments: [String]) -> Int32 {
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        execvp(path, words)
        return errno
    }
}
