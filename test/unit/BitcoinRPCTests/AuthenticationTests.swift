import BitcoinSupport
import Glibc
import Testing

@testable import BitcoinRPC

struct AuthenticationTests {
    private func basic(_ text: String) -> String { "Basic " + Base64.encode(Array(text.utf8)) }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
    func encodesAndDecodesBase64(text: String) {
        // The vectors of RFC 4648.
        let expected = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
            "foobar": "Zm9vYmFy",
        ]
        #expect(Base64.encode(Array(text.utf8)) == expected[text])
        #expect(Base64.decode(expected[text] ?? "") == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zm9v=", "Zg==Zg==", "Z===", "====", "Zh==", "Zm9", "!!!!", "Zm 9"])
    func refusesWhatIsNoBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func knowsUsersByTheirPassword() throws {
        let authenticator = RPCAuthenticator([
            RPCCredential(user: "rpcuser💻", password: "rpcpassword🔑"),
            // share/rpcauth made this for the password "cA773lm788buwYe4g4WT+05pKyNruVKjQ25x3n0DQcM=".
            try #require(
                RPCCredential(
                    rpcauth: "rt:93648e835a54c573682c2eb19f882535"
                        + "$7681e9c5b74bdd85e78166031d2058e1069b3ed7ed967c93fc63abba06f31144")),
        ])
        #expect(authenticator.user(authorization: basic("rpcuser💻:rpcpassword🔑")) == "rpcuser💻")
        #expect(
            authenticator.user(authorization: basic("rt:cA773lm788buwYe4g4WT+05pKyNruVKjQ25x3n0DQcM="))
                == "rt")
        for wrong in [
            "rt:cA773lm788buwYe4g4WT+05pKyNruVKjQ25x3n0DQcM", "rt:", "rtwrong:x", ":", "nocolon", "",
            "rpcuser💻:rpcpassword🔑x",
        ] {
            #expect(authenticator.user(authorization: basic(wrong)) == nil)
        }
    }

    @Test(arguments: [
        "Bearer x", "Digest username=\"u\"", "Basic !!!notbase64!!!", "Basic ", "", "basic Og==",
    ])
    func refusesOtherAuthorizations(text: String) {
        let authenticator = RPCAuthenticator([RPCCredential(user: "", password: "")])
        #expect(authenticator.user(authorization: text) == nil)
    }

    @Test(arguments: [
        "", "\"\"", "foo", "foo:bar", "foo:bar:baz", "foo$bar:baz", "foo$bar$baz", "a:b$c$d", "a:b:c$d",
    ])
    func refusesMalformedDeclarations(text: String) {
        #expect(RPCCredential(rpcauth: text) == nil)
    }

    @Test func limitsUsersToTheirMethods() {
        let list = RPCWhitelist(
            ["a:x,y,", "a:y,z", "b:x, y", "c", "d:"], deniesOthers: false)
        #expect(list.permission(of: "a").allows("y"))
        #expect(!list.permission(of: "a").allows("x"))
        #expect(list.permission(of: "b").allows("x"))
        #expect(list.permission(of: "b").allows("y"))
        #expect(!list.permission(of: "c").allows("x"))
        #expect(!list.permission(of: "d").allows("x"))
        #expect(list.permission(of: "other").allows("x"))
        #expect(!RPCWhitelist(deniesOthers: true).permission(of: "other").allows("x"))
    }

    @Test func writesACookieThatOnlyTheUserCanRead() throws {
        var template = Array("/tmp/cookie-test-XXXXXX".utf8CString)
        let directory = String(cString: try #require(mkdtemp(&template)))
        let cookie = AuthenticationCookie(path: directory + "/.cookie")
        defer {
            cookie.delete()
            rmdir(directory)
        }
        for (permissions, mode) in [(nil, 0o600), (.group, 0o640), (.all, 0o644)]
            as [(AuthenticationCookie.Permissions?, mode_t)]
        {
            let password = try cookie.generate(permissions: permissions)
            #expect(password.utf8.count == 64)
            #expect(cookie.read() == "__cookie__:\(password)")
            var status = stat()
            #expect(stat(cookie.path, &status) == 0)
            #expect(status.st_mode & 0o777 == mode)
            cookie.delete()
            #expect(cookie.read() == nil)
        }
        // Something in the way is an error, not a trap.
        #expect(mkdir(cookie.path + ".tmp", 0o700) == 0)
        #expect(throws: AuthenticationCookie.WritingFailed.self) { try cookie.generate() }
        rmdir(cookie.path + ".tmp")
    }
}
