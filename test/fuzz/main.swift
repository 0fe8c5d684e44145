// Gives a part of this node any bytes there are, with libFuzzer:
//
//     fuzz TARGET [libFuzzer's options and folders]
//     fuzz --list          the targets, each with the names of its corpora
//
// test/fuzz/run builds it and fetches the corpora.

import CFuzzer
import Glibc

/// What was chosen, for a function that can be given nothing but bytes.
enum Choice {
    static let target: FuzzTarget? =
        CommandLine.arguments.count > 1 ? FuzzTarget.named(CommandLine.arguments[1]) : nil
}

/// Under this name libFuzzer's own `main`, which is linked but not used, looks for what it is to run.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    Choice.target?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

if CommandLine.arguments.dropFirst().first == "--list" {
    for target in FuzzTarget.all { print(([target.name] + target.corpora).joined(separator: " ")) }
    exit(EXIT_SUCCESS)
}
guard let target = Choice.target else {
    let names = FuzzTarget.all.map { $0.name }.joined(separator: ", ")
    print("usage: fuzz TARGET [OPTION OR FOLDER]...\ntargets: \(names)")
    exit(EXIT_FAILURE)
}

// libFuzzer must not see the name of the target, and keeps what it is given.
var words: [UnsafeMutablePointer<CChar>?] =
    ([CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)).map { strdup($0) }
var count = Int32(words.count)
words.append(nil)
let storage = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: words.count)
storage.initialize(from: words, count: words.count)
var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = storage
print("target \(target.name)")
exit(
    LLVMFuzzerRunDriver(&count, &pointer) { bytes, count in testOneInput(bytes, count) })
