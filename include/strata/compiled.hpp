// SPDX-License-Identifier: MIT
#pragma once
/// The whole core, with the passes of the usual layers left to one file of a program: all others compile in
/// less than half of the time.
///
///     #include <strata/compiled.hpp>         in every file of the program, in place of strata/strata.hpp
///     #include <strata/compile_here.hpp>     in one file, which need not hold anything else
///
/// That is all: nothing else changes, and the numbers are the same to the bit. What is not in the list below
/// (other layers, other activations, `double`) is compiled where it is used, as ever. Each target
/// (`strata/target.hpp`) that the files are built for has to have a file with the passes: without it the
/// program is not linked, and what the linker misses says so, `passes_compiled_for<...>`. Such a program
/// holds every pass of the list, also if it never trains; where its size counts, take strata/strata.hpp.
#include <strata/strata.hpp>

namespace strata {

/// Defined once for each target that the passes are compiled for.
template <class Target>
struct passes_compiled_for {
    static const bool here;
};
template <>
const bool passes_compiled_for<build_target>::here;

[[gnu::used]] static const bool* const passes_that_this_file_wants = &passes_compiled_for<build_target>::here;

// For numbers of type T: `extern` declares them; nothing in its place compiles them.
#define STRATA_CONVOLUTION_PASSES(EXTERN, KERNEL, T)                                                   \
    EXTERN template void prepare_convolution<convolution_kernel::KERNEL>(const convolution_extents&,   \
                                                                         const T*, const T*, T*, int); \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, identity_map, T)                                    \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, relu, T)                                            \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, sigmoid, T)                                         \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, hyperbolic_tangent, T)

#define STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, ACT, T)                                             \
    EXTERN template void convolution_forward<convolution_kernel::KERNEL, ACT>(const convolution_pass<T>&); \
    EXTERN template void convolution_backward<convolution_kernel::KERNEL, ACT>(const convolution_pass<T>&);

#define STRATA_OTHER_PASSES_WITH(EXTERN, ACT, T)                                                             \
    EXTERN template void dense_forward<ACT>(const dense_pass<T>&);                                           \
    EXTERN template void dense_backward<ACT>(const dense_pass<T>&);                                          \
    EXTERN template void transposed_forward<ACT>(const transposed_pass<T>&);                                 \
    EXTERN template void transposed_backward<ACT>(const transposed_pass<T>&);                                \
    EXTERN template void scale_and_shift<true>(const T*, const T*, const T*, const T*, const T*, T*, int64,  \
                                               int, int, ACT);                                               \
    EXTERN template void scale_and_shift<false>(const T*, const T*, const T*, const T*, const T*, T*, int64, \
                                                int, int, ACT);                                              \
    EXTERN template void normalization_sums<ACT>(const normalization_gradients<T>&, T*, T*, T*, int);        \
    EXTERN template void normalization_gradient<ACT>(const normalization_gradients<T>&, const T*, const T*,  \
                                                     int);                                                   \
    EXTERN template void group_normalization_forward<ACT>(const group_normalization_pass<T>&);               \
    EXTERN template void group_normalization_backward<ACT>(const group_normalization_pass<T>&);              \
    EXTERN template void place_normalization_forward<ACT>(const group_normalization_pass<T>&);               \
    EXTERN template void place_normalization_backward<ACT>(const group_normalization_pass<T>&);

#define STRATA_COMPILED_PASSES(EXTERN, T)                                                                  \
    STRATA_CONVOLUTION_PASSES(EXTERN, direct, T)                                                           \
    STRATA_CONVOLUTION_PASSES(EXTERN, depthwise, T)                                                        \
    STRATA_CONVOLUTION_PASSES(EXTERN, winograd, T)                                                         \
    STRATA_CONVOLUTION_PASSES(EXTERN, product, T)                                                          \
    STRATA_OTHER_PASSES_WITH(EXTERN, identity_map, T)                                                      \
    STRATA_OTHER_PASSES_WITH(EXTERN, relu, T)                                                              \
    STRATA_OTHER_PASSES_WITH(EXTERN, sigmoid, T)                                                           \
    STRATA_OTHER_PASSES_WITH(EXTERN, hyperbolic_tangent, T)                                                \
    EXTERN template void pack_panels(const T*, int64, bool, int, int, T*);                                 \
    EXTERN template void column_statistics(const T*, int64, int, T*, T*, T*, int);                         \
    EXTERN template void lookup_forward(const lookup<T>&, int);                                            \
    EXTERN template void lookup_backward(const lookup<T>&, int);                                           \
    EXTERN template void recurrent_forward(const recurrent_pass<lstm_cell, T>&);                           \
    EXTERN template void recurrent_backward(const recurrent_pass<lstm_cell, T>&);                          \
    EXTERN template void multi_head_forward(const multi_head_pass<T>&);                                    \
    EXTERN template void multi_head_backward(const multi_head_pass<T>&);                                   \
    EXTERN template double mean_cross_entropy(int64, int, const T*, const int*, T*, int);                  \
    EXTERN template int64 count_right(int64, int, const T*, const int*, int);                              \
    EXTERN template void sgd::update(const update_args<T>&) const;                                         \
    EXTERN template void momentum::update(const update_args<T>&) const;                                    \
    EXTERN template void adam::update(const update_args<T>&) const;                                        \
    EXTERN template void transpose_all(int64, const T*, T*, int, int, bool, int);                          \
    EXTERN template int take_samples(const sample_list<T>&, int, T*, int);                                 \
    EXTERN template class parameter_store<T>;                                                              \
    EXTERN template class optimizer_slots<T>;                                                              \
    EXTERN template class batch_memory<T>;                                                                 \
    EXTERN template class run_pool<T>;                                                                     \
    EXTERN template void answer_in_portions(run_pool<T>&, const program_table<T>&, const answer_call<T>&); \
    EXTERN template class program_run<T>;

STRATA_COMPILED_PASSES(extern, float)

}  // namespace strata
