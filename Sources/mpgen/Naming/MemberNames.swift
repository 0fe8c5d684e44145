extension Field {
    /// The name of the property or argument in Swift.
    var swiftName: String {
        annotations.text(.swiftName) ?? annotations.text(.name).flatMap(Self.swiftForm)
            ?? (Self.unusable.contains(name) ? "\(name)Value" : name)
    }

    /// What means something else after a period, even in quotes.
    private static let unusable: Set<String> = ["Protocol", "Type", "init", "self"]

    /// A C++ name, if it is a Swift name as well; `use_mempool` is not, and the schema's own name is used.
    private static func swiftForm(_ name: String) -> String? {
        name.contains("_") ? nil : name
    }

    /// How the argument is labelled in a call; `nil` for one without a label.
    var label: String? {
        let label = annotations.text(.label) ?? swiftName
        return label == "_" ? nil : label
    }
}

extension Method {
    /// The name of the method in Swift.
    var swiftName: String {
        annotations.text(.swiftName) ?? annotations.text(.name) ?? name
    }
}

extension Node.Enumerant {
    /// The name of the case in Swift.
    var swiftName: String {
        annotations.text(.swiftName) ?? name
    }
}
