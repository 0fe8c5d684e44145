import Foundation
import PackagePlugin

/// Turns the Cap'n Proto schemas of a target into Swift while the target is built.
///
/// Every `.capnp` file of the target is compiled, but for those in a folder `mp`: they are only imported, as
/// `/mp/NAME.capnp`. A target without such a folder imports those of BitcoinIPC. The programs that do it are found through the environment:
///
///     CAPNP_EXECUTABLE   the Cap'n Proto compiler; else that of the prefixes in BITCOIN_PREFIX
///                        (native/bin/capnp, then bin/capnp), else the one in PATH
///     MPGEN_EXECUTABLE   the code generator; else the one that this package builds
@main
struct CompileSchemas: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target.sourceModule else { return [] }
        let schemas = module.sourceFiles.map(\.url).filter { $0.pathExtension == "capnp" }
            .sorted { $0.path < $1.path }
        let compiled = schemas.filter { $0.deletingLastPathComponent().lastPathComponent != "mp" }
        guard let folder = compiled.first?.deletingLastPathComponent() else { return [] }
        if let stray = compiled.first(where: { $0.deletingLastPathComponent() != folder }) {
            throw SchemaFolderError(folder: folder, stray: stray)
        }

        let environment = ProcessInfo.processInfo.environment
        let compiler = try Self.compiler(environment, package: context.package.directoryURL)
        let generator = try Self.generator(environment, context: context)
        let output = context.pluginWorkDirectoryURL
        var arguments = ["compile", "--src-prefix=\(folder.path)", "-o\(generator.path):\(output.path)"]
        arguments.append("-I\(Self.importPath(of: schemas, package: context.package.directoryURL).path)")
        arguments += compiled.map(\.path)
        return [
            .buildCommand(
                displayName: "Compiling the schemas of \(target.name)", executable: compiler,
                arguments: arguments, inputFiles: schemas + [generator],
                outputFiles: compiled.map { output.appending(path: "\($0.lastPathComponent).swift") }
                    + [output.appending(path: "Schemas.swift")])
        ]
    }

    /// The folder that `/mp/NAME.capnp` is looked for in: the target's own, or else that of the package's IPC module.
    private static func importPath(of schemas: [URL], package: URL) -> URL {
        schemas.map { $0.deletingLastPathComponent() }.first { $0.lastPathComponent == "mp" }?
            .deletingLastPathComponent() ?? package.appending(path: "Sources/BitcoinIPC/Schemas")
    }

    private static func compiler(_ environment: [String: String], package: URL) throws -> URL {
        if let path = environment["CAPNP_EXECUTABLE"], !path.isEmpty {
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw MissingProgram(
                    name: "capnp",
                    remedy: "CAPNP_EXECUTABLE is \(path), which is not a program that can be run.")
            }
            return URL(filePath: path)
        }
        let prefixes =
            environment["BITCOIN_PREFIX"]?.split(separator: ":").map(String.init)
            ?? ["\(package.path)/depends/x86_64-pc-linux-gnu"]
        let folders =
            prefixes.flatMap { ["\($0)/native/bin", "\($0)/bin"] }
            + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/capnp") {
            return URL(filePath: "\(folder)/capnp")
        }
        throw MissingProgram(
            name: "capnp",
            remedy: """
                Build it with 'make -C depends', or install the Cap'n Proto compiler (on Debian and Ubuntu: \
                apt-get install capnproto), or set CAPNP_EXECUTABLE to its path.
                """)
    }

    private static func generator(_ environment: [String: String], context: PluginContext) throws -> URL {
        guard let path = environment["MPGEN_EXECUTABLE"], !path.isEmpty else {
            return try context.tool(named: "mpgen").url
        }
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw MissingProgram(
                name: "mpgen", remedy: "MPGEN_EXECUTABLE is \(path), which is not a program that can be run.")
        }
        return URL(filePath: path)
    }
}

/// A program that the build needs is not there.
struct MissingProgram: Error, CustomStringConvertible {
    let name: String
    let remedy: String

    var description: String { "\(name) was not found. \(remedy)" }
}

/// The schemas of a target are not all in one folder.
struct SchemaFolderError: Error, CustomStringConvertible {
    let folder: URL
    let stray: URL

    var description: String { "\(stray.path) is not in \(folder.path), like the schemas before it." }
}
