import BitcoinTesting
import Testing

@testable import BitcoinSupport

@Suite struct ConfigurationTests {
    private let folder = TemporaryDirectory()
    private static let table = OptionTable([
        OptionDeclaration("datadir=<dir>", .options, .disallowNegation, "D"),
        OptionDeclaration("conf=<file>", .options, "C"),
        OptionDeclaration("includeconf=<file>", .options, "I"),
        OptionDeclaration("allowignoredconf", .options, "A"),
        OptionDeclaration("settings=<file>", .options, "S"),
        OptionDeclaration("chain=<chain>", .chainParameters, "C"),
        OptionDeclaration("regtest", .chainParameters, "R"),
        OptionDeclaration("signet", .chainParameters, "S"),
        OptionDeclaration("testnet", .chainParameters, "T"),
        OptionDeclaration("testnet4", .chainParameters, "T"),
        OptionDeclaration("port=<n>", .connection, .networkOnly, "P"),
        OptionDeclaration("server", .rpc, "S"),
        OptionDeclaration("rpcpassword=<pw>", .rpc, .sensitive, "P"),
        OptionDeclaration("uacomment=<cmt>", .debugTest, "U"),
        OptionDeclaration("blocksdir=<dir>", .options, "B"),
        OptionDeclaration("walletdir=<dir>", .wallet, .networkOnly, "W"),
    ])

    private func write(_ text: String, to name: String = "bitcoin.conf") throws {
        try FileContents.write(Array(text.utf8), to: folder.file(name))
    }

    private func arguments(_ words: String...) throws -> Arguments {
        let arguments = Arguments(Self.table)
        try arguments.parse(["-datadir=\(folder.path)"] + words)
        return arguments
    }

    private func read(_ words: String..., ignoresUnknown: Bool = false) throws -> Arguments {
        let arguments = Arguments(Self.table)
        try arguments.parse(["-datadir=\(folder.path)"] + words)
        try arguments.readConfigurationFiles(ignoresUnknown: ignoresUnknown)
        arguments.selectNetwork(try arguments.chainType())
        return arguments
    }

    private func readError(_ text: String, _ words: String...) throws -> String {
        try write(text)
        let arguments = Arguments(Self.table)
        try arguments.parse(["-datadir=\(folder.path)"] + words)
        return try #require(throws: ArgumentsError.self) { try arguments.readConfigurationFiles() }
            .description
    }

    @Test func readsSectionsCommentsAndSpaces() throws {
        try write(
            """
            # comment
              regtest = 1\t# on
            uacomment= a b \r
            main.port=2
            foo.port=4
            [regtest]
            port=1
            [main]
            port=3
            """)
        let arguments = try read()
        #expect(arguments.selectedChain == .regtest)
        #expect(arguments.string("uacomment") == "a b")
        #expect(arguments.string("port") == "1")
        #expect(arguments.unrecognizedSections.map(\.name) == ["foo"])
    }

    @Test func networkOnlyOptionsCountInTheirSectionOnly() throws {
        try write("port=1\nserver=1\n")
        let arguments = try read("-regtest")
        #expect(arguments.string("port") == nil)
        #expect(arguments.string("server") == "1")
        #expect(arguments.unsuitableSectionOnlyOptions == ["-port"])
        let main = try read()
        #expect(main.string("port") == "1")
        #expect(main.unsuitableSectionOnlyOptions == [])
    }

