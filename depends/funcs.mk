# All mechanism is here; recipes (packages/*.mk) are data. packages.md explains each variable.
#
# A package goes through these stages, each a target of its own (capnp_built, say) and each a stamp:
#
#   fetched        its source file is in SOURCES_PATH and has the recipe's sha256
#   extracted      unpacked into a directory of its own
#   preprocessed   patches applied, preprocess_cmds run
#   configured     a private prefix with just the declared dependencies made, config_cmds run
#   built          build_cmds run
#   staged         installed below the staging directory
#   postprocessed  made relocatable, checked for leaked paths
#   cached         packed as a deterministic archive, with its checksum, in BASE_CACHE
#
# Every directory carries the package's id, so nothing is ever built over something else.

stages := fetched extracted preprocessed configured built staged postprocessed cached

WORK_PATH := $(BASEDIR)/work
PATCHES_PATH := $(BASEDIR)/patches

# Packages are configured for a prefix that exists nowhere: what names it is not relocatable.
placeholder := /bitcoin-depends

# --- Hashes -----------------------------------------------------------------------------------------

define newline


endef

# One process hashes all files that ids are made of; the result becomes variables: sha256_of/PATH.
hashed_files := $(sort $(wildcard Makefile funcs.mk relocate gen_id builders/*.mk hosts/*.mk packages/*.mk \
    patches/*/* toolchain.cmake.in))
$(foreach pair,$(shell sha256sum $(hashed_files) | sed 's/  /=/'),\
    $(eval sha256_of/$(word 2,$(subst =, ,$(pair))) := $(word 1,$(subst =, ,$(pair)))))

sha256_of_files = $(foreach file,$(1),$(or $(sha256_of/$(file)),$(error No such file: $(file))))
sha256_of_text = $(shell printf '%s' '$(subst ','\'',$(strip $(1)))' | sha256sum | cut -c1-64)
short = $(shell printf '%.11s' '$(1)')

# sha256 over the names and contents of the files of a directory.
sha256_of_directory = $(shell cd '$(1)' && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum | \
    sha256sum | cut -c1-64)

# (Whatever fetch and store do, a hash decides about what they bring.)
mechanism_files := funcs.mk relocate gen_id builders/default.mk hosts/default.mk hosts/$(host_os).mk hosts/$(host).mk
mechanism_id := $(call sha256_of_text,$(call sha256_of_files,$(mechanism_files)))

# Who compiles: the compilers, the binary tools and Swift.
toolchain_id := $(shell ./gen_id '$(HOST_ID_SALT)' '$(BUILD_ID_SALT)' -- \
    '$(build_CC)' '$(build_CXX)' '$(build_AR)' '$(build_RANLIB)' '$(build_SWIFTC)' \
    '$(host_CC)' '$(host_CXX)' '$(host_AR)' '$(host_RANLIB)' '$(host_SWIFTC)')

# --- Recipes ----------------------------------------------------------------------------------------

include $(foreach package,$(all_packages),packages/$(package).mk)

# $(call field,package,name): a recipe's variable, plus what it says for this OS, host and release type.
field = $(strip $($(1)_$(2)) $($(1)_$(2)_$(host_os)) $($(1)_$(2)_$(host_arch)_$(host_os)) $($(1)_$(2)_$(release_type)))

# $(call closure,package): its dependencies, theirs, and so on.
closure = $(sort $(foreach dependency,$(call field,$(1),dependencies),$(dependency) $(call closure,$(dependency))))

# $(call tool,package,CC): the variable of the machine that the package runs on.
standard_CFLAGS := -pipe -std=$(C_STANDARD)
standard_CXXFLAGS := -pipe -std=$(CXX_STANDARD)
tool = $(if $(filter build,$($(1)_type)),$(build_$(2)),$(host_$(2)))
flags = $(strip $(standard_$(2)) $(call tool,$(1),$(2)) $(if $(filter host,$($(1)_type)),$(host_$(release_type)_$(2))))

define describe_package
$(1)_type := $(if $(filter native_%,$(1)),build,host)
$(1)_closure := $(call closure,$(1))
$(1)_source_file := $$(or $$($(1)_file),$(1)-$$($(1)_version).tar.gz)
$(1)_config_opts := $$(call field,$(1),config_opts)
$(1)_CPPFLAGS := $$(call flags,$(1),CPPFLAGS) $$(call field,$(1),cppflags)
$(1)_CFLAGS := $$(call flags,$(1),CFLAGS) $$(call field,$(1),cflags)
$(1)_CXXFLAGS := $$(call flags,$(1),CXXFLAGS) $$(call field,$(1),cxxflags)
$(1)_LDFLAGS := $$(call flags,$(1),LDFLAGS) $$(call field,$(1),ldflags)
$(1)_build_system := $$(or $$($(1)_build_system),cmake)
endef

