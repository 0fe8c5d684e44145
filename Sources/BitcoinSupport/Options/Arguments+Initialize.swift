extension Arguments {
    /// Everything between the command line and a program that knows where its data is: reads bitcoin.conf,
    /// settles the network, makes the folders, and reads and rewrites settings.json.
    ///
    /// - Parameter ownsSettings: false in a process that reads the settings of another one, and so leaves the file alone.
    public func initialize(ownsSettings: Bool = true) throws(ConfigurationError) {
        guard hasValidDataDirectory else {
            throw ConfigurationError(
                "Specified data directory \"\(string("datadir", default: ""))\" does not exist.")
        }
        // bitcoin.conf can name another data directory than the one that it was found in.
        let originalDirectory = dataDirectory
        let originalConfiguration = dataPath(
            path("conf", default: Arguments.configurationFileName), networkSpecific: false)
        do {
            try readConfigurationFiles(ignoresUnknown: true)
        } catch {
            throw ConfigurationError("Error reading configuration file: \(error)")
        }
        do {
            selectNetwork(try chainType())
        } catch {
            throw ConfigurationError(error.description)
        }
        do throws(FileError) {
            try createDataDirectories()
        } catch {
            throw ConfigurationError(error.description)
        }
        try checkIgnoredConfiguration(
            originalDirectory: originalDirectory, originalConfiguration: originalConfiguration)
        try initializeSettings(writes: ownsSettings)
    }

    /// New data directories get a folder for wallets; old ones may have their wallets elsewhere.
    private func createDataDirectories() throws(FileError) {
        for directory in [dataDirectory, networkDirectory] where !Path.exists(directory) {
            try Path.createDirectories(Path.join(directory, "wallets"))
        }
    }

    /// A bitcoin.conf that lies in the data directory without being used is most likely a mistake.
    private func checkIgnoredConfiguration(
        originalDirectory: String, originalConfiguration: String
    ) throws(ConfigurationError) {
        let directory = Path.quoted(dataDirectory)
        let name = Path.quoted(Arguments.configurationFileName)
        let ignored = Path.join(dataDirectory, Arguments.configurationFileName)
        guard Path.exists(ignored) else { return }
        if originalConfiguration.isEmpty {
            Log.info(
                "Data directory \(directory) contains a \(name) file which is explicitly ignored using "
                    + "-noconf.")
            return
        }
        guard !Path.areSame(originalConfiguration, ignored) else { return }
        let chosen = string("conf", default: "")
        let source =
            chosen.isEmpty
            ? "data directory \(Path.quoted(originalDirectory))"
            : "command line argument \(Path.quoted("-conf=" + chosen))"
        let message =
            "Data directory \(directory) contains a \(name) file which is ignored, because a different "
            + "configuration file \(Path.quoted(originalConfiguration)) from \(source) is being used instead. "
            + "Possible ways to address this would be to:\n"
            + "- Delete or rename the \(name) file in data directory \(directory).\n"
            + "- Change datadir= or conf= options to specify one configuration file, not two, and use "
            + "includeconf= to include any other configuration files."
        guard bool("allowignoredconf", default: false) else {
            throw ConfigurationError(
                message
                    + "\n- Set allowignoredconf=1 option to treat this condition as a warning, not an error.")
        }
        Log.warning(message)
    }

    private func initializeSettings(writes: Bool) throws(ConfigurationError) {
        guard settingsPath != nil else { return }
        do {
            try readSettingsFile()
        } catch {
            throw ConfigurationError("Settings file could not be read", details: error.messages)
        }
        guard writes else { return }
        do {
            try writeSettingsFile()
        } catch {
            throw ConfigurationError("Settings file could not be written", details: error.messages)
        }
    }
}
