// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The build is configured through the environment, so that CMake, a developer's shell and an
// editor all say the same thing in the same way:
//
//   BITCOIN_PREFIX   colon-separated install prefixes that hold include/ and lib/ of the native
//                    dependencies; default: the prefix of depends for this machine
//   BITCOIN_IPC      ON (default) or OFF: without it there is only the monolithic node
//   BITCOIN_WALLET   ON (default) or OFF
//   BITCOIN_ZMQ      ON (default) or OFF
//   BITCOIN_GUI      ON or OFF; default: ON where a prefix holds the Qt bridge, Sources/libbitcoinqt
//   BITCOIN_SANDBOX  ON (default, on Linux) or OFF
//   BITCOIN_FUZZ     OFF (default) or ON: everything reports its coverage, and there is test/fuzz
//   BITCOIN_WERROR   ON makes every warning of this package an error

func isOn(_ variable: String) -> Bool {
    (Context.environment[variable] ?? "ON") != "OFF"
}

let withIPC = isOn("BITCOIN_IPC")
let withWallet = isOn("BITCOIN_WALLET")
let withZeroMQ = isOn("BITCOIN_ZMQ")
#if os(Linux)
    let withSandbox = isOn("BITCOIN_SANDBOX")
#else
    let withSandbox = false
#endif

let prefixes =
    (Context.environment["BITCOIN_PREFIX"] ?? "\(Context.packageDirectory)/depends/x86_64-pc-linux-gnu")
    .split(separator: ":").map(String.init)

let withWindows =
    Context.environment["BITCOIN_GUI"].map { $0 != "OFF" }
    ?? prefixes.contains { FileManager.default.fileExists(atPath: "\($0)/lib/libbitcoinqt.a") }
let withFuzzing = Context.environment["BITCOIN_FUZZ"] == "ON"

/// Where the Clang importer finds the headers of the native dependencies.
let nativeHeaders: SwiftSetting = .unsafeFlags(prefixes.flatMap { ["-Xcc", "-I\($0)/include"] })

/// Where the linker finds them. A prefix holds static archives only and comes before the system.
let nativeLibraries: LinkerSetting = .unsafeFlags(prefixes.map { "-L\($0)/lib" })

let swiftSettings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableExperimentalFeature("Lifetimes"),
        nativeHeaders,
    ]
    + (withIPC ? [.define("BITCOIN_IPC")] : [])
    + (withWallet ? [.define("BITCOIN_WALLET")] : [])
    + (withZeroMQ ? [.define("BITCOIN_ZMQ")] : [])
    + (withSandbox ? [.define("BITCOIN_SANDBOX")] : [])
    + (withFuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])] : [])
    + (Context.environment["BITCOIN_WERROR"] == "ON" ? [.treatAllWarnings(as: .error)] : [])

// MARK: Packages

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let ssl: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")

// MARK: Targets

/// A module in `Sources/NAME`.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = [])
    -> Target
{
    .target(
        name: name, dependencies: dependencies, swiftSettings: swiftSettings,
        linkerSettings: [nativeLibraries], plugins: plugins)
}

/// A program in `Sources/NAME`: a dozen lines that put modules together.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, swiftSettings: swiftSettings,
        linkerSettings: [nativeLibraries])
}

/// A native library that the prefix or the system provides, behind `Sources/NAME/module.modulemap`.
func native(_ name: String) -> Target {
    .systemLibrary(name: name)
}

/// The unit tests of a module, in `test/unit/NAMETests`.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "BitcoinTesting"] + dependencies,
        path: "test/unit/\(name)Tests", swiftSettings: swiftSettings, linkerSettings: [nativeLibraries])
}

/// A program for developers that measures or compares validation, outside of `Sources`.
func tool(
    _ name: String, in path: String, exclude: [String] = [], _ more: [Target.Dependency] = []
) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["BitcoinConsensus", "BitcoinScript", "BitcoinSupport", "BitcoinTesting"] + more,
        path: path, exclude: exclude, swiftSettings: swiftSettings, linkerSettings: [nativeLibraries])
}

