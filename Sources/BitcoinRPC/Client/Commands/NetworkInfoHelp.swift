/// What `-netinfo help` prints.
enum NetworkInfoHelp {
    static let text = """
        -netinfo (level [outonly]) | help

        Shows the node's connections to its peers, as getpeerinfo and getnetworkinfo tell of them.
        The text is for people: programs should call these commands, since it may change at any time.

        Arguments:
        1. level (integer 0-4, optional)              How much to show (default 0); more than 4 is taken as 4:
                                                      0 - how many peers there are on each network, and the node's own addresses
                                                      1 - also a table of the peers
                                                      2 - the table with addresses
                                                      3 - the table with versions
                                                      4 - the table with addresses and versions
        2. outonly ("outonly" or "o", optional)       Only outgoing connections in the table; needs a level above 0

        help ("help" or "h", optional)                This text instead.

        Result:

        * The table of peers, sorted by direction and smallest ping time:

          Column   Meaning
          ------   -------
          <->      Who made the connection
                   "in"  - the peer
                   "out" - this node
          type     Its purpose
                   "full"   - relays everything, the default
                   "block"  - relays blocks only
                   "manual" - asked for by addnode, -addnode or -connect
                   "feeler" - a short test of an address
                   "addr"   - a short request for addresses
                   "priv"   - a short private broadcast of own transactions
          net      The network: "ipv4", "ipv6", "onion", "i2p", "cjdns", or "npr" (not publicly routable)
          serv     What the peer offers
                   "n" - NETWORK: all blocks
                   "b" - BLOOM: bloom filters (BIP 111)
                   "w" - WITNESS: blocks and transactions with witnesses
                   "c" - COMPACT_FILTERS: block filters (BIPs 157 and 158)
                   "l" - NETWORK_LIMITED: the last 288 blocks
                   "2" - P2P_V2: the encrypted transport (BIP 324)
                   "u" - UNKNOWN: something else
          v        Version of the transport
          mping    Smallest ping time so far, in milliseconds
          ping     Last ping time, in milliseconds
          send     Seconds since something was sent
          recv     Seconds since something was received
          txn      Minutes since the peer sent a new transaction that was accepted
                   "*" - no transactions are sent to it
          blk      Minutes since the peer sent a new block that passed the first checks
          hb       Compact blocks in high-bandwidth mode (BIP 152)
                   "." - this node chose the peer
                   "*" - the peer chose this node
          addrp    Addresses processed
                   "." - no addresses are sent to it
          addrl    Addresses dropped, because there were too many
          age      Minutes since the connection was made
          asmap    The autonomous system of the peer (with -asmap)
          id       Number of the connection
          address  Address and port
          version  Protocol version and user agent, e.g. "70016/Satoshi:21.0.0/"

        * How many peers there are on each network that can be reached, and how many for blocks only or by hand.

        * The node's own addresses with port and score.

        Examples:

        How many peers, and own addresses
        > bitcoin-cli -netinfo

        Everything
        > bitcoin-cli -netinfo 4

        Everything about outgoing connections
        > bitcoin-cli -netinfo 4 outonly

        Everything, once a second
        > watch --interval 1 --no-title bitcoin-cli -netinfo 4

        This text
        > bitcoin-cli -netinfo help

        """
}
