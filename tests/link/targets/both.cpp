// SPDX-License-Identifier: MIT
// Two parts in one program, in this order: prints the numbers of each, a line a part. With STRATA_FIRST ==
// STRATA_SECOND a part is alone. Built without -march: a part that this processor cannot run is left out, and
// the program says so.
#include <cstdio>

#include "part.hpp"

namespace {
/// The level of x86-64 that part number `part` is compiled for.
constexpr int level_of(int part) { return part % 10; }

bool runs(int part) {
    __builtin_cpu_init();
    if (level_of(part) >= 3 &&
        !(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")))
        return false;
    return level_of(part) < 4 || (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                                  __builtin_cpu_supports("avx512vl"));
}

template <int Part>
void print() {
    std::printf("%d", Part);
    if (runs(Part)) {
        part_numbers numbers{};
        part<Part>(numbers);
        for (int i = 0; i < numbers.size; ++i) std::printf(" %s", numbers.text[i]);
    } else {
        std::printf(" cannot run here");
    }
    std::printf("\n");
}
}  // namespace

int main() {
    print<STRATA_FIRST>();
    if (STRATA_FIRST != STRATA_SECOND) print<STRATA_SECOND>();
}
