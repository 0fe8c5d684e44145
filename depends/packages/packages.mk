# Every package after its dependencies.
ipc_packages := native_capnp capnp native_libmultiprocess libmultiprocess
wallet_packages := sqlite
zmq_packages := zeromq
base_packages := libsecp256k1 leveldb

all_packages := $(base_packages) $(ipc_packages) $(wallet_packages) $(zmq_packages)

packages := $(base_packages) \
    $(if $(NO_IPC),,$(ipc_packages)) $(if $(NO_WALLET),,$(wallet_packages)) $(if $(NO_ZMQ),,$(zmq_packages))