// From the ground up: a module depends only on modules of the floors below its own.
var targets: [Target] = [
    native("CLevelDB"),
    native("CSecp256k1"),
    native("CSupport"),

    // Floor 0
    module("BitcoinSupport", ["CSupport"]),
    module("BitcoinCrypto", [crypto, cryptoExtras, "CSecp256k1"]),

    // Floor 1
    module("BitcoinPrimitives", ["BitcoinCrypto"]),
    module("BitcoinCommands", ["BitcoinSupport"]),
    module("BitcoinSandbox", ["BitcoinSupport"] + (withSandbox ? ["CSandbox"] : [])),

    // Floor 2
    module("BitcoinScript", ["BitcoinPrimitives", "BitcoinCrypto", "BitcoinSupport"]),
    module("BitcoinConsensus", ["BitcoinScript", "BitcoinPrimitives", "BitcoinCrypto", "BitcoinSupport"]),

    // Floor 3
    module("BitcoinInterfaces", ["BitcoinPrimitives", "BitcoinSandbox", "BitcoinSupport"]),
    module(
        "BitcoinStorage",
        ["BitcoinConsensus", "BitcoinPrimitives", "BitcoinCrypto", "BitcoinSupport", "CLevelDB"]),
    module(
        "BitcoinMempool",
        [
            "BitcoinScript", "BitcoinConsensus", "BitcoinPrimitives", "BitcoinCrypto", "BitcoinSupport", heap,
        ]),

    module(
        "BitcoinTransactions", ["BitcoinScript", "BitcoinCommands", "BitcoinPrimitives", "BitcoinSupport"]),
    module("BitcoinTools", ["BitcoinTransactions", "BitcoinConsensus", "BitcoinCommands"]),

    // Floor 4
    module(
        "BitcoinChain",
        [
            "BitcoinStorage", "BitcoinMempool", "BitcoinInterfaces", "BitcoinConsensus", "BitcoinScript",
            collections,
        ]),

    // Floor 5
    module("BitcoinRPC", ["BitcoinCommands", "BitcoinCrypto", nioCore, nioPosix]),
    module(
        "BitcoinP2P",
        [
            "BitcoinChain", "BitcoinMempool", "BitcoinConsensus", "BitcoinScript", "BitcoinPrimitives",
            "BitcoinCrypto", "BitcoinSupport",
            nioCore, nioPosix, collections,
        ]),

    // Floor 6
    module(
        "BitcoinNode",
        [
            "BitcoinP2P", "BitcoinChain", "BitcoinMempool", "BitcoinRPC", "BitcoinCommands",
            "BitcoinInterfaces", "BitcoinTransactions",
        ] + (withZeroMQ ? ["CZeroMQ"] : [])),

    module(
        "BitcoinGUI",
        ["BitcoinInterfaces", "BitcoinSandbox", "BitcoinCommands", "BitcoinPrimitives", "BitcoinSupport"]),

    // Floor 7
    program("bitcoin", ["BitcoinSupport", "BitcoinCommands"]),
    program("bitcoind", withWallet ? ["BitcoinNode", "BitcoinWallet"] : ["BitcoinNode"]),
    program(
        "bitcoin-cli",
        withIPC
            ? ["BitcoinRPC", "BitcoinCommands", "BitcoinIPC", "SecureTransport"]
            : ["BitcoinRPC", "BitcoinCommands"]),

    program("bitcoin-tx", ["BitcoinTools"]),
    program("bitcoin-util", withIPC ? ["BitcoinTools", "SecureTransport"] : ["BitcoinTools"]),

    // Tests
    .target(
        name: "BitcoinTesting",
        dependencies: ["BitcoinSupport", "BitcoinInterfaces", "BitcoinScript", "BitcoinConsensus"],
        path: "test/support",
        swiftSettings: swiftSettings),
    tests(of: "BitcoinSupport"),
    tests(of: "BitcoinCrypto"),
    tests(of: "BitcoinPrimitives"),
    tests(of: "BitcoinCommands"),
    tests(of: "BitcoinSandbox"),
    tests(of: "BitcoinScript"),
    tests(of: "BitcoinConsensus"),
    tests(of: "BitcoinInterfaces"),
    tests(of: "BitcoinStorage"),
    tests(of: "BitcoinMempool"),
    tests(of: "BitcoinTransactions"),
    tests(of: "BitcoinTools"),
    tests(of: "BitcoinChain"),
    tests(of: "BitcoinRPC", [nioEmbedded]),
    tests(of: "BitcoinP2P", [nioEmbedded]),
    tests(of: "BitcoinNode", [nioCore]),
    tests(of: "BitcoinGUI"),
    tool("validation-bench", in: "test/bench/validation", exclude: ["reference.cc"], ["BitcoinStorage"]),
    tool("signed-chain", in: "test/bench/signed-chain"),
    tool("script-differential", in: "test/interop/scripts", exclude: ["reference.cc"]),
]

var products: [Product] = [
    .executable(name: "bitcoin", targets: ["bitcoin"]),
    .executable(name: "bitcoind", targets: ["bitcoind"]),
    .executable(name: "bitcoin-cli", targets: ["bitcoin-cli"]),
    .executable(name: "bitcoin-tx", targets: ["bitcoin-tx"]),
    .executable(name: "bitcoin-util", targets: ["bitcoin-util"]),
]

// A build of depends or CMake brings its own mpgen, made for the build machine; otherwise the package's is built first.
let hasPrebuiltGenerator = !(Context.environment["MPGEN_EXECUTABLE"] ?? "").isEmpty

