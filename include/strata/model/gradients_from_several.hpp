// SPDX-License-Identifier: MIT
#pragma once
/// Gradients that do not come from one operation alone: those of outputs that are one value, of values that
/// lead to no output, of parameters that several layers share.
#include <algorithm>
#include <cstddef>
#include <strata/graph/program.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/model/program_memory.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// to[i] += from[i]
template <class T>
void add_gradient(T* to, const T* from, int64 size, int threads) {
    parallel_sweep<T>(size, threads, [to, from](int64 i, auto lanes) {
        lanes.store(to + i, lanes.load(to + i) + lanes.load(from + i));
    });
}

/// An output that is another one's value, or a view of it, has left its gradient apart.
template <class T>
void add_repeated_outputs(program_memory<T>& memory, int n) {
    const program_table<T>& program = memory.program();
    for (int k = 0; k < program.output_count; ++k) {
        const int id = program.output_ids[k];
        if (program.output_gradients[k] == program.gradients[id]) continue;
        add_gradient<T>(memory.gradient(id), memory.gradient_of_output(k), n * program.sizes[id],
                        memory.threads());
    }
}

/// What leads to no output has no gradient but zero.
template <class T>
void clear_dead_ends(program_memory<T>& memory, int n) {
    const program_table<T>& program = memory.program();
    if (!program.dead_ends) return;
    for (int v = 0; v < program.value_count; ++v)
        if (program.dead_ends[v]) std::fill_n(memory.gradient(v), n * program.sizes[v], T(0));
}

/// Operation i backward, some of whose parameters may have a gradient from another place already: what it
/// adds to that is computed apart. `own`: room for a pointer to the gradient of each of its parameters.
template <class T>
void backward_of_shared(program_memory<T>& memory, int i, backward_args<T>& a, T** own) {
    const program_table<T>& program = memory.program();
    const int64 begin = program.rows[i].first_parameter, end = program.rows[i + 1].first_parameter;
    T* const* const dw = a.dw;
    std::byte* next = memory.fixed(program.arena.shared_gradients);
    for (int64 k = begin; k < end; ++k) {
        const bool shares = dw[k - begin] && program.shares[k];
        own[k - begin] = shares ? reinterpret_cast<T*>(next) : dw[k - begin];
        if (shares) next += rounded_bytes(program.parameters[k].size * int64(sizeof(T)));
    }
    a.dw = own;
    program.rows[i].backward(a);
    for (int64 k = begin; k < end; ++k)
        if (own[k - begin] != dw[k - begin])
            add_gradient<T>(dw[k - begin], own[k - begin], program.parameters[k].size, memory.threads());
}

}  // namespace strata::inline STRATA_TARGET
