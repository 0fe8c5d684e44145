import BitcoinInterfaces
import Testing

@Suite struct ListenerAddressTests {
    @Test func withoutGrantsEverythingIsGranted() throws {
        for text in ["unix", "unix:/a,b.sock", "tcp:127.0.0.1:1", "", "unix:/a,grants=rpc"] {
            let address = try ListenerAddress(option: text)
            #expect(address == ListenerAddress(address: text))
            #expect(address.grants == [.mining, .rpc, .wallet, .gui])
        }
    }

    @Test func onlyWhatIsNamedIsGranted() throws {
        let mining = try ListenerAddress(option: "unix:/a,b.sock,grant=mining")
        #expect(mining.address == "unix:/a,b.sock" && mining.grants == [.mining])
        let two = try ListenerAddress(option: "unix,grant=rpc,grant=wallet,grant=rpc")
        #expect(two.address == "unix" && two.grants == [.rpc, .wallet])
    }

    @Test(arguments: ["", "all", "Mining", "mining+rpc"]) func otherGrantsAreErrors(_ name: String) {
        let error = #expect(throws: ListenerAddress.Invalid.self) {
            try ListenerAddress(option: "unix,grant=\(name)")
        }
        #expect(error?.description == "Unknown grant '\(name)': it is mining, rpc, wallet, gui")
    }
}
