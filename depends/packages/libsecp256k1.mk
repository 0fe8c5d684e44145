package := libsecp256k1
$(package)_version := 0.7.1
$(package)_url := https://github.com/bitcoin-core/secp256k1/archive/refs/tags
$(package)_remote_file := v0.7.1.tar.gz
$(package)_file := secp256k1-0.7.1.tar.gz
$(package)_sha256 := 958f204dbafc117e73a2604285dc2eb2a5128344d3499c114dcba5de54cb7a9e
# The same tree, less its CI files, is a directory of this package.
$(package)_source_package := pypi:electrum-ecc==0.0.7
$(package)_other_file := electrum_ecc-0.0.7.tar.gz
$(package)_other_sha256 := ed4134e1dbff0fd83022764c6acc97a02cde3512927d7c41f4d48b9a06e91fb2
$(package)_other_path := libsecp256k1
$(package)_config_opts := -DSECP256K1_ENABLE_MODULE_EXTRAKEYS=ON -DSECP256K1_ENABLE_MODULE_SCHNORRSIG=ON \
    -DSECP256K1_ENABLE_MODULE_ELLSWIFT=ON -DSECP256K1_ENABLE_MODULE_RECOVERY=ON -DSECP256K1_ENABLE_MODULE_MUSIG=ON \
    -DSECP256K1_ENABLE_MODULE_ECDH=OFF -DSECP256K1_BUILD_TESTS=OFF -DSECP256K1_BUILD_EXHAUSTIVE_TESTS=OFF \
    -DSECP256K1_BUILD_BENCHMARK=OFF -DSECP256K1_BUILD_CTIME_TESTS=OFF -DSECP256K1_BUILD_EXAMPLES=OFF
