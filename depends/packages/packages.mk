# Every package after its dependencies.
ipc_packages := native_capnp capnp native_libmultiprocess libmultiprocess
wallet_packages := sqlite
zmq_packages := zeromq
sandbox_packages := $(if $(filter linux,$(host_os)),libseccomp)
base_packages := libsecp256k1 leveldb

all_packages := $(base_packages) $(ipc_packages) $(wallet_packages) $(zmq_packages) $(sandbox_packages)

packages := $(base_packages) \
    $(if $(NO_IPC),,$(ipc_packages)) $(if $(NO_WALLET),,$(wallet_packages)) $(if $(NO_ZMQ),,$(zmq_packages)) \
    $(if $(NO_SANDBOX),,$(sandbox_packages))
