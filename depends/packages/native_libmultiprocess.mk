# mpgen: plain Swift, for the machine that builds. What goes is a hash that differs from build to build, and one over it.
package := native_libmultiprocess
$(package)_local_dir := ../Sources/mpgen
$(package)_build_system := plain

define $(package)_build_cmds
$$SWIFTC $(build_SWIFTFLAGS) -swift-version 6 -enable-upcoming-feature ExistentialAny -enable-experimental-feature Lifetimes -static-stdlib -module-name mpgen -file-prefix-map "$$PWD=/mpgen" $$(find . -name '*.swift' | LC_ALL=C sort) -o "$$BUILD_DIR/mpgen"
endef
define $(package)_stage_cmds
mkdir -p "$$STAGED/bin"
cp "$$BUILD_DIR/mpgen" "$$STAGED/bin"
"$$STRIP" --remove-section=.swift_modhash --remove-section=.note.gnu.build-id "$$STAGED/bin/mpgen"
endef
