import BitcoinGUI
import CBitcoinQt

/// Curves over time.
@UserInterface
public struct QtPlot {
    private let object: QtObject

    /// Fills a widget with curves.
    public init(in container: QtObject) {
        guard let pointer = bqt_plot(container.pointer) else { preconditionFailure("This is no widget") }
        object = QtObject(pointer)
    }

    /// Sets the points of one of the curves, from the left to the right.
    public func setCurve(_ number: Int, colour: UInt32, _ points: [Double]) {
        bqt_plot_curve(object.pointer, Int32(number), Int64(colour), points, points.count)
    }

    /// Sets how many points there is room for, and what the top stands for.
    public func setScale(capacity: Int, maximum: Double, label: String) {
        bqt_plot_scale(object.pointer, capacity, maximum, label)
    }
}
