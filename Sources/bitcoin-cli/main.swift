import BitcoinRPC
import Glibc

exit(await CommandLineClient(CommandLine.arguments).run())
