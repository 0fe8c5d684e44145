import BitcoinSupport

/// Options of the log.
enum LogOptions {
    private static let categories = LogCategory.sortedByName.map(\.name).joined(separator: ", ")

    static let all: [OptionDeclaration] = [
        OptionDeclaration(
            "debug=<category>", .debugTest,
            "Write debug messages of a category (default: -nodebug). Without a category, or with 1 or "
                + "\"all\", of every category; 0 or \"none\" forgets the categories named before. "
                + "Categories: \(categories). May be given several times"),
        OptionDeclaration(
            "debugexclude=<category>", .debugTest,
            "Leave out the debug messages of a category, whatever -debug says. May be given several times"),
        OptionDeclaration(
            "debuglogfile=<file>", .options,
            "Where to write the log, relative to the network's folder (default: debug.log). "
                + "-nodebuglogfile writes none"),
        OptionDeclaration("logips", .debugTest, "Write addresses of peers into the log (default: 0)"),
        OptionDeclaration(
            "loglevel=<level>|<category>:<level>", .debugTest,
            [.disallowNegation, .disallowElision, .debugOnly],
            "How much detail the categories chosen with -debug give: info, debug or trace (default: "
                + "debug), for all or for one category; may be given several times. Info, warning and error "
                + "messages are always written. Categories: \(categories)"),
        OptionDeclaration(
            "loglevelalways", .debugTest, "Show category and level in every line (default: 0)"),
        OptionDeclaration(
            "logratelimit", .debugTest,
            "Limit how much each place of the program may log in an hour, so that nobody can fill the disk "
                + "with it (default: 1)"),
        OptionDeclaration(
            "logsourcelocations", .debugTest,
            "Show source file, line and function in every line of the log (default: 0)"),
        OptionDeclaration("logthreadnames", .debugTest, "Show the thread in every line (default: 0)"),
        OptionDeclaration(
            "logtimemicros", .debugTest, .debugOnly, "Show times to the microsecond (default: 0)"),
        OptionDeclaration("logtimestamps", .debugTest, "Show the time in every line (default: 1)"),
        OptionDeclaration(
            "printtoconsole", .debugTest,
            "Write the log to the console, too (default: 1 without -daemon). To write no file use "
                + "-nodebuglogfile"),
        OptionDeclaration(
            "shrinkdebugfile", .debugTest,
            "Cut an overgrown log file short when starting (default: 1 without -debug)"),
    ]
}
