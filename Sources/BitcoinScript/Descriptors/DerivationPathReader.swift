/// Reads the steps of a path, one of which may stand for several: `<0;1>` (BIP389).
struct DerivationPathReader {
    /// Whether the last hardened step was marked with `'`.
    var usesApostrophe: Bool

    /// The path, or one for each of the values of the step that has several.
    mutating func read(
        _ steps: ArraySlice<DescriptorSlice>, allowsSeveral: Bool
    ) throws(DescriptorError) -> [DerivationPath] {
        var path: [UInt32] = []
        var several: (position: Int, values: [UInt32])?
        for step in steps {
            guard step.first == UInt8(ascii: "<"), step.last == UInt8(ascii: ">") else {
                path.append(try number(step))
                continue
            }
            guard allowsSeveral else {
                throw DescriptorError(
                    "Key path value '\(step.text)' specifies multipath in a section where multipath is not "
                        + "allowed")
            }
            guard several == nil else {
                throw DescriptorError("Multiple multipath key path specifiers found")
            }
            several = (path.count, try values(step.dropFirst().dropLast()))
            path.append(0)
        }
        guard let several else { return [DerivationPath(path)] }
        return several.values.map { value in
            var path = path
            path[several.position] = value
            return DerivationPath(path)
        }
    }

    private mutating func values(_ list: DescriptorSlice) throws(DescriptorError) -> [UInt32] {
        let items = list.parts(separator: ";")
        guard items.count >= 2 else {
            throw DescriptorError("Multipath key path specifiers must have at least two items")
        }
        var values: [UInt32] = []
        var seen: Set<UInt32> = []
        for item in items {
            let value = try number(item)
            guard seen.insert(value).inserted else {
                throw DescriptorError("Duplicated key path value \(value) in multipath specifier")
            }
            values.append(value)
        }
        return values
    }

    private mutating func number(_ step: DescriptorSlice) throws(DescriptorError) -> UInt32 {
        let value = try DerivationPath.step(step.text)
        if value >= DerivationPath.hardened { usesApostrophe = step.last == UInt8(ascii: "'") }
        return value
    }
}
