#!/usr/bin/env python3
"""Makes the `rpcauth` line of bitcoin.conf for a user of the JSON-RPC interface.

The node keeps only a salted HMAC of the password, so the configuration file gives nothing away.
"""

from __future__ import annotations

import argparse
import getpass
import hmac
import json
import secrets


def generate_salt(size: int) -> str:
    """Random bytes as hexadecimal digits."""
    return secrets.token_hex(size)


def generate_password() -> str:
    """32 random bytes, safe in URLs."""
    return secrets.token_urlsafe(32)


def password_to_hmac(salt: str, password: str) -> str:
    """What the node compares with."""
    return hmac.new(salt.encode(), password.encode(), "SHA256").hexdigest()


def main() -> None:
    """Prints the line and the password that goes with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("username")
    parser.add_argument("password", nargs="?", help='left out: a random one; "-": asked for')
    parser.add_argument("-j", "--json", action="store_true", help="print JSON")
    options = parser.parse_args()

    password = options.password or generate_password()
    if password == "-":
        password = getpass.getpass()
    salt = generate_salt(16)
    line = f"{options.username}:{salt}${password_to_hmac(salt, password)}"
    if options.json:
        print(json.dumps({"username": options.username, "password": password, "rpcauth": line}))
    else:
        print(f"String to be appended to bitcoin.conf:\nrpcauth={line}\nYour password:\n{password}")


if __name__ == "__main__":
    main()
