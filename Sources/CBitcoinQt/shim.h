/* The header of this tree, of which the library is always a part. */
#include "../libbitcoinqt/include/bitcoinqt/bitcoinqt.h"
