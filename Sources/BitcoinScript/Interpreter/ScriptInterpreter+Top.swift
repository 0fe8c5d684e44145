import BitcoinPrimitives

extension ScriptInterpreter {
    /// Runs a script without signatures or rules besides the consensus ones, and returns what it leaves on top of the stack; nil
    /// if that is nothing. For looking at the script that a P2SH input reveals.
    public mutating func top(after script: Script) throws(ScriptError) -> Bytes? {
        flags = []
        spending = nil
        stack.removeAll()
        try evaluate(script.bytes.rawSpan, .base)
        guard stack.count > 0 else { return nil }
        return Bytes(copying: stack[0])
    }
}
