import BitcoinGUI
import BitcoinSupport
import QtBridge

/// What is shown from the start of the program until the node can be used.
@UserInterface
final class SplashWindow {
    private let widget: QtObject

    init(title: String, network: String) {
        widget = QtObject(form: "splash")
        widget.windowTitle = title
        widget.setIcon(.coin, colour: QtIcon.colour(ofNetwork: network))
        widget["logo"].setPicture(.coin, colour: QtIcon.colour(ofNetwork: network), pixels: 96)
        widget["title"].text = title
        widget["version"].text = "Version \(ClientVersion.full)"
        widget["network"].text = network == "main" ? "" : "[\(network)]"
        widget.invoke("show()")
    }

    func show(_ activity: String) {
        widget["activity"].text = activity
    }

    func close() {
        widget.invoke("hide()")
        widget.release()
    }
}
