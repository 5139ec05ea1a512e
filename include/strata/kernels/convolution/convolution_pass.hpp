// SPDX-License-Identifier: MIT
#pragma once
/// Convolution, bias, activation and pooling over a batch, as one pass over memory in each direction.
///
///     z = x * w + b      a = act(z)      y = max_pool(a)
///
/// A sample is taken through all of it while it is in the cache: z and its gradient are never written to the
/// arena. The numbers of the convolution say which kernel computes it: Winograd's, the depthwise one, one
/// matrix product, the products of `few_pixels`, or the definition's sums on the register tile. The gradient
/// of the weights is summed over fixed slices of the batch, which are added in order.
#include <algorithm>
#include <strata/kernels/convolution/depthwise.hpp>
#include <strata/kernels/convolution/few_pixels.hpp>
#include <strata/kernels/convolution/input_gradient.hpp>
#include <strata/kernels/convolution/product_convolution.hpp>
#include <strata/kernels/convolution/winograd_backward.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The kernel of a convolution. A constant of its type, so that a program holds the kernels that its layers
/// use.
enum class convolution_kernel { direct, depthwise, winograd, product, few_pixels };
constexpr convolution_kernel kernel_of(const convolution_extents& e) {
    return has_few_pixels(e)    ? convolution_kernel::few_pixels
           : serves_winograd(e) ? convolution_kernel::winograd
           : is_depthwise(e)    ? convolution_kernel::depthwise
           : is_product(e)      ? convolution_kernel::product
                                : convolution_kernel::direct;
}

/// Elements of the weights' gradient of a slice.
template <class T>
constexpr int64 slice_elements(const convolution_extents& e) {
    return rounded(has_wide_weights<T>(e) ? wide_weights(e, pixels_together<T>(joined_groups<T>(e)))
                                          : e.weights());
}

/// Whether the forward pass reads the weights in panels.
template <class T>
constexpr bool packs_weights(const convolution_extents& e) {
    return e.G == 1 && e.K > tile_columns<T>;
}

/// Elements of the frame around x, and backward around x or dx; depthwise kernels need none.
constexpr int64 frame_elements(const convolution_extents& e) {
    return e.bare() || is_depthwise(e) ? 0 : rounded(input_frame(e).size());
}
template <class T>
constexpr int64 backward_frame_elements(const convolution_extents& e) {
    return gradient_form_of<T>(joined_groups<T>(e)) == gradient_form::windows ? rounded(input_frame(e).size())
                                                                              : frame_elements(e);
}

