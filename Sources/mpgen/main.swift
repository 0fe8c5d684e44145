// A plugin of the Cap'n Proto compiler: `capnp compile -o mpgen:DIRECTORY FILE.capnp…` writes Swift clients, servers
// and conversions for the interfaces and structs of the files. See doc/design/mpgen.md.

import Glibc

do {
    if CommandLine.arguments.count > 1 {
        print("mpgen is run by the Cap'n Proto compiler: capnp compile -o mpgen:DIRECTORY FILE.capnp")
        exit(CommandLine.arguments[1] == "--help" ? EXIT_SUCCESS : EXIT_FAILURE)
    }
    for output in try Generator.generate(from: Files.readStandardInput()) {
        try Files.write(output.text, to: output.path)
    }
} catch {
    Files.writeStandardError("mpgen: \(error)\n")
    exit(EXIT_FAILURE)
}
