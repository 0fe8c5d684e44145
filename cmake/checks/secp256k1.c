// Everything that the Swift side imports, and one function of each optional module.
#include "shim.h"

int main(void)
{
    secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    const void *functions[] = {
        (const void *)secp256k1_keypair_create,
        (const void *)secp256k1_schnorrsig_verify,
        (const void *)secp256k1_ecdsa_recover,
    };
    secp256k1_context_destroy(context);
    return functions[0] == functions[1];
}