/// Elements of memory that the passes want: for each thread, shared by the threads, and from
/// `prepare_convolution` on.
template <class T>
constexpr int64 forward_scratch(const convolution_extents& e, bool pooled) {
    if (has_few_pixels(e)) return detail::few_pixels_scratch<T>(e);
    if (kernel_of(e) == convolution_kernel::winograd) return winograd_forward_scratch<T>(e, pooled);
    const int64 z = rounded(int64(e.OH()) * e.OW() * e.K),
                of_product = is_product(e) ? dense_scratch<T>(e.C, e.K) : 0,
                direct = frame_elements(e) + (pooled ? z : 0) + slack_elements;
    return std::max(direct, of_product);
}
/// x or dx in its frame, and dz in its own.
template <class T>
constexpr int64 backward_images(const convolution_extents& e) {
    const framed dz = is_depthwise(e) ? unframed_output(e) : gradient_frame(e);
    return backward_frame_elements<T>(e) + rounded(dz.size()) + slack_elements;
}
template <class T>
constexpr int64 backward_scratch(const convolution_extents& e) {
    if (has_few_pixels(e)) return detail::few_pixels_scratch<T>(e);
    if (kernel_of(e) == convolution_kernel::winograd) return winograd_backward_scratch<T>(e);
    const convolution_extents joined = joined_groups<T>(e);
    const int64 of_product = is_product(e) ? product_backward_scratch<T>(e) : 0,
                panels = weight_gradient_panels<T>(joined, pixels_together<T>(joined));
    return std::max(backward_images<T>(e) + panels + sums_of_thread<T>(e, slice_elements<T>(e)), of_product);
}
template <class T>
constexpr int64 forward_shared(const convolution_extents& e) {
    if (has_few_pixels(e)) return 0;
    if (kernel_of(e) == convolution_kernel::winograd) return winograd_planes<T>(e.C, e.K);
    if (has_wide_weights<T>(e)) {
        const int m = pixels_together<T>(joined_groups<T>(e));
        return rounded(wide_weights(e, m) + m * e.K) + slack_elements;
    }
    return packs_weights<T>(e) ? rounded(panel_elements<T>(e.weights() / e.K, e.K)) + slack_elements : 0;
}
template <class T>
constexpr int64 backward_shared(const convolution_extents& e) {
    if (has_few_pixels(e)) return 0;
    if (kernel_of(e) == convolution_kernel::winograd) return winograd_backward_layout<T>(e).end;
    const int64 of_product = is_product(e) ? product_backward_shared<T>(e) : 0;
    const convolution_extents joined = joined_groups<T>(e);
    const int64 direct =
        (joined.G == e.G ? 0 : rounded(joined.weights()) + slack_elements) +
        rounded(packed_for_gradient<T>(joined)) + slack_elements +
        weight_slices(e) * (sums_of_slice<T>(e, slice_elements<T>(e)) + long_sums<T>::elements(e.K));
    return std::max(direct, of_product);
}
/// For each sample: `convolution_pass::z`.
constexpr int64 elements_per_sample(const convolution_extents& e, bool pooled, bool goes_back) {
    return has_few_pixels(e) && (pooled || goes_back) ? int64(e.OH()) * e.OW() * e.K : 0;
}
template <class T>
constexpr int64 prepared_elements(const convolution_extents& e) {
    return has_few_pixels(e) ? rounded(panel_elements<T>(e.weights() / e.K, e.K)) + slack_elements
                             : forward_shared<T>(e);
}

/// What the forward pass makes of the weights, for any number of passes: `prepared_elements` elements.
template <convolution_kernel Kernel, class T>
void prepare_convolution(const convolution_extents& e, const T* w, const T* bias, T* prepared, int threads) {
    if constexpr (Kernel == convolution_kernel::winograd)
        transform_weights(w, e.C, e.K, prepared, threads);
    else if (has_wide_weights<T>(e))
        widen_weights(e, pixels_together<T>(joined_groups<T>(e)), w, bias, prepared);
    else if (packs_weights<T>(e))
        pack_panels(w, e.K, false, static_cast<int>(e.weights() / e.K), e.K, prepared);
}

/// The forward pass by the definition: whole samples, or bands of their rows where there are fewer than
/// threads.
template <convolution_kernel Kernel, class Act, class T>
void direct_forward_pass(const convolution_pass<T>& p) {
    const convolution_extents e = joined_groups<T>(p.e);
    const int64 x_size = int64(e.H()) * e.W() * e.C, z_row = int64(e.OW()) * e.K;
    const int y_rows = p.pool ? p.pool->OH() : e.OH();
    const int64 y_row = p.pool ? int64(p.pool->OW()) * e.K : z_row;
    const bool is_small = e.weights() * e.OH() * e.OW() < int64{1} << 19;
    const int m = pixels_together<T>(e);
    convolution_weights<T> weights{p.w, p.bias, int64(m) * e.K, m};
    if (forward_shared<T>(p.e) > 0) {
        if (!p.prepared) prepare_convolution<Kernel>(p.e, p.w, p.bias, p.shared, p.threads);
        weights.w = p.prepared ? p.prepared : p.shared;
        if (p.bias && m > 1) weights.bias = weights.w + wide_weights(e, m);
        if (!has_wide_weights<T>(p.e)) weights.ldw = in_panels;
    }
    const int bands =
        p.n >= p.threads || is_small || (p.pool && !has_bands(*p.pool)) || y_rows < p.threads ? 1 : p.threads;
    parallel_for(p.n * bands, p.threads, [&](int task, int thread) {
        T* frame = p.scratch + thread * forward_scratch<T>(p.e, p.pool != nullptr);
        const int sample = task / bands;
        const slice rows = slice_of(y_rows, bands, task % bands);
        const pooling_extents part = !p.pool     ? pooling_extents{}
                                     : bands > 1 ? rows_of(*p.pool, rows)
                                                 : *p.pool;
        const slice z_rows = !p.pool     ? rows
                             : bands > 1 ? slice{rows.begin * part.y.S, rows.begin * part.y.S + part.y.W}
                                         : slice{0, e.OH()};
        T* y = p.y + (sample * int64(y_rows) + rows.begin) * y_row;
        T* z = p.pool ? frame + frame_elements(e) : p.y + sample * e.OH() * z_row;
        auto finish = [&](T* run, int count) {
            map_run_of_sum<Act>(run, p.shortcut ? p.shortcut + (run - p.y) : nullptr, count);
        };
        const T* x = p.x + sample * x_size;
        if constexpr (Kernel == convolution_kernel::depthwise)
            depthwise_convolve(e, x, p.w, p.bias, z, finish, z_rows);
        else
            convolve(e, x, weights, z, frame, finish, z_rows);
        if (p.pool)
            max_pool_forward(part, z + z_rows.begin * z_row, y,
                             p.argmax ? p.argmax + (y - p.y) : static_cast<std::uint8_t*>(nullptr));
    });
}

