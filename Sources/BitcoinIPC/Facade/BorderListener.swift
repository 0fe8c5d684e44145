import BitcoinInterfaces
import Multiprocess

/// An address on which this process is being served.
struct BorderListener: ProcessListener {
    let listener: Listener

    var address: String { listener.address.description }

    func close() async {
        await listener.close()
    }
}
