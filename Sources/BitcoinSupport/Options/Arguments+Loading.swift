extension Arguments {
    /// Why the configuration of a program could not be loaded.
    public struct LoadingError: Error, Sendable, Equatable {
        /// What is wrong.
        public let message: String
        /// The single problems behind it.
        public let details: [String]

        init(_ message: String, details: [String] = []) {
            self.message = message
            self.details = details
        }
    }

    /// Reads bitcoin.conf and settings.json behind a command line that has been parsed, settles the network and
    /// creates the data directory if it is missing.
    public func load() throws(LoadingError) {
        guard hasValidDataDirectory else {
            throw LoadingError(
                "Specified data directory \"\(string("datadir", default: ""))\" does not exist.")
        }
        // bitcoin.conf may name another data directory, but then a second bitcoin.conf there is not read.
        let directoryBefore = dataDirectory
        do {
            try readConfigurationFiles(ignoresUnknown: true)
        } catch {
            throw LoadingError("Error reading configuration file: \(error)")
        }
        do {
            selectNetwork(try chainType())
        } catch {
            throw LoadingError("\(error)")
        }
        try createDirectories()
        try checkIgnoredConfiguration(directoryBefore: directoryBefore)
        try loadSettings()
    }

    /// A new data directory gets a folder for wallets, so that they are never mixed up with other files.
    private func createDirectories() throws(LoadingError) {
        do {
            for directory in [dataDirectory, networkDirectory] where !Path.exists(directory) {
                try Path.createDirectories(Path.join(directory, "wallets"))
            }
        } catch {
            throw LoadingError("\(error)")
        }
    }

    private func checkIgnoredConfiguration(directoryBefore: String) throws(LoadingError) {
        let directory = dataDirectory
        let name = Arguments.configurationFileName
        let ignored = Path.join(directory, name)
        guard Path.exists(ignored) else { return }
        guard !configurationPath.isEmpty else {
            Log.info(
                "Data directory \"\(directory)\" contains a \"\(name)\" file which is explicitly ignored using "
                    + "-noconf.")
            return
        }
        guard !Path.areSame(configurationPath, ignored) else { return }
        let chosen = string("conf", default: "")
        let source =
            chosen.isEmpty
            ? "data directory \"\(directoryBefore)\"" : "command line argument \"-conf=\(chosen)\""
        let message = """
            Data directory "\(directory)" contains a "\(name)" file which is ignored, because a different \
            configuration file "\(configurationPath)" from \(source) is being used instead. Possible ways to address \
            this would be to:
            - Delete or rename the "\(name)" file in data directory "\(directory)".
            - Change datadir= or conf= options to specify one configuration file, not two, and use includeconf= to \
            include any other configuration files.
            """
        guard !bool("allowignoredconf", default: false) else {
            Log.warning(message)
            return
        }
        throw LoadingError(
            message + "\n- Set allowignoredconf=1 option to treat this condition as a warning, not an error.")
    }

    private func loadSettings() throws(LoadingError) {
        guard settingsPath != nil else { return }
        do {
            try readSettingsFile()
        } catch {
            throw LoadingError("Settings file could not be read", details: error.messages)
        }
        do {
            try writeSettingsFile()
        } catch {
            throw LoadingError("Settings file could not be written", details: error.messages)
        }
    }
}
