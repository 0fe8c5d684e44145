// libsecp256k1 makes keys, and accepts its own signatures and no others, in each module that the project uses.
#include "require.h"

#include <secp256k1.h>
#include <secp256k1_ellswift.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_musig.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>

#include <cstring>

int main()
{
    unsigned char secret[32], message[32], random[32];
    std::memset(secret, 1, sizeof secret);
    std::memset(message, 2, sizeof message);
    std::memset(random, 3, sizeof random);

    secp256k1_context* context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    secp256k1_selftest();

    secp256k1_pubkey key;
    secp256k1_ecdsa_signature ecdsa;
    REQUIRE(secp256k1_ec_pubkey_create(context, &key, secret));
    REQUIRE(secp256k1_ecdsa_sign(context, &ecdsa, message, secret, nullptr, nullptr));
    REQUIRE(secp256k1_ecdsa_verify(context, &ecdsa, message, &key));

    secp256k1_keypair pair;
    secp256k1_xonly_pubkey output_key;
    unsigned char schnorr[64];
    REQUIRE(secp256k1_keypair_create(context, &pair, secret));
    REQUIRE(secp256k1_keypair_xonly_pub(context, &output_key, nullptr, &pair));
    REQUIRE(secp256k1_schnorrsig_sign32(context, schnorr, message, &pair, random));
    REQUIRE(secp256k1_schnorrsig_verify(context, schnorr, message, sizeof message, &output_key));

    secp256k1_ecdsa_recoverable_signature recoverable;
    secp256k1_pubkey recovered;
    REQUIRE(secp256k1_ecdsa_sign_recoverable(context, &recoverable, message, secret, nullptr, nullptr));
    REQUIRE(secp256k1_ecdsa_recover(context, &recovered, &recoverable, message));
    REQUIRE(secp256k1_ec_pubkey_cmp(context, &recovered, &key) == 0);

    unsigned char encoding[64];
    secp256k1_pubkey decoded;
    REQUIRE(secp256k1_ellswift_create(context, encoding, secret, random));
    REQUIRE(secp256k1_ellswift_decode(context, &decoded, encoding));
    REQUIRE(secp256k1_ec_pubkey_cmp(context, &decoded, &key) == 0);

    const secp256k1_pubkey* keys[] = {&key, &key};
    secp256k1_xonly_pubkey aggregate;
    secp256k1_musig_keyagg_cache cache;
    REQUIRE(secp256k1_musig_pubkey_agg(context, &aggregate, &cache, keys, 2));

    message[0] ^= 1;
    REQUIRE(!secp256k1_ecdsa_verify(context, &ecdsa, message, &key));
    REQUIRE(!secp256k1_schnorrsig_verify(context, schnorr, message, sizeof message, &output_key));
    secp256k1_context_destroy(context);
    return 0;
}
