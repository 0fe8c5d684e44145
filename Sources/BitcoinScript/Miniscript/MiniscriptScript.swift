import BitcoinCrypto
import BitcoinPrimitives

extension Miniscript {
    /// What is still to be put into the script. A list of them stands in for recursion.
    private enum Piece {
        /// An expression, and whether `OP_VERIFY` comes next and becomes a part of its last operation.
        case expression(Int, isVerified: Bool)
        case opcode(Opcode)
        case push([UInt8])
        case number(Int)

        static func expression(_ index: Int) -> Piece { .expression(index, isVerified: false) }
    }

    /// The script, with the bytes of each key.
    func script(keys: [[UInt8]]) -> Script {
        var builder = ScriptBuilder()
        var pending = [Piece.expression(root)]
        while let piece = pending.popLast() {
            switch piece {
            case .opcode(let opcode): builder.append(opcode)
            case .push(let bytes): builder.append(push: bytes)
            case .number(let number): builder.append(number: Int64(number))
            case .expression(let index, let isVerified):
                pending += pieces(nodes[index], isVerified: isVerified, keys).reversed()
            }
        }
        return builder.script
    }

    private func pieces(_ node: MiniscriptNode, isVerified: Bool, _ keys: [[UInt8]]) -> [Piece] {
        let number = Int(node.number)
        switch node.fragment {
        case .zero: return [.number(0)]
        case .one: return [.number(1)]
        case .keyCheck: return [.push(keys[node.keys[0]])]
        case .keyHashCheck:
            let hash = Hash160.hash(keys[node.keys[0]]).bytes
            return [.opcode(.dup), .opcode(.hash160), .push(hash), .opcode(.equalVerify)]
        case .older: return [.number(number), .opcode(.checkSequenceVerify)]
        case .after: return [.number(number), .opcode(.checkLockTimeVerify)]
        case .sha256: return hashPieces(.sha256, node.hash, isVerified)
        case .hash256: return hashPieces(.hash256, node.hash, isVerified)
        case .ripemd160: return hashPieces(.ripemd160, node.hash, isVerified)
        case .hash160: return hashPieces(.hash160, node.hash, isVerified)
        case .multisig:
            let pushes = node.keys.map { Piece.push(keys[$0]) }
            return [.number(number)] + pushes + [
                .number(pushes.count), .opcode(isVerified ? .checkMultiSigVerify : .checkMultiSig),
            ]
        case .multisigTapscript:
            let votes = node.keys.enumerated().flatMap { position, key in
                [Piece.push(keys[key]), .opcode(position == 0 ? .checkSig : .checkSigAdd)]
            }
            return votes + [.number(number), .opcode(isVerified ? .numEqualVerify : .numEqual)]
        case .threshold:
            let sums = node.children.enumerated().flatMap { position, child in
                [Piece.expression(child)] + (position == 0 ? [] : [.opcode(.add)])
            }
            return sums + [.number(number), .opcode(isVerified ? .equalVerify : .equal)]
        default: return pieces(around: node.children, node.fragment, isVerified)
        }
    }

    private func hashPieces(_ opcode: Opcode, _ hash: [UInt8], _ isVerified: Bool) -> [Piece] {
        [
            .opcode(.size), .number(32), .opcode(.equalVerify), .opcode(opcode), .push(hash),
            .opcode(isVerified ? .equalVerify : .equal),
        ]
    }

    private func pieces(
        around children: [Int], _ fragment: MiniscriptFragment, _ isVerified: Bool
    ) -> [Piece] {
        let x = Piece.expression(children[0])
        let y = children.count > 1 ? Piece.expression(children[1]) : x
        switch fragment {
        case .alternative: return [.opcode(.toAltStack), x, .opcode(.fromAltStack)]
        case .swap: return [.opcode(.swap), .expression(children[0], isVerified: isVerified)]
        case .check: return [x, .opcode(isVerified ? .checkSigVerify : .checkSig)]
        case .dupIf: return [.opcode(.dup), .opcode(.if), x, .opcode(.endIf)]
        case .verify:
            let inner = Piece.expression(children[0], isVerified: true)
            return nodes[children[0]].type.has("x") ? [inner, .opcode(.verify)] : [inner]
        case .nonZero: return [.opcode(.size), .opcode(.notEqualZero), .opcode(.if), x, .opcode(.endIf)]
        case .zeroNotEqual: return [x, .opcode(.notEqualZero)]
        case .andV: return [x, .expression(children[1], isVerified: isVerified)]
        case .andB: return [x, y, .opcode(.boolAnd)]
        case .orB: return [x, y, .opcode(.boolOr)]
        case .orC: return [x, .opcode(.notIf), y, .opcode(.endIf)]
        case .orD: return [x, .opcode(.ifDup), .opcode(.notIf), y, .opcode(.endIf)]
        case .orI: return [.opcode(.if), x, .opcode(.else), y, .opcode(.endIf)]
        default:
            let z = Piece.expression(children[2])
            return [x, .opcode(.notIf), z, .opcode(.else), y, .opcode(.endIf)]
        }
    }
}
