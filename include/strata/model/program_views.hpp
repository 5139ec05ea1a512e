// SPDX-License-Identifier: MIT
#pragma once
/// Operations that only show a value under another shape, where they have memory of their own.
#include <algorithm>
#include <strata/graph/program.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/model/program_memory.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// A view that has memory of its own, since its gradient is asked for: a copy of what it shows.
template <class T>
void hand_on_of_view(program_memory<T>& memory, int i, int n) {
    const program_table<T>& program = memory.program();
    const operation_facts& op = program.facts[i];
    const T* const from = memory.value(program.input_ids[op.inputs_begin]);
    if (T* const to = memory.value(op.output); to != from)
        std::copy_n(from, n * program.sizes[op.output], to);
}
/// Its gradient to what it shows.
template <class T>
void hand_back_of_view(program_memory<T>& memory, int i, int n) {
    const program_table<T>& program = memory.program();
    const operation_facts& op = program.facts[i];
    const T* const from = memory.gradient(op.output);
    T* const to = memory.gradient(program.input_ids[op.inputs_begin]);
    if (!from || !to || from == to) return;
    const bool adds = program.adds[op.inputs_begin];
    parallel_sweep<T>(n * program.sizes[op.output], memory.threads(), [=](int64 j, auto lanes) {
        lanes.store(to + j, adds ? lanes.load(to + j) + lanes.load(from + j) : lanes.load(from + j));
    });
}

}  // namespace strata::inline STRATA_TARGET