template <class Act, class T>
void direct_backward_pass(const convolution_pass<T>& p) {
    const convolution_extents e = joined_groups<T>(p.e);
    const int64 x_size = int64(e.H()) * e.W() * e.C;
    const bool joins = e.G != p.e.G, is_wide = has_wide_weights<T>(p.e);
    T* const packed = p.shared + (joins ? rounded(e.weights()) + slack_elements : 0);
    T* const first_dw = packed + rounded(packed_for_gradient<T>(e)) + slack_elements;
    const int slices = p.n < weight_slices(p.e) ? p.n : weight_slices(p.e);
    const int m = pixels_together<T>(e);
    const int64 weights = is_wide ? wide_weights(e, m) : e.weights();
    const int64 of_dw = sums_of_slice<T>(p.e, weights), of_slice = of_dw + long_sums<T>::elements(e.K);
    const int64 scratch_of_thread = backward_scratch<T>(p.e);
    // zeros around dz are for the sums of dx alone
    const framed f = p.dx ? frame_for_input_gradient<T>(e) : unframed_output(e);
    if (p.dx && joins) widen_weights(p.e, 1, p.w, static_cast<const T*>(nullptr), p.shared);
    if (p.dx) pack_for_input_gradient(e, joins ? p.shared : p.w, packed);
    parallel_for(slices, p.threads, [&](int task, int thread) {
        T* frame = p.scratch + thread * scratch_of_thread;
        T* own_dz = frame + backward_frame_elements<T>(p.e);
        T* const own = first_dw + task * of_slice;
        T* const panels = frame + backward_images<T>(p.e);
        const int64 of_panels = weight_gradient_panels<T>(e, m);
        long_sums<T> dw = slice_sums(p.e, own, panels + of_panels, weights), db(own + of_dw, e.K);
        const slice mine = slice_of(p.n, slices, task);
        for (int sample = static_cast<int>(mine.begin); sample < mine.end; ++sample) {
            const bool is_dy = gradient_is_dy<Act>(p, f);
            gradient_behind_activation<Act>(p, f, sample, is_dy ? nullptr : own_dz, p.db ? &db : nullptr);
            const T* dz = is_dy ? p.dy + sample * f.size() : own_dz;
            T* dx = p.dx ? p.dx + sample * x_size : nullptr;
            const T* x = p.dw ? frame_input(e, p.x + sample * x_size, frame) : nullptr;
            if (p.dw) convolve_weight_gradient(e, f, x, dz, dw, m, of_panels > 0 ? panels : nullptr);
            if (dx) input_gradient(e, f, dz, static_cast<const T*>(packed), dx, frame, p.add_dx);
        }
        if (p.dw) dw.finish();
        if (p.db) db.finish();
    });
    if (p.dw) join_slices(is_wide ? first_dw : p.dw, first_dw, weights, of_slice, slices, p.threads);
    if (p.dw && is_wide) narrow_weights(p.e, m, static_cast<const T*>(first_dw), p.dw);
    if (p.db) join_slices(p.db, first_dw + of_dw, e.K, of_slice, slices, p.threads);
}

