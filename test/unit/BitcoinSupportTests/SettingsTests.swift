import Testing

@testable import BitcoinSupport

/// The order in which sources of settings count, with its historical oddities.
@Suite struct SettingsTests {
    private var settings = Settings()

    private func value(_ section: String = "regtest", ignoresDefault: Bool = false) -> JSONValue {
        settings.value(of: "name", section: section, ignoresDefaultSection: ignoresDefault)
    }

    private func list(_ section: String = "regtest", ignoresDefault: Bool = false) -> [JSONValue] {
        settings.list(of: "name", section: section, ignoresDefaultSection: ignoresDefault)
    }

    @Test mutating func prefersTheMoreSpecificSource() {
        #expect(value().isNull)
        settings.configuration = ["": ["name": ["default"]]]
        #expect(value() == "default")
        settings.configuration["regtest"] = ["name": ["section"]]
        #expect(value() == "section")
        #expect(value("main") == "default")
        settings.persistent["name"] = "persistent"
        #expect(value() == "persistent")
        settings.commandLine["name"] = ["line"]
        #expect(value() == "line")
        settings.forced["name"] = "forced"
        #expect(value() == "forced")
    }

    @Test mutating func takesTheLastValueOfTheCommandLineAndTheFirstOfTheConfiguration() {
        settings.configuration = ["": ["name": ["a", "b"]]]
        #expect(value() == "a")
        settings.commandLine["name"] = ["a", "b"]
        #expect(value() == "b")
    }

    @Test mutating func ignoresValuesBeforeANegation() {
        settings.commandLine["name"] = ["a", false, "b"]
        #expect(value() == "b")
        #expect(list() == ["b"])
        settings.commandLine["name"] = ["a", false]
        #expect(value() == false)
        #expect(list() == [])
    }

    @Test mutating func negationInTheDefaultSectionCountsEvenWhereValuesThereDoNot() {
        settings.configuration = ["": ["name": ["a"]]]
        #expect(value(ignoresDefault: true).isNull)
        settings.configuration = ["": ["name": [false]]]
        #expect(value(ignoresDefault: true) == false)
        #expect(list(ignoresDefault: true) == [])
    }

    @Test mutating func negatedChainChoiceOnTheCommandLineDoesNotCount() {
        settings.configuration = ["": ["name": ["1"]]]
        settings.commandLine["name"] = [false]
        #expect(
            settings.value(of: "name", section: "", ignoresDefaultSection: false, forChainType: true) == "1")
    }

    @Test mutating func collectsListsFromAllSources() {
        settings.commandLine["name"] = ["line"]
        settings.persistent["name"] = ["p1", "p2"]
        settings.configuration = ["regtest": ["name": ["section"]], "": ["name": ["default"]]]
        #expect(list() == ["line", "p1", "p2", "section", "default"])
        #expect(list(ignoresDefault: true) == ["line", "p1", "p2", "section"])
    }

    @Test mutating func configurationComesBackFromTheDeadAfterNegationAndNewValue() {
        settings.commandLine["name"] = [false, "line"]
        settings.persistent["name"] = "persistent"
        settings.configuration = ["": ["name": ["default"]]]
        #expect(list() == ["line", "default"])
        settings.commandLine["name"] = [false]
        #expect(list() == [])
    }

    @Test mutating func forcedValueEndsTheList() {
        settings.forced["name"] = "forced"
        settings.commandLine["name"] = ["line"]
        #expect(list() == ["forced"])
    }

    @Test mutating func noticesValuesThatAreOnlyInTheDefaultSection() {
        settings.configuration = ["": ["name": ["default"]]]
        #expect(settings.isOnlyInDefaultSection("name", section: "regtest"))
        settings.configuration["regtest"] = ["name": ["section"]]
        #expect(!settings.isOnlyInDefaultSection("name", section: "regtest"))
        settings.configuration = ["": ["name": [false]]]
        #expect(!settings.isOnlyInDefaultSection("name", section: "regtest"))
    }
}
