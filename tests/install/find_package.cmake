# SPDX-License-Identifier: MIT
include(${settings})
build_and_run(find_package "-DCMAKE_PREFIX_PATH=${prefix};${dependency_prefixes}")
