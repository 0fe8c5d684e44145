extension Arguments {
    /// The name of the configuration file.
    public static let configurationFileName = "bitcoin.conf"

    /// The configuration file that was or would have been read; "" with `-noconf`.
    public var configurationPath: String { state.withLock { $0.configurationPath ?? "" } }

    /// The configuration file, and those that it includes, that were read.
    public var configurationFiles: [String] {
        state.withLock { state in
            [state.configurationPath].compactMap(\.self).filter { !$0.isEmpty } + state.includedPaths
        }
    }

    /// Reads bitcoin.conf and the files that it includes.
    public func readConfigurationFiles(ignoresUnknown: Bool = false) throws(ArgumentsError) {
        let path = locateConfiguration()
        if !path.isEmpty {
            if Path.isDirectory(path) { throw ArgumentsError("Config file \"\(path)\" is a directory.") }
            if let text = Arguments.contents(of: path) {
                try read(text, file: path, ignoresUnknown: ignoresUnknown)
                try readIncludes(ignoresUnknown: ignoresUnknown)
            } else if isSet("conf") {
                throw ArgumentsError("specified config file \"\(path)\" could not be opened.")
            }
        }
        // bitcoin.conf may have named another data directory.
        guard hasValidDataDirectory else {
            throw ArgumentsError(
                "specified data directory \"\(string("datadir", default: ""))\" does not exist.")
        }
    }

    private func locateConfiguration() -> String {
        state.withLock { state in
            state.settings.configuration = [:]
            state.sections = []
            state.includedPaths = []
            let path = self.path("conf", default: Arguments.configurationFileName, in: state)
            let isPlain = path.isEmpty || Path.isAbsolute(path)
            let location = isPlain ? path : Path.join(dataDirectory(in: state), path)
            state.configurationPath = location
            return location
        }
    }

    static func contents(of path: String) -> String? {
        (try? FileContents.read(path)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Reads the text of one configuration file; `file` is what messages call it.
    func read(_ text: String, file: String, ignoresUnknown: Bool) throws(ArgumentsError) {
        let text = try ConfigurationText(text, file: file)
        state.withLock { $0.sections += text.sections }
        for assignment in text.assignments {
            let key = SettingKey(assignment.key)
            if key.name == "conf" {
                throw ArgumentsError(
                    "conf cannot be set in the configuration file; use includeconf= if you want to include "
                        + "additional config files")
            }
            if key.name == "reindex" {
                Log.warning(
                    "reindex=1 is set in the configuration file, which will significantly slow down "
                        + "startup. Consider removing or commenting out this option for better performance, "
                        + "unless there is currently a condition which makes rebuilding the indexes necessary"
                )
            }
            if let option = table[key.name] {
                let value = try key.interpret(assignment.value, option)
                state.withLock {
                    $0.settings.configuration[key.section, default: [:]][key.name, default: []].append(value)
                }
            } else if ignoresUnknown {
                Log.warning("Ignoring unknown configuration value \(assignment.key)")
            } else {
                throw ArgumentsError("Invalid configuration value \(assignment.key)")
            }
        }
    }

    // MARK: Included files

    private func readIncludes(ignoresUnknown: Bool) throws(ArgumentsError) {
        // The command line can only negate it, which switches inclusion off.
        guard state.withLock({ $0.settings.commandLine["includeconf"] == nil }) else { return }
        let chain = try chainName()
        let ofChain = includes(in: chain)
        let ofDefault = includes(in: "")
        for name in ofChain.files + ofDefault.files {
            let path = Path.join(dataDirectory, name)
            if Path.isDirectory(path) {
                throw ArgumentsError("Included config file \"\(path)\" is a directory.")
            }
            guard let text = Arguments.contents(of: path) else {
                throw ArgumentsError("Failed to include configuration file \(name)")
            }
            try read(text, file: name, ignoresUnknown: ignoresUnknown)
            state.withLock { $0.includedPaths.append(path) }
            Log.info("Included configuration file \(name)")
        }
        // Included files include nothing themselves.
        var ignored =
            includes(in: chain, skipping: ofChain.count).files
            + includes(in: "", skipping: ofDefault.count).files
        let finalChain = try chainName()
        if finalChain != chain { ignored += includes(in: finalChain).files }
        for name in ignored where warnsUser {
            StandardError.write(
                "warning: -includeconf cannot be used from included files; ignoring -includeconf=\(name)\n")
        }
    }

    /// The files that a section includes, and how many words it has about that.
    private func includes(in section: String, skipping skipped: Int = 0) -> (files: [String], count: Int) {
        let values = state.withLock { $0.settings.configuration[section]?["includeconf"] ?? [] }
        let first = max(skipped, (values.lastIndex(of: false) ?? -1) + 1)
        return (values.dropFirst(first).compactMap(\.string), values.count)
    }
}
