# SPDX-License-Identifier: MIT
include(${settings})
build_and_run(add_subdirectory -DSTRATA_SOURCE_DIR=${source_dir} "-DCMAKE_PREFIX_PATH=${dependency_prefixes}")