    @Test func namesWhatIsWrongAsUpstreamDoes() throws {
        #expect(try readError("garbage") == "parse error on line 1: garbage")
        #expect(
            try readError("\nnono\n")
                == "parse error on line 2: nono, if you intended to specify a negated option, use nono=1 instead"
        )
        #expect(
            try readError("-dash=1")
                == "parse error on line 1: -dash=1, options in configuration file must be specified without "
                + "leading -")
        #expect(
            try readError("[main]\nrpcpassword=some#pass")
                == "parse error on line 2, using # in rpcpassword can be ambiguous and should be avoided")
        #expect(
            try readError("conf=x")
                == "conf cannot be set in the configuration file; use includeconf= if you want to include "
                + "additional config files")
        #expect(try readError("foo=1") == "Invalid configuration value foo")
        #expect(
            try readError("", "-conf=none.conf")
                == "specified config file \"\(folder.file("none.conf"))\" could not be opened.")
        #expect(
            try readError("", "-conf=\(folder.path)")
                == "Config file \"\(folder.path)\" is a directory.")
    }

    @Test func includesFilesButNotTheirIncludes() throws {
        try write("includeconf=one.conf\n[regtest]\nincludeconf=two.conf\n")
        try write("uacomment=one\nincludeconf=three.conf\n", to: "one.conf")
        try write("uacomment=two\n", to: "two.conf")
        try write("uacomment=three\n", to: "three.conf")
        #expect(try read("-regtest").list("uacomment") == ["two", "one"])
        #expect(try read().list("uacomment") == ["one"])
        #expect(try read("-noincludeconf").list("uacomment") == [])
        #expect(
            try readError("includeconf=none.conf") == "Failed to include configuration file none.conf")
        #expect(
            try readError("includeconf=\(folder.path)")
                == "Included config file \"\(folder.path)\" is a directory.")
    }

    @Test func choosesTheNetwork() throws {
        #expect(try arguments().chainType() == .main)
        #expect(try arguments("-testnet").chainType() == .testnet)
        #expect(try arguments("-chain=test").chainType() == .testnet)
        #expect(try arguments("-chain=signet").chainType() == .signet)
        #expect(try arguments("-testnet4").chainType() == .testnet4)
        #expect(try arguments("-testnet4=0").chainType() == .main)
        #expect(throws: ArgumentsError("Unknown chain foo.")) { try arguments("-chain=foo").chainType() }
        #expect(
            throws: ArgumentsError(
                "Invalid combination of -regtest, -signet, -testnet, -testnet4 and -chain. "
                    + "Can use at most one.")
        ) { try arguments("-regtest", "-chain=main").chainType() }
    }

    @Test func makesFoldersAndSettingsOfANetwork() throws {
        let arguments = try arguments("-regtest")
        try arguments.initialize()
        #expect(arguments.networkDirectory == folder.file("regtest"))
        #expect(Path.isDirectory(folder.file("regtest/wallets")))
        #expect(arguments.walletDirectory == folder.file("regtest/wallets"))
        #expect(try arguments.blocksDirectory() == folder.file("regtest/blocks"))
        let text = String(
            decoding: try FileContents.read(folder.file("regtest/settings.json")), as: UTF8.self)
        #expect(
            text == """
                {
                    "_warning_": "This file is automatically generated and updated by Bitcoin Core. Please do \
                not edit this file while the node is running, as any changes might be ignored or overwritten."
                }

                """)
    }

    @Test func keepsSettingsThatItDoesNotKnow() throws {
        try write(#"{"uacomment":["a","b"],"unknown":true,"server":false}"#, to: "settings.json")
        let arguments = try arguments()
        try arguments.initialize()
        #expect(arguments.list("uacomment") == ["a", "b"])
        #expect(arguments.isNegated("server"))
        #expect(arguments.persistentSetting("-server") == false)
        arguments.updatePersistentSettings { $0["server"] = nil }
        try arguments.writeSettingsFile()
        let written = try JSONValue(parsing: try FileContents.read(folder.file("settings.json")))
        #expect(written["unknown"] == true)
        #expect(written["server"].isNull)
    }

    @Test(arguments: [
        ("invalid json", "does not contain valid JSON."),
        ("\"string\"", "Found non-object value \"string\" in"),
        (#"{"key":1,"key":2}"#, "Found duplicate key key in settings file"),
    ])
    func refusesDamagedSettings(text: String, message: String) throws {
        try write(text, to: "settings.json")
        let arguments = try arguments()
        let error = try #require(throws: ConfigurationError.self) { try arguments.initialize() }
        #expect(error.message == "Settings file could not be read")
        #expect(error.description.contains(message))
        #expect(String(decoding: try FileContents.read(folder.file("settings.json")), as: UTF8.self) == text)
    }

    @Test func negatedSettingsLeaveTheFileAlone() throws {
        try write("invalid json", to: "settings.json")
        try arguments("-nosettings").initialize()
    }

    @Test func refusesAConfigurationThatWouldBeIgnored() throws {
        try write("")
        let other = TemporaryDirectory()
        try FileContents.write(Array("datadir=\(folder.path)\n".utf8), to: other.file("x.conf"))
        let arguments = Arguments(Self.table)
        try arguments.parse(["-conf=\(other.file("x.conf"))"])
        let error = try #require(throws: ConfigurationError.self) { try arguments.initialize() }
        #expect(
            error.message.hasPrefix(
                "Data directory \"\(folder.path)\" contains a \"bitcoin.conf\" file which is ignored, because a "
                    + "different configuration file \"\(other.file("x.conf"))\" from command line argument "
                    + "\"-conf=\(other.file("x.conf"))\" is being used instead."))
        try arguments.parse(["-conf=\(other.file("x.conf"))", "-allowignoredconf"])
        try arguments.initialize()
    }

    @Test func refusesDataDirectoriesThatDoNotExist() throws {
        let arguments = Arguments(Self.table)
        try arguments.parse(["-datadir=/nonexistent"])
        #expect(
            throws: ConfigurationError("Specified data directory \"/nonexistent\" does not exist.")
        ) { try arguments.initialize() }
    }

    @Test func distinguishesFoldersThatAreMissing() throws {
        let arguments = try arguments("-blocksdir=/nonexistent", "-walletdir=/nonexistent")
        #expect(try arguments.blocksDirectory() == "")
        #expect(arguments.walletDirectory == "")
        #expect(arguments.dataPath("x") == folder.file("x"))
        #expect(arguments.dataPath("/x") == "/x")
    }
}
