import Testing

@testable import BitcoinSandbox

@Suite struct LandlockVersionTests {
    @Test func eachVersionAddsItsRights() {
        #expect(LandlockVersion(number: 1).fileRights.rawValue == 0x1FFF)
        #expect(LandlockVersion(number: 2).fileRights.rawValue == 0x3FFF)
        #expect(LandlockVersion(number: 3).fileRights.rawValue == 0x7FFF)
        #expect(LandlockVersion(number: 4).fileRights.rawValue == 0x7FFF)
        #expect(LandlockVersion(number: 5).fileRights.rawValue == 0xFFFF)
        #expect(LandlockVersion(number: 99).fileRights.rawValue == 0xFFFF)
    }

    @Test func portsAndSignalsCameLater() {
        #expect(!LandlockVersion(number: 3).governsPorts && LandlockVersion(number: 4).governsPorts)
        #expect(!LandlockVersion(number: 5).governsSignals && LandlockVersion(number: 6).governsSignals)
    }

    @Test func anOldKernelIsSaidToLackWhatItLacks() {
        let spawned = SandboxProfile.wallet(.init())
        #expect(LandlockVersion(number: 1).missing(for: spawned).count == 2)
        #expect(LandlockVersion(number: 3).missing(for: spawned).count == 1)
        #expect(LandlockVersion(number: 6).missing(for: spawned).isEmpty)
        var surroundings = SandboxProfile.WalletSurroundings()
        surroundings.sockets = [.ipv4]
        // Only who can have a TCP socket needs its ports limited.
        #expect(LandlockVersion(number: 3).missing(for: .wallet(surroundings)).count == 2)
    }

    @Test func noAccessRunsProgramsOrMakesLinks() {
        for access in SandboxProfile.Access.allCases {
            #expect(FileRights(access).isDisjoint(with: [.execute, .makeSymbolicLink, .makeBlockDevice]))
        }
        #expect(FileRights(.read).isDisjoint(with: [.writeFile, .truncate, .makeFile, .removeFile]))
    }
}
