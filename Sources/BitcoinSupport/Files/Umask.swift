import Glibc

/// Permissions of new files.
public enum Umask {
    /// New files are for their owner alone, unless an option opens one of them.
    public static func makePrivate() {
        umask(0o077)
    }
}