template <class Act, class T>
void depthwise_backward_pass(const convolution_pass<T>& p) {
    const convolution_extents e = p.e;
    const framed f = unframed_output(e);
    const int64 x_size = int64(e.H()) * e.W() * e.C, weights = e.weights();
    const int slices = p.n < weight_slices(e) ? p.n : weight_slices(e);
    const int64 of_dw = sums_of_slice<T>(e, weights), of_slice = of_dw + long_sums<T>::elements(e.K);
    const bool is_dy = gradient_is_dy<Act>(p, f);
    // the pass that sums dw has all of dz in its registers, and sums db as well
    const int run_of_db = p.dw ? depthwise_blocks_of_run : blocks_of_run;
    parallel_for(slices, p.threads, [&](int task, int thread) {
        T* const own_dz = p.scratch + thread * backward_scratch<T>(e);
        T* const own = p.shared + task * of_slice;
        T* const own_db = own + of_dw;
        long_sums<T> dw =
                         slice_sums(e, own, own_dz + backward_images<T>(e), weights, depthwise_blocks_of_run),
                     db(own_db, own_db + rounded(e.K), e.K, run_of_db);
        const slice mine = slice_of(p.n, slices, task);
        for (int sample = static_cast<int>(mine.begin); sample < mine.end; ++sample) {
            gradient_behind_activation<Act>(p, f, sample, is_dy ? nullptr : own_dz,
                                            p.db && !p.dw ? &db : nullptr);
            const T* dz = is_dy ? p.dy + sample * f.size() : own_dz;
            if (p.dw) depthwise_weight_gradient(e, p.x + sample * x_size, dz, dw, p.db ? &db : nullptr);
            if (p.dx) depthwise_gradient(e, dz, p.w, p.dx + sample * x_size, p.add_dx);
        }
        if (p.dw) dw.finish();
        if (p.db) db.finish();
    });
    if (p.dw) join_slices(p.dw, p.shared, weights, of_slice, slices, p.threads);
    if (p.db) join_slices(p.db, p.shared + of_dw, e.K, of_slice, slices, p.threads);
}

template <convolution_kernel Kernel, class Act, class T>
void convolution_forward(const convolution_pass<T>& p) {
    if constexpr (Kernel == convolution_kernel::winograd) {
        winograd_forward_pass<Act>(p);
    } else if constexpr (Kernel == convolution_kernel::few_pixels) {
        few_pixels_forward<Act>(p, forward_scratch<T>(p.e, p.pool != nullptr));
    } else {
        if constexpr (Kernel == convolution_kernel::product)
            if (!p.pool) {
                const bool packs = packs_weights<T>(p.e);
                if (packs && !p.prepared) pack_panels(p.w, p.e.K, false, p.e.C, p.e.K, p.shared);
                return product_forward_pass<Act>(p, !packs ? nullptr : p.prepared ? p.prepared : p.shared);
            }
        direct_forward_pass<Kernel == convolution_kernel::depthwise ? Kernel : convolution_kernel::direct,
                            Act>(p);
    }
}
template <convolution_kernel Kernel, class Act, class T>
void convolution_backward(const convolution_pass<T>& p) {
    if constexpr (Kernel == convolution_kernel::winograd) {
        winograd_backward_pass<Act>(p);
    } else if constexpr (Kernel == convolution_kernel::few_pixels) {
        few_pixels_backward<Act>(p, backward_scratch<T>(p.e));
    } else {
        if constexpr (Kernel == convolution_kernel::product)
            if (!p.pool) return product_backward_pass<Act>(p);
        if constexpr (Kernel == convolution_kernel::depthwise)
            return depthwise_backward_pass<Act>(p);
        else
            direct_backward_pass<Act>(p);
    }
}

}  // namespace strata::inline STRATA_TARGET