# What a package is: everything that could change a byte of it.
define identify_package
$(if $($(1)_local_dir),$(eval $(1)_sha256 := $(call sha256_of_directory,$($(1)_local_dir)))\
    $(eval $(1)_version := $(call short,$($(1)_sha256)))\
    $(eval $(1)_source_file := $(1)-$($(1)_version).tar))
$(1)_id := $(call sha256_of_text,$(1) $($(1)_version) $(host) $(build) $(release_type) $(mechanism_id) $(toolchain_id) \
    $(call sha256_of_files,packages/$(1).mk $($(1)_recipe_files) $(foreach patch,$($(1)_patches),patches/$(or $($(1)_patch_set),$(1))/$(patch))) \
    $($(1)_sha256) $($(1)_config_opts) $($(1)_CPPFLAGS) $($(1)_CFLAGS) $($(1)_CXXFLAGS) $($(1)_LDFLAGS) $(LTO) \
    $(foreach dependency,$($(1)_closure),$($(dependency)_id)))
$(1)_name := $(1)-$($(1)_version)-$$(call short,$$($(1)_id))
$(1)_work_dir := $(WORK_PATH)/$(host)/$$($(1)_name)
$(1)_source_dir := $$($(1)_work_dir)/source
$(1)_build_dir := $$($(1)_work_dir)/build
$(1)_prefix_dir := $$($(1)_work_dir)/prefix
$(1)_staging_dir := $$($(1)_work_dir)/staging
$(1)_log := $$($(1)_work_dir)/build.log
$(1)_cached := $(BASE_CACHE)/$(host)/$(1)/$$($(1)_name).tar.gz
$(1)_archive_dir := $(if $($(1)_local_dir),$(WORK_PATH)/local,$(SOURCES_PATH))
$(1)_fetched := $$($(1)_archive_dir)/.stamp_$(1)-$(call short,$(call sha256_of_text,$($(1)_sha256) $($(1)_source_file)))
$(foreach stage,$(filter-out fetched cached,$(stages)),$(1)_$(stage) := $$($(1)_work_dir)/.stamp_$(stage)$(newline))
endef

# --- Commands that recipes get from their build system ------------------------------------------------

# A native package's place in a prefix is native/, so that its programs run where the host's cannot.
place = $(if $(filter build,$($(1)_type)),$(2)/native,$(2))

define cmake_config_cmds
cmake -S . -B "$$BUILD_DIR" -G 'Unix Makefiles' \
    -DCMAKE_INSTALL_PREFIX="$$PREFIX" -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_AR="$$(command -v "$$AR")" -DCMAKE_RANLIB="$$(command -v "$$RANLIB")" \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF \
    -DCMAKE_POLICY_VERSION_MINIMUM=3.5 -DCMAKE_VERBOSE_MAKEFILE=$(if $(V),ON,OFF) \
    -DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=ON -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF \
    -DCMAKE_PREFIX_PATH="$$DEPENDENCIES" -DCMAKE_FIND_ROOT_PATH="$$DEPENDENCIES" \
    -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
    -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER \
    $(if $(filter host,$($(1)_type)),$(if $(filter $(build),$(host)),,-DCMAKE_SYSTEM_NAME=$(host_cmake_system_name) -DCMAKE_SYSTEM_PROCESSOR=$(host_arch))) \
    $($(1)_config_opts)
endef
define cmake_build_cmds
$(MAKE) -C "$$BUILD_DIR" $($(1)_build_targets)
endef
define cmake_stage_cmds
$(MAKE) -C "$$BUILD_DIR" install
endef

define plain_config_cmds
:
endef
define plain_build_cmds
:
endef
define plain_stage_cmds
:
endef

# $(call cmds,package,name): the recipe's own commands, or those of its build system, in one shell list.
cmds = $(call shell_list,$(or $($(1)_$(2)_cmds),$(call $($(1)_build_system)_$(2)_cmds,$(1)),:))

# Lines become a list that stops at the first failure.
shell_list = $(subst $(newline), && ,$(subst \$(newline),,$(1)))

# --- Steps ------------------------------------------------------------------------------------------

# $(call run,package,directory,commands): in the package's own environment, and no other.
define run
	+mkdir -p '$(2)' && cd '$(2)' && { $(call environment,$(1)); set -e; { $(3); }; } \
	    $(if $(LOG),>> '$($(1)_log)' 2>&1 || { cat '$($(1)_log)' >&2; exit 1; })
endef