if withIPC {
    targets += [
        native("CMultiprocess"),
        module("Multiprocess", ["CMultiprocess", "BitcoinSupport", collections]),
        program("mpgen", []),
        .plugin(
            name: "CompileSchemas", capability: .buildTool(),
            dependencies: hasPrebuiltGenerator ? [] : ["mpgen"]),
        module(
            "SecureTransport",
            [
                "BitcoinInterfaces", "BitcoinCrypto", "BitcoinSupport", nioCore, nioPosix, nioTLS, ssl,
                certificates, crypto,
            ]),
        module(
            "BitcoinIPC", ["Multiprocess", "SecureTransport", "BitcoinInterfaces"],
            plugins: ["CompileSchemas"]),
        program("bitcoin-node", ["BitcoinNode", "BitcoinIPC"]),
        .executableTarget(
            name: "ipc-bench", dependencies: ["Multiprocess"], path: "test/bench/ipc",
            swiftSettings: swiftSettings, linkerSettings: [nativeLibraries]),
        tests(of: "Multiprocess"),
        tests(of: "SecureTransport", [nioCore, nioPosix, ssl]),
        tests(of: "BitcoinIPC", withWallet ? ["BitcoinWallet"] : []),
        // A schema with one of everything, so that what mpgen makes of it is compiled and used by the tests.
        .target(
            name: "SchemaSamples", dependencies: ["Multiprocess"], path: "test/samples",
            swiftSettings: swiftSettings, plugins: ["CompileSchemas"]),
        tests(of: "mpgen", ["Multiprocess", "SchemaSamples"]),
    ]
    products += [
        .executable(name: "mpgen", targets: ["mpgen"]),
        .executable(name: "bitcoin-node", targets: ["bitcoin-node"]),
        .executable(name: "ipc-bench", targets: ["ipc-bench"]),
    ]
}

if withWallet {
    targets += [
        native("CSQLite"),
        module(
            "BitcoinWallet",
            [
                "BitcoinInterfaces", "BitcoinCommands", "BitcoinTransactions", "BitcoinConsensus",
                "BitcoinScript", "CSQLite",
            ]),
        tests(of: "BitcoinWallet"),
    ]
}

if withSandbox {
    targets += [native("CSandbox")]
}

if withZeroMQ {
    targets += [native("CZeroMQ")]
}

/// A program with windows, and beside it what presses its buttons in tests.
func driver(_ name: String, of program: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + ["WindowDriver"], path: "test/gui/\(program)",
        swiftSettings: swiftSettings, linkerSettings: [nativeLibraries])
}

if withWindows {
    targets += [
        native("CBitcoinQt"),
        module("QtBridge", ["BitcoinGUI", "CBitcoinQt"]),
        .target(
            name: "BitcoinWindows", dependencies: ["QtBridge", "BitcoinGUI"], exclude: ["Forms"],
            swiftSettings: swiftSettings, linkerSettings: [nativeLibraries]),
    ]
    let monolith: [Target.Dependency] =
        ["BitcoinWindows", "BitcoinNode"] + (withWallet ? ["BitcoinWallet"] : [])
    targets += [
        program("bitcoin-qt", monolith),
        .target(
            name: "WindowDriver", dependencies: ["BitcoinWindows"], path: "test/gui/driver",
            swiftSettings: swiftSettings),
        driver("qt-driver", of: "bitcoin-qt", monolith),
    ]
    products += [
        .executable(name: "bitcoin-qt", targets: ["bitcoin-qt"]),
        .executable(name: "qt-driver", targets: ["qt-driver"]),
    ]
    if withIPC {
        targets += [
            program("bitcoin-gui", ["BitcoinWindows", "BitcoinIPC"]),
            driver("gui-driver", of: "bitcoin-gui", ["BitcoinWindows", "BitcoinIPC"]),
        ]
        products += [
            .executable(name: "bitcoin-gui", targets: ["bitcoin-gui"]),
            .executable(name: "gui-driver", targets: ["gui-driver"]),
        ]
    }
}

if withFuzzing {
    targets += [
        .systemLibrary(name: "CFuzzer", path: "test/fuzz/driver"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "BitcoinConsensus", "BitcoinMempool", "BitcoinP2P", "BitcoinRPC", "BitcoinScript",
                "BitcoinStorage",
                "BitcoinWallet", "CFuzzer", nioCore,
            ],
            path: "test/fuzz", exclude: ["README.md", "driver", "run"], swiftSettings: swiftSettings,
            linkerSettings: [nativeLibraries, .unsafeFlags(["-sanitize=fuzzer"])]),
    ]
}

if withWallet {
    targets += [program("bitcoin-wallet", ["BitcoinWallet", "BitcoinRPC"] + (withIPC ? ["BitcoinIPC"] : []))]
    products += [.executable(name: "bitcoin-wallet", targets: ["bitcoin-wallet"])]
}

let package = Package(
    name: "bitcoin",
    products: products,
    // The same ones whatever is built, for SwiftPM writes them into one Package.resolved for all builds of this tree, from
    // which a release lists what it is made of.
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    ],
    targets: targets
)
