// Measures validation on real data:
//
//     validation-bench                         what its parts take by themselves
//     validation-bench prepare FOLDER          writes the real blocks with what they spend
//     validation-bench verify FOLDER ROUNDS    verifies them, as the reference does; see test/bench/run-blocks

import BitcoinTesting
import Glibc

guard TestData.isAvailable else {
    print("the test data is not there: set BITCOIN_TEST_DATA")
    exit(77)
}
let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case (nil, _):
    try Parts.measureAll()
case ("prepare", 2):
    try RealBlocks.prepare(in: arguments[1])
case ("verify", 3):
    let samples = try RealBlocks.load(from: arguments[1])
    var verification = try BlockVerification()
    for _ in 0..<(Int(arguments[2]) ?? 1) {
        for sample in samples { try verification.verify(sample) }
    }
    print(
        "\(verification.transactions) transactions, \(verification.inputs) inputs, cost \(verification.cost)")
default:
    print("usage: validation-bench [prepare FOLDER | verify FOLDER ROUNDS]")
    exit(EXIT_FAILURE)
}
