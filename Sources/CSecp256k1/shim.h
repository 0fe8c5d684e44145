#include <secp256k1.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_musig.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>

/* The library declares its static context as a variable, which Swift takes for shared mutable state. */
static inline const secp256k1_context *secp256k1_verifying_context(void) {
    return secp256k1_context_static;
}
