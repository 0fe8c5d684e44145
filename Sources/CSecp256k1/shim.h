#include <secp256k1.h>
#include <secp256k1_ellswift.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_musig.h>
#include <secp256k1_preallocated.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>

/* The library declares its static context as a variable, which Swift takes for shared mutable state. */
static inline const secp256k1_context *secp256k1_verifying_context(void) {
    return secp256k1_context_static;
}

/* The same holds for the way to hash a shared secret (BIP324). */
static inline secp256k1_ellswift_xdh_hash_function secp256k1_bip324_hash_function(void) {
    return secp256k1_ellswift_xdh_hash_function_bip324;
}
