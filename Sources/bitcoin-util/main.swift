import BitcoinTools
import Glibc

exit(await UtilityTool().run(CommandLine.arguments))
