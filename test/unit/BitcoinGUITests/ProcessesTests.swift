import BitcoinSupport
import Testing

@testable import BitcoinGUI

@Suite("Sandboxes and connections of processes", .timeLimit(.minutes(1)))
struct ProcessesTests {
    private static let sandboxes = """
        {"mode": "auto", "processes": [
          {"program": "bitcoin-node", "pid": 7, "mode": "auto", "no_new_privileges": true, "core_dumps": true,
           "traceable": true, "landlock": {"enforced": true, "version": 5, "closed_folders": ["/d/wallets"],
           "signals": false}, "system_calls": {"filtered": false}, "missing": ["limits on signals"]},
          {"program": "bitcoin-wallet", "pid": 8, "mode": "auto", "no_new_privileges": true, "core_dumps": false,
           "traceable": false, "landlock": {"enforced": true, "version": 6,
           "files": [{"path": "/d/wallets", "access": "own"}, {"path": "/lib", "access": "read"}],
           "listen_ports": [], "connect_ports": [8332, 8333], "signals": true},
           "system_calls": {"filtered": true, "refused": ["mount", "ptrace"], "processes": false, "sockets": []},
           "missing": []}]}
        """
    private static let connections = """
        {"listeners": ["unix:/d/node.sock"],
         "limits": {"connections": 32, "threads": 16, "calls": 256, "bytes": 64000000, "templates": 8},
         "connections": [
          {"address": "unix:/d/node.sock", "transport": "unix", "user": "ann", "pid": 44, "grants": ["rpc", "gui"],
           "duration": 125, "calls": 1200, "calls_in_flight": 3, "calls_refused": 1,
           "bytes_received": 7000, "bytes_sent": 9000, "bytes_in_flight": 2000,
           "objects": 9, "threads": 2, "templates": 0, "mean_microseconds": 450, "longest_microseconds": 2500000},
          {"address": "tls:h:1", "transport": "tls", "origin": "10.0.0.9:5", "user": "desk", "grants": [],
           "duration": 1, "calls": 0}]}
        """
    private static let own =
        #"{"program": "", "pid": 99, "mode": "off", "landlock": {"enforced": false}, "missing": []}"#

    private func result(_ text: String) -> String { #"{"error": null, "result": \#(text)}"# }

    private func refusal(_ code: Int, _ message: String) -> String {
        #"{"error": {"code": \#(code), "message": "\#(message)"}, "result": null}"#
    }

    /// A model that has asked a node which says this.
    @UserInterface
    private func model(
        _ sandboxes: String, _ connections: String, own: String = Self.own, isOwn: Bool = true
    ) async throws -> (FakeNode, NodeModel, ProcessesModel) {
        let fake = FakeNode()
        fake.answers.withLock { answers in
            answers["getsandboxinfo"] = sandboxes
            answers["getipcinfo"] = connections
        }
        let node = NodeModel(
            FakeSource([fake], isOwn: isOwn), patience: .milliseconds(20), endPatience: .seconds(30))
        let model = ProcessesModel(node, own: try JSONValue(parsing: own))
        await node.connect()
        await model.refresh()
        return (fake, node, model)
    }

    @Test func eachProcessShowsHowMuchOfItsSandboxIsInForce() throws {
        let rows = SandboxRow.rows(try JSONValue(parsing: Self.sandboxes))
        #expect(rows.map(\.program) == ["bitcoin-node", "bitcoin-wallet"])
        #expect(rows.map(\.state) == [.partial, .full])
        var entry = try JSONValue(parsing: Self.own)
        #expect(SandboxRow(entry)?.stateText == "Off")
        entry = try JSONValue(parsing: #"{"pid": 1, "mode": "auto", "missing": ["Landlock"]}"#)
        #expect(SandboxRow(entry)?.stateText == "Not in force")
        #expect(SandboxRow(.null) == nil)
    }

    @Test func rulesAreInWords() throws {
        let rows = SandboxRow.rows(try JSONValue(parsing: Self.sandboxes))
        #expect(
            rows[0].rules == [
                Fact("Missing", "limits on signals"), Fact("Asked for", "auto"),
                Fact("Landlock", "version 5"),
                Fact("Cannot open", "/d/wallets"), Fact("Other files", "no limit"),
                Fact("Listens on", "any TCP port"), Fact("Connects to", "any TCP port"),
                Fact("Signals", "no limit"), Fact("System calls", "no limit"),
                Fact("More rights", "cannot be gained"),
                Fact("Its memory", "open to other programs of its user"),
                Fact("In a crash", "its memory may go to the disk"),
            ])
        #expect(
            rows[1].rules == [
                Fact("Asked for", "auto"), Fact("Landlock", "version 6"),
                Fact("Can make, write", "/d/wallets"), Fact("Can read", "/lib"),
                Fact("Other files", "closed"),
                Fact("Listens on", "no TCP port"), Fact("Connects to", "TCP port 8332, 8333"),
                Fact("Signals", "to no other process"), Fact("Starts programs", "no"),
                Fact("Sockets", "none"), Fact("Refused calls", "mount, ptrace"),
                Fact("More rights", "cannot be gained"), Fact("Its memory", "hidden from other programs"),
                Fact("In a crash", "its memory is not kept"),
            ])
    }

