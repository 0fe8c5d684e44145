import BitcoinTools
import Glibc

exit(TransactionTool().run(CommandLine.arguments))