# With ccache in PATH the compilers run behind it, which changes nothing of what they give.
ccache := $(shell command -v ccache)
launcher_environment = $(if $(ccache),CMAKE_C_COMPILER_LAUNCHER='$(ccache)' CMAKE_CXX_COMPILER_LAUNCHER='$(ccache)' CCACHE_BASEDIR='$(BASEDIR)' CCACHE_NOHASHDIR=1)

environment = export CC='$(call tool,$(1),CC)' CXX='$(call tool,$(1),CXX)' AR='$(call tool,$(1),AR)' \
    RANLIB='$(call tool,$(1),RANLIB)' NM='$(call tool,$(1),NM)' STRIP='$(call tool,$(1),STRIP)' \
    SWIFTC='$(call tool,$(1),SWIFTC)' \
    CFLAGS='$(strip $($(1)_CPPFLAGS) $($(1)_CFLAGS) -ffile-prefix-map=$($(1)_work_dir)=/$(1))' \
    CXXFLAGS='$(strip $($(1)_CPPFLAGS) $($(1)_CXXFLAGS) -ffile-prefix-map=$($(1)_work_dir)=/$(1))' \
    LDFLAGS='$(strip $($(1)_LDFLAGS))' \
    BUILD_DIR='$($(1)_build_dir)' PREFIX='$(call place,$(1),$(placeholder))' DESTDIR='$($(1)_staging_dir)' \
    STAGED='$(call place,$(1),$($(1)_staging_dir)$(placeholder))' DEPENDENCIES='$($(1)_prefix_dir)' \
    PKG_CONFIG_LIBDIR='$($(1)_prefix_dir)/lib/pkgconfig' PKG_CONFIG_PATH= \
    $(launcher_environment) \
    PATH='$($(1)_prefix_dir)/native/bin:$(PATH)' VERSION='$($(1)_version)' SOURCE_DATE_EPOCH=1 LC_ALL=C TZ=UTC ZERO_AR_DATE=1

# $(call unpack_packages,packages,prefix): each archive is checked again right before use.
define unpack_packages
	$(foreach each,$(1),(cd '$(dir $($(each)_cached))' && sha256sum --quiet -c '$(notdir $($(each)_cached)).sha256') && \
	    tar -C '$(2)' --no-same-owner -xf '$($(each)_cached)' && ) true
endef

# $(call fetch_one,package): a file that is there already is only checked.
fetch_one = SOURCES_PATH='$(SOURCES_PATH)' FALLBACK_DOWNLOAD_PATH='$(FALLBACK_DOWNLOAD_PATH)' WORK_PATH='$(WORK_PATH)' \
    ./fetch '$(1)-$($(1)_version)' '$($(1)_source_file)' '$($(1)_sha256)' '$($(1)_url)/$(or $($(1)_remote_file),$($(1)_source_file))' '$($(1)_source_package)' \
        '$($(1)_other_file)' '$($(1)_other_sha256)'

# A local directory becomes a source file like any other.
pack_local_dir = mkdir -p '$($(1)_archive_dir)' && tar -C '$($(1)_local_dir)' --sort=name --mtime=@1 --owner=0 --group=0 \
    --numeric-owner --mode=u+rwX,go+rX,go-w -cf '$($(1)_archive_dir)/$($(1)_source_file)' .

# The file that was fetched: the recipe's, or the other one with the same release inside.
define extract
	if [ -f '$($(1)_archive_dir)/$($(1)_source_file)' ]; then \
	    tar -C '$($(1)_source_dir)' --no-same-owner $(if $($(1)_local_dir),,--strip-components=1) -xf '$($(1)_archive_dir)/$($(1)_source_file)'; \
	else \
	    tar -C '$($(1)_source_dir)' --no-same-owner --strip-components=$(words $(subst /, ,$($(1)_other_path)) .) --wildcards \
	        -xf '$(SOURCES_PATH)/$($(1)_other_file)' $(if $($(1)_other_path),'*/$($(1)_other_path)',); \
	fi
endef

# $(call store,get|put,package): from or to the place that others share. Both may fail; then it is only slower.
store = SUMS='$(BASE_CACHE_SUMS)' UPLOAD='$(BASE_CACHE_WRITE)' WORK_PATH='$(WORK_PATH)' \
    ./store $(1) '$(BASE_CACHE_STORE)' '$(BASE_CACHE)' '$(host)/$(2)/$($(2)_name).tar.gz'

check_package = { [ ! -f '$($(1)_cached)' ] || (cd '$(dir $($(1)_cached))' && \
    sha256sum --status -c '$(notdir $($(1)_cached)).sha256') || \
    { echo 'Checksum missing or wrong: $($(1)_cached)' >&2; false; }; }
check_source = $(if $($(1)_local_dir),:,CHECK_ONLY=1 $(call fetch_one,$(1)))

# --- Rules --------------------------------------------------------------------------------------------

