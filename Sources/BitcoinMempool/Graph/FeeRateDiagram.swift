import BitcoinPrimitives

/// What the first so many weight units that are mined pay, for every number of them: a line that rises by chunks of
/// falling rate.
enum FeeRateDiagram {
    /// Whether one diagram is nowhere below another and somewhere above it. Chunks are given the best first.
    static func improves(_ new: [FeeWeight], over old: [FeeWeight]) -> Bool {
        var isAbove = false
        var isBelow = false
        compare(corners: new, with: old) { difference in
            if difference > 0 { isAbove = true }
            if difference < 0 { isBelow = true }
        }
        compare(corners: old, with: new) { difference in
            if difference < 0 { isAbove = true }
            if difference > 0 { isBelow = true }
        }
        return isAbove && !isBelow
    }

    /// Tells for each corner of a diagram whether it is above or below another diagram. Since both bend at their corners
    /// only, these are the places that matter.
    private static func compare(
        corners: [FeeWeight], with line: [FeeWeight], _ body: (Int) -> Void
    ) {
        var corner = FeeWeight.zero
        var start = FeeWeight.zero
        var index = 0
        for chunk in corners {
            corner += chunk
            while index < line.count, start.weight + line[index].weight < corner.weight {
                start += line[index]
                index += 1
            }
            let height = Int128(corner.fee.satoshis) - Int128(start.fee.satoshis)
            // After its last chunk a diagram goes on level.
            guard index < line.count else {
                body(height.signum().asInt)
                continue
            }
            let slope = Int128(line[index].fee.satoshis) * Int128(corner.weight - start.weight)
            body((height * Int128(line[index].weight) - slope).signum().asInt)
        }
    }
}

extension Int128 {
    fileprivate var asInt: Int { Int(truncatingIfNeeded: self) }
}
