// SPDX-License-Identifier: MIT
#pragma once
/// The whole core, with the passes of the usual layers left to one file of a program: all others compile in less than half of
/// the time.
///
///     #include <strata/compiled.hpp>         in every file of the program, in place of strata/strata.hpp
///     #include <strata/compile_here.hpp>     in one file, which need not hold anything else
///
/// That is all: nothing else changes, and the numbers are the same to the bit. What is not in the list below (other layers,
/// other activations, `double`) is compiled where it is used, as ever. All files have to be built for one instruction set: a
/// program that mixes them is not linked, and what the linker misses says so, `passes_compiled_for<...>`. Such a program
/// holds every pass of the list, also if it never trains; where its size counts, take strata/strata.hpp.
#include <strata/strata.hpp>

namespace strata {

/// Defined once, for the instruction set that the passes are compiled for.
template <class InstructionSet>
struct passes_compiled_for {
    static const bool here;
};
template <>
const bool passes_compiled_for<xsimd::default_arch>::here;

[[gnu::used]] static const bool* const passes_that_this_file_wants = &passes_compiled_for<xsimd::default_arch>::here;

// `extern` declares them; nothing in its place compiles them.
#define STRATA_CONVOLUTION_PASSES(EXTERN, KERNEL)                                                                                         \
    EXTERN template void prepare_convolution<convolution_kernel::KERNEL>(const convolution_extents&, const float*, const float*, float*, int); \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, identity_map)                                                                          \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, relu)                                                                                  \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, sigmoid)                                                                               \
    STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, hyperbolic_tangent)

#define STRATA_CONVOLUTION_PASSES_WITH(EXTERN, KERNEL, ACT)                                                      \
    EXTERN template void convolution_forward<convolution_kernel::KERNEL, ACT>(const convolution_pass<float>&);  \
    EXTERN template void convolution_backward<convolution_kernel::KERNEL, ACT>(const convolution_pass<float>&);

#define STRATA_OTHER_PASSES_WITH(EXTERN, ACT)                                                                                                    \
    EXTERN template void dense_forward<ACT>(const dense_pass<float>&);                                                                           \
    EXTERN template void dense_backward<ACT>(const dense_pass<float>&);                                                                          \
    EXTERN template void transposed_forward<ACT>(const transposed_pass<float>&);                                                                 \
    EXTERN template void transposed_backward<ACT>(const transposed_pass<float>&);                                                                \
    EXTERN template void scale_and_shift(const float*, const float*, const float*, const float*, float*, long, int, int, ACT);                   \
    EXTERN template void normalization_sums<ACT>(const normalization_gradients<float>&, float*, float*, float*, int);                            \
    EXTERN template void normalization_gradient<ACT>(const normalization_gradients<float>&, const float*, const float*, int);                    \
    EXTERN template void group_normalization_forward<ACT>(const group_normalization_pass<float>&);                                               \
    EXTERN template void group_normalization_backward<ACT>(const group_normalization_pass<float>&);

#define STRATA_COMPILED_PASSES(EXTERN)                                                            \
    STRATA_CONVOLUTION_PASSES(EXTERN, direct)                                                     \
    STRATA_CONVOLUTION_PASSES(EXTERN, depthwise)                                                  \
    STRATA_CONVOLUTION_PASSES(EXTERN, winograd)                                                   \
    STRATA_CONVOLUTION_PASSES(EXTERN, product)                                                    \
    STRATA_OTHER_PASSES_WITH(EXTERN, identity_map)                                                \
    STRATA_OTHER_PASSES_WITH(EXTERN, relu)                                                        \
    STRATA_OTHER_PASSES_WITH(EXTERN, sigmoid)                                                     \
    STRATA_OTHER_PASSES_WITH(EXTERN, hyperbolic_tangent)                                          \
    EXTERN template void pack_panels(const float*, long, bool, int, int, float*);                 \
    EXTERN template void column_statistics(const float*, long, int, float*, float*, float*, int); \
    EXTERN template void lookup_forward(const lookup<float>&, int);                               \
    EXTERN template void lookup_backward(const lookup<float>&, int);                              \
    EXTERN template void lstm_forward(const lstm_pass<float>&);                                   \
    EXTERN template void lstm_backward(const lstm_pass<float>&);                                  \
    EXTERN template void multi_head_forward(const multi_head_pass<float>&);                       \
    EXTERN template void multi_head_backward(const multi_head_pass<float>&);                      \
    EXTERN template double mean_cross_entropy(long, int, const float*, const int*, float*);       \
    EXTERN template long count_right(long, int, const float*, const int*);                        \
    EXTERN template void sgd::update(const update_args<float>&) const;                            \
    EXTERN template void momentum::update(const update_args<float>&) const;                       \
    EXTERN template void adam::update(const update_args<float>&) const;                           \
    EXTERN template void transpose_all(long, const float*, float*, int, int, bool, int);          \
    EXTERN template int take_samples(const sample_list<float>&, int, float*, int);                \
    EXTERN template class parameter_store<float>;                                                 \
    EXTERN template class learning_arrays<float>;                                                 \
    EXTERN template class training_batch<float>;                                                  \
    EXTERN template class program_run<float>;

STRATA_COMPILED_PASSES(extern)

}  // namespace strata
