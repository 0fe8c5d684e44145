import BitcoinSupport
import BitcoinTesting
import Synchronization
import Testing

@testable import BitcoinGUI

@Suite("One instance for each data directory", .timeLimit(.minutes(1)))
struct InstanceDoorTests {
    private let folder = TemporaryDirectory()

    /// Takes what is handed over.
    private final class Receiver: Sendable {
        let texts = Mutex<[String]>([])
        func take(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    @Test func linksAreHandedOver() throws {
        let receiver = Receiver()
        let path = folder.file(String(repeating: "long", count: 40))
        let door = try #require(try InstanceDoor(path))
        door.open { receiver.take($0) }
        #expect(InstanceDoor.handOver("bitcoin:a?label=ä\nb", in: path))
        #expect(InstanceDoor.handOver("", in: path))
        #expect(receiver.all == ["bitcoin:a?label=äb", ""])
        #expect(!InstanceDoor.handOver(String(repeating: "x", count: InstanceDoor.mostBytes), in: path))
        door.shut()
        #expect(!Path.exists(Path.join(path, "gui.sock")))
    }

    @Test func nothingIsTakenWhereNobodyIs() {
        #expect(!InstanceDoor.handOver("bitcoin:a", in: folder.file("nowhere")))
    }
}

@Suite("Passphrases")
struct PassphraseTests {
    @Test func theyAreLentAsTheyWereEntered() async {
        let passphrase = Passphrase(capacity: 6) { room in
            _ = room.update(fromContentsOf: [1, 2, 3])
            return 3
        }
        #expect(!passphrase.isEmpty)
        #expect(await passphrase.lend { $0 }.count == 3)
        let sum = await passphrase.lend { $0.reduce(0, +) }
        #expect(sum == 6)
        #expect(Passphrase.none.isEmpty)
    }
}
