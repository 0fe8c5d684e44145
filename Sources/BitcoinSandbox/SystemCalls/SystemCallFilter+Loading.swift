#if BITCOIN_SANDBOX
    import CSandbox
    import Glibc

    extension SystemCallFilter {
        /// So many families of sockets are told apart by number; higher ones are refused together.
        private static let knownFamilies: UInt64 = 64
        /// `CLONE_THREAD` and `CLONE_NEWUSER` of `clone`.
        private static let thread: UInt64 = 0x0001_0000
        private static let userNamespace: UInt64 = 0x1000_0000

        /// Puts the filter into force for all threads of this process and whatever it starts, for good.
        func load() throws(SandboxError) {
            guard let filter = seccomp_init(sandbox_allow()) else {
                throw .refused(step: "making a filter of system calls", code: ENOMEM)
            }
            defer { seccomp_release(filter) }
            try check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1), "filtering all threads")
            for name in names.sorted() { try refuse(name, with: EPERM, in: filter) }
            // A user namespace would give the rights to much of what is refused above.
            try refuse("clone", where: 0, mask: Self.userNamespace, is: Self.userNamespace, in: filter)
            // Its arguments lie in memory, where no filter can look: the C library then uses clone.
            try refuse("clone3", with: ENOSYS, in: filter)
            if refusesProcesses { try refuse("clone", where: 0, mask: Self.thread, is: 0, in: filter) }
            if let sockets { try refuseSockets(besides: sockets, in: filter) }
            try check(seccomp_load(filter), "loading the filter of system calls")
        }

        private func refuseSockets(besides families: Set<SocketFamily>, in filter: scmp_filter_ctx)
            throws(SandboxError)
        {
            for family in 0..<Self.knownFamilies
            where !families.contains(where: { $0.rawValue == Int(family) }) {
                try refuse("socket", .init(arg: 0, op: SCMP_CMP_EQ, datum_a: family, datum_b: 0), in: filter)
            }
            try refuse(
                "socket", .init(arg: 0, op: SCMP_CMP_GE, datum_a: Self.knownFamilies, datum_b: 0), in: filter)
        }

        private func refuse(
            _ name: String, where argument: UInt32, mask: UInt64, is value: UInt64, in filter: scmp_filter_ctx
        ) throws(SandboxError) {
            try refuse(
                name, .init(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value), in: filter)
        }

        private func refuse(
            _ name: String, with code: Int32 = EPERM, _ condition: scmp_arg_cmp? = nil,
            in filter: scmp_filter_ctx
        ) throws(SandboxError) {
            let number = seccomp_syscall_resolve_name(name)
            // The library is older than the call.
            guard number != __NR_SCMP_ERROR else { return }
            let conditions = condition.map { [$0] } ?? []
            let result = seccomp_rule_add_array(
                filter, sandbox_refuse_with(UInt16(code)), number, UInt32(conditions.count), conditions)
            try check(result, "refusing \(name)")
        }

        private func check(_ result: Int32, _ step: String) throws(SandboxError) {
            guard result == 0 else { throw .refused(step: step, code: -result) }
        }
    }
#endif
