import BitcoinTools
import Glibc

exit(UtilityTool().run(CommandLine.arguments))
