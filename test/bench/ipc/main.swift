import Glibc
import Multiprocess

// The server of the benchmarks, and the client that measures it from another process of the same program:
//
//   ipc-bench serve PATH [blocking]   serves Echo at a unix socket, until it is killed
//   ipc-bench pair                    measures a child over a socket pair
//   ipc-bench connect PATH            measures whoever serves Echo at a unix socket
//   ipc-bench -ipcfd N                is that child

LargeBuffers.keep()
let loop = try EventLoop(name: "ipc-bench")

if let descriptor = try SpawnedProcess.descriptor(CommandLine.arguments) {
    let connection = try await Connection.open(descriptor, on: loop, side: .server) { _ in
        BenchInit(isBlocking: false)
    }
    await connection.waitUntilClosed()
    exit(0)
}

switch CommandLine.arguments.dropFirst().first {
case "serve" where CommandLine.arguments.count > 2:
    let isBlocking = CommandLine.arguments.contains("blocking")
    let address = IPCAddress.unix(path: CommandLine.arguments[2])
    let listener = try await Listener.listen(at: address, on: loop) { _ in BenchInit(isBlocking: isBlocking) }
    try await Task.sleep(for: .seconds(86400))
    await listener.close()
case "pair":
    let child = try ChildProcess.spawn("/proc/self/exe")
    let connection = try await Connection.open(child.descriptor, on: loop, side: .client)
    try await Measurement.run(over: connection, thread: nil)
    connection.close()
    _ = try child.wait()
case "connect" where CommandLine.arguments.count > 2:
    let connection = try await Connection.connect(to: .unix(path: CommandLine.arguments[2]), on: loop)
    // Upstream's processes run no call that names no thread.
    try await Measurement.run(over: connection, thread: "bench")
    connection.close()
default:
    print("usage: ipc-bench serve PATH [blocking] | connect PATH | pair")
    exit(1)
}
