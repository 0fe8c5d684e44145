"""What a drill looks for."""


class Violation(Exception):
    """Something that must hold in spite of every fault does not."""
