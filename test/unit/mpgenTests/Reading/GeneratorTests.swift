import Testing

@testable import mpgen

@Suite("What a schema becomes", .enabled(if: Request.isPossible, "the Cap'n Proto compiler is not installed"))
struct GeneratorTests {
    private func expectRefusal(_ schema: String, _ text: String) {
        let error = #expect(throws: SchemaError.self) { try Request.generate(schema) }
        #expect(error.map { "\($0)" } == text)
    }

    @Test func interfaceBecomesDescriptorClientAndServer() throws {
        let text = try Request.generate("interface Door { open @0 (wide :Bool) -> (result :Int32); }")
        #expect(text.contains("enum DoorInterface {"))
        #expect(text.contains("struct DoorClient: Door, InterfaceClient {"))
        #expect(text.contains("final class DoorServer: CapabilityServer {"))
        #expect(text.contains("func open(wide: Bool) async throws -> Int32 {"))
    }

    @Test func contextIsHidden() throws {
        let text = try Request.generate("interface A { f @0 (x :Int8, context :Proxy.Context) -> (); }")
        #expect(text.contains("func f(x: Int8) async throws {"))
        #expect(text.contains("contextSlot: 0"))
    }

    @Test func modulesAreImportedInOrder() throws {
        let text = try Request.generate("$Swift.module(\"Zoo\"); $Swift.module(\"Art\"); struct A {}")
        #expect(text.contains("import Art\nimport Multiprocess\nimport Zoo\n"))
    }

    @Test func wrapNamesTheProtocolWithoutItsNamespace() throws {
        let text = try Request.generate("interface A $Proxy.wrap(\"ns::deep::Thing\") { f @0 () -> (); }")
        #expect(text.contains("struct ThingClient: Thing, InterfaceClient {"))
        #expect(text.contains("name: \"A.f\""))
    }

    @Test func commentsBecomeDocumentation() throws {
        let text = try Request.generate(
            """
            struct A {
                # About A.
                #
                # More about it.
                x @0 :Int8;
                # About x.
            }
            """)
        #expect(text.contains("/// About A.\n///\n/// More about it.\nstruct A:"))
        #expect(text.contains("    /// About x.\n    var x: Int8\n"))
    }

    @Test func wordsOfTheLanguageAreQuoted() throws {
        let text = try Request.generate("enum E { case @0; ok @1; } struct S { in @0 :Int8; self @1 :Int8; }")
        #expect(text.contains("case `case` = 0"))
        #expect(text.contains("var `in`: Int8"))
        #expect(text.contains("var selfValue: Int8"))
    }

    @Test func noLineIsLongerThanTheFormatAllows() throws {
        let fields = (0..<30).map { "aLongFieldNameForTheTest\($0) @\($0) :Int64;" }.joined(separator: " ")
        let text = try Request.generate("struct S { \(fields) } interface I { f @0 S -> S; }")
        for line in text.split(separator: "\n") { #expect(line.count <= 110) }
    }

    @Test func digestTellsSchemasApartAndOverlooksNames() throws {
        func digest(_ schema: String) throws -> UInt64 {
            SchemaDigest.digest(of: try SchemaReader.read(Request.bytes(schema)))
        }
        let original = try digest("struct A { x @0 :Int32; y @1 :Text; }")
        #expect(try digest("struct A { renamed @0 :Int32; y @1 :Text; # A comment.\n }") == original)
        #expect(try digest("struct A { x @0 :Int64; y @1 :Text; }") != original)
        #expect(try digest("struct A { x @0 :Int32 = 1; y @1 :Text; }") != original)
        #expect(try digest("struct A { x @0 :Int32; y @1 :Data; }") != original)
        #expect(try digest("struct A { x @0 :Int32; y @1 :Text; z @2 :Void; }") != original)
        #expect(try digest("struct B { x @0 :Int32; y @1 :Text; }") != original)
    }

    @Test func whatHasNoSwiftFormIsRefusedByName() {
        expectRefusal(
            "struct A { x @0 :AnyPointer; }",
            "test.capnp:A.x: AnyPointer has no Swift form; use a type parameter")
        expectRefusal(
            "struct A { x @0 :A; }",
            "test.capnp:A.x: a struct that holds itself has no Swift form; use a list")
        expectRefusal(
            "struct A { b @0 :B; } struct B { a @0 :A; }",
            "test.capnp:B.a: a struct that holds itself has no Swift form; use a list")
        expectRefusal(
            "struct Box(T) { x @0 :T; } interface I {} struct A { x @0 :Box(I); }",
            "test.capnp:A.x: an interface cannot be a type argument; wrap it in a struct")
        expectRefusal(
            "struct Box(T) { x @0 :T; } struct A { x @0 :Box; }",
            "test.capnp:A.x: every type parameter needs an argument")
        expectRefusal(
            "interface I { f @0 [T] (x :T) -> (); }",
            "test.capnp:I.f: methods with type parameters have no Swift form")
        expectRefusal(
            "struct A { x @0 :Int32 $Swift.optional; }",
            "test.capnp:A.x: only a pointer can be $optional; add a hasX field")
        expectRefusal(
            "struct P { x @0 :Int8; } interface I { f @0 (p :P $Proxy.count(2)) -> (); }",
            "test.capnp:I.f: $count is not the number of P's fields")
    }

    @Test func recursionThroughAListIsAllowed() throws {
        #expect(
            try Request.generate("struct Tree { children @0 :List(Tree); }").contains("var children: [Tree]"))
    }
}
