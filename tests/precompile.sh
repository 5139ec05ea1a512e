# SPDX-License-Identifier: MIT
# To be sourced: precompile FILE COMPILER FLAGS... compiles the header FILE and sets the array `precompiled` to the flags by
# which the same compiler, given the same flags, reads what it has made of it.
precompile() {
    local file=$1 result
    shift
    if "$1" -dM -E -x c++ /dev/null | grep __clang__ >/dev/null; then
        result=$file.pch precompiled=(-include-pch "$file.pch")
    else
        result=$file.gch precompiled=(-include "$file")
    fi
    "$@" -x c++-header "$file" -o "$result"
}