define add_rules
$(foreach stage,$(stages),$(newline)$(1)_$(stage): $($(1)_$(stage)))
.PHONY: $(foreach stage,$(stages),$(1)_$(stage))
.SECONDARY: $(foreach stage,$(stages),$($(1)_$(stage)))
.PHONY: $(1)
$(1): $($(1)_cached)

$($(1)_fetched):
	$$(if $$($(1)_local_dir),$$(call pack_local_dir,$(1)),$$(call fetch_one,$(1)))
	touch '$$@'

$($(1)_extracted): | $($(1)_fetched)
	echo 'Extracting $(1)...'
	rm -rf '$$($(1)_work_dir)' && mkdir -p '$$($(1)_source_dir)'
	$$(if $$($(1)_local_dir),,$$(call fetch_one,$(1)))
	$$(call extract,$(1))
	touch '$$@'

$($(1)_preprocessed): | $($(1)_extracted)
	echo 'Preprocessing $(1)...'
	$$(foreach patch,$$($(1)_patches),patch -s -d '$$($(1)_source_dir)' -p1 < '$$(PATCHES_PATH)/$$(or $$($(1)_patch_set),$(1))/$$(patch)' && ) true
	$$(call run,$(1),$$($(1)_source_dir),$$(call cmds,$(1),preprocess))
	touch '$$@'

$($(1)_configured): | $($(1)_preprocessed) $(foreach dependency,$($(1)_closure),$($(dependency)_cached))
	echo 'Configuring $(1)...'
	rm -rf '$$($(1)_prefix_dir)' '$$($(1)_build_dir)' && mkdir -p '$$($(1)_prefix_dir)' '$$($(1)_build_dir)'
	$$(call unpack_packages,$$($(1)_closure),$$($(1)_prefix_dir))
	$$(call run,$(1),$$($(1)_source_dir),$$(call cmds,$(1),config))
	touch '$$@'

$($(1)_built): | $($(1)_configured)
	echo 'Building $(1)...'
	$$(call run,$(1),$$($(1)_source_dir),$$(call cmds,$(1),build))
	touch '$$@'

$($(1)_staged): | $($(1)_built)
	echo 'Staging $(1)...'
	rm -rf '$$($(1)_staging_dir)' && mkdir -p '$$(call place,$(1),$$($(1)_staging_dir)$$(placeholder))'
	$$(call run,$(1),$$($(1)_source_dir),$$(call cmds,$(1),stage))
	touch '$$@'

$($(1)_postprocessed): | $($(1)_staged)
	echo 'Postprocessing $(1)...'
	$$(call run,$(1),$$(call place,$(1),$$($(1)_staging_dir)$$(placeholder)),$$(call cmds,$(1),postprocess))
	./relocate '$$($(1)_staging_dir)$$(placeholder)' '$$(placeholder)' '$$($(1)_work_dir)'
	touch '$$@'

$($(1)_cached): | $($(1)_postprocessed)
	echo 'Caching $(1)...'
	mkdir -p '$$(@D)'
	tar -C '$$($(1)_staging_dir)$$(placeholder)' --sort=name --mtime=@1 --owner=0 --group=0 --numeric-owner \
	    --format=gnu --mode=u+rwX,go+rX,go-w -cf - . | gzip -9n > '$$@.tmp'; \
	    mv '$$@.tmp' '$$@'
	cd '$$(@D)' && sha256sum '$$(@F)' > '$$(@F).sha256'
	$$(if $$(LOG),cp '$$($(1)_log)' '$$(@D)/$$($(1)_name).log')
	$$(if $(BASE_CACHE_STORE),$(call store,put,$(1)))
	rm -rf '$$($(1)_work_dir)'
endef

$(foreach package,$(all_packages),$(eval $(call describe_package,$(package))))
# In the order of packages.mk, where a package comes after its dependencies.
$(foreach package,$(all_packages),$(eval $(call identify_package,$(package))))

# A cached archive that does not match its checksum is thrown away before make looks for it.
ifneq ($(filter-out clean clean-all download download-one check-% print-%,$(or $(MAKECMDGOALS),install)),)
damaged := $(shell $(foreach package,$(all_packages),$(call check_package,$(package)) 2>/dev/null || \
    { rm -f '$($(package)_cached)' '$($(package)_cached).sha256'; echo $(package); };))
$(foreach package,$(damaged),$(warning Checksum mismatch for $(package). Forcing rebuild.))
ifneq ($(BASE_CACHE_STORE),)
stored := $(foreach package,$(packages),$(if $(wildcard $($(package)_cached)),,$(shell $(call store,get,$(package)))))
endif
endif

$(foreach package,$(all_packages),$(eval $(call add_rules,$(package))))