    @Test func connectionsShowWhatTheyUseOfTheirQuotas() throws {
        let list = ConnectionList(try JSONValue(parsing: Self.connections))
        #expect(list.rows.map(\.client) == ["ann, process 44", "desk, from 10.0.0.9:5"])
        #expect(list.rows[0].grants == ["rpc", "gui"])
        #expect(
            list.rows[0].details == [
                Fact("Address", "unix:/d/node.sock"), Fact("Transport", "a socket of this machine"),
                Fact("May reach", "rpc, gui"), Fact("Connected for", "2 m 5 s"), Fact("Calls", "1200"),
                Fact("Mean call", "450 µs"), Fact("Longest call", "2.5 s"),
                Fact("Calls under way", "3 of 256"), Fact("Calls refused", "1"),
                Fact("Bytes received", "7 kB"), Fact("Bytes sent", "9 kB"),
                Fact("Bytes held", "2 kB of 64 MB"), Fact("Threads", "2 of 16"),
                Fact("Block templates", "0 of 8"), Fact("Objects", "9"),
            ])
    }

    @Test func connectionsOfOneProcessAreToldApart() throws {
        let one = #"{"address": "a", "transport": "unix", "user": "u", "pid": 1}"#
        let list = ConnectionList(try JSONValue(parsing: #"{"connections": [\#(one), \#(one)]}"#))
        #expect(Set(list.rows.map(\.identity)).count == 2)
        #expect(list.rows[0].details.contains(Fact("Threads", "0")), "no limit is known")
    }

    @UserInterface
    @Test func theseWindowsAreAmongTheProcesses() async throws {
        let (_, _, model) = try await model(result(Self.sandboxes), result(Self.connections))
        #expect(model.processes.map(\.program) == ["bitcoin-node", "bitcoin-wallet", "bitcoin-gui"])
        #expect(model.clients.count == 2)
        #expect(model.nodeNotice.isEmpty && model.sandboxNotice.isEmpty)
        #expect(model.connectionNotice == "To unix:/d/node.sock, up to 32 for each process")
    }

    /// A number means a process on its own machine only.
    @UserInterface
    @Test(arguments: [true, false])
    func windowsWithANodeInTheirProcessAreShownOnce(_ isOwn: Bool) async throws {
        let own = #"{"program": "", "pid": 7, "mode": "off"}"#
        let (_, _, model) = try await model(
            result(Self.sandboxes), result(Self.connections), own: own, isOwn: isOwn)
        #expect(model.processes.count == (isOwn ? 2 : 3))
    }

    @UserInterface
    @Test func aNodeThatListensToNobodyShowsThat() async throws {
        let alone = try await model(result(Self.sandboxes), result(#"{"listeners": [], "connections": []}"#))
        #expect(alone.2.connectionNotice.contains("started without -ipcbind"))
        let empty = #"{"listeners": ["unix:x"], "connections": []}"#
        let idle = try await model(result(Self.sandboxes), result(empty))
        #expect(idle.2.connectionNotice == "Nobody is connected to unix:x")
    }

    @UserInterface
    @Test func anOlderNodeShowsAsSuch() async throws {
        let unknown = refusal(-32601, "Method not found")
        let (_, _, model) = try await model(unknown, unknown)
        #expect(model.processes.map(\.program) == ["bitcoin-gui"] && model.clients.isEmpty)
        #expect(model.sandboxNotice.contains("too old") && model.connectionNotice.contains("too old"))
    }

    @UserInterface
    @Test func whyANodeDoesNotTellIsShown() async throws {
        let (_, _, model) = try await model(refusal(-1, "Not for you"), result(Self.connections))
        #expect(model.sandboxNotice.hasSuffix("Not for you"))
        #expect(model.clients.count == 2, "one does not depend on the other")
    }

    @UserInterface
    @Test func aSilentNodeAndOneThatIsGoneShowAsSuch() async throws {
        let (fake, node, model) = try await model(result(Self.sandboxes), result(Self.connections))
        fake.hangs.withLock { $0 = true }
        while !node.isSilent { try await Task.sleep(for: .milliseconds(2)) }
        #expect(model.nodeNotice.contains("does not answer") && model.processes.count == 3)
        fake.hangs.withLock { $0 = false }
        fake.gone.set("was killed")
        while node.link != nil { try await Task.sleep(for: .milliseconds(2)) }
        #expect(model.nodeNotice.contains("gone"))
        #expect(model.processes.map(\.program) == ["bitcoin-gui"] && model.clients.isEmpty)
        #expect(model.connectionNotice.isEmpty)
        await model.refresh()
        #expect(model.processes.count == 1)
    }
}
