// SPDX-License-Identifier: MIT
// Ends the program with code 77 (skipped) on a processor without the registers that the rest of it is
// compiled for.
//
// It runs ahead of the constructors of global objects, which may use those registers already, and calls
// nothing but C: an inline function of C++ could be the linker's copy from a file compiled for them.
#include <unistd.h>

#include <cstring>

namespace {

bool supported() {
    __builtin_cpu_init();
    const bool v3 =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
    if (std::strcmp(STRATA_ISA_LEVEL, "x86-64-v3") == 0) return v3;
    if (std::strcmp(STRATA_ISA_LEVEL, "x86-64-v4") == 0) return v4;
    return true;
}

[[gnu::constructor(101)]] void leave_if_not_supported() {
    if (supported()) return;
    const char text[] = "SKIPPED: this processor has not the instructions of " STRATA_ISA_LEVEL "\n";
    [[maybe_unused]] const auto written = write(STDOUT_FILENO, text, sizeof text - 1);
    _exit(77);
}

}  // namespace
