// SPDX-License-Identifier: MIT
#pragma once
/// Transposed convolution, bias and activation over a batch, on the kernels of the convolution that it is the
/// transpose of.
///
///     forward     z[p] = b + sum over q, f with S q + D f - P = p of x[q] w[f]      y = act(z)
///     backward    dx[q] = sum_f dz[S q + D f - P] w[f]      dw[f] = sum_q x[q] dz[S q + D f - P]      db = sum_p dz[p]
///
///     p, q, f: places in y, in x, in the window      x: [H, W, C]   y: [OH, OW, K]   w: [F, F, K / G, C]   b: [K]
///
/// A convolution of y with w has outputs of the size of x. So forward is the gradient of its input, dx its
/// forward pass, and dw the gradient of its weights with x in the place of its output's gradient: `e` are the
/// numbers of that convolution, e.C = K, e.K = C. In this order of w only the forward pass has to pack it.
/// One tap, or a window as large as y, makes a dense layer of all numbers under it: a product over the batch.
#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// One transposed convolution over a batch.
template <class T>
struct transposed_pass {
    convolution_extents e;  ///< of the convolution from y to x
    int n, threads;
    const T *x, *w, *bias;  ///< bias may be null
    T* y;
    T* scratch;  ///< `transposed_scratch(e)` elements for each thread
    T* shared;   ///< what `pack_transposed` has left in forward, `transposed_shared(e)` elements in backward

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *db = nullptr;  ///< null where they are not wanted
    bool add_dx = false;
    T* dz = nullptr;  ///< `transposed_per_sample` elements for each sample, and slack

    [[nodiscard]] int64 x_size() const { return int64(e.OH()) * e.OW() * e.K; }
    [[nodiscard]] int64 y_size() const { return int64(e.H()) * e.W() * e.C; }
};

/// Whether it is a dense layer at each pixel of x.
constexpr bool is_transposed_product(const convolution_extents& e) { return is_product(as_one_tap(e)); }

template <class T>
constexpr int64 transposed_packed(const convolution_extents& e) {
    const convolution_extents one = as_one_tap(e);
    if (is_product(one)) return rounded(panel_elements<T>(one.K, one.C)) + slack_elements;
    return rounded(packed_for_gradient<T>(e)) + slack_elements;
}
template <class T>
constexpr int64 transposed_shared(const convolution_extents& e) {
    if (is_transposed_product(e)) return product_backward_shared<T>(as_one_tap(e));
    return weight_slices(e) * (sums_of_slice<T>(e, e.weights()) + long_sums<T>::elements(e.C)) +
           slack_elements;
}
/// y or dy, x and dx, each in its frame.
constexpr int64 transposed_images(const convolution_extents& e) {
    return rounded(input_frame(e).size()) + rounded(gradient_frame(e).size()) +
           rounded(int64(e.OH()) * e.OW() * e.K) + slack_elements;
}
template <class T>
constexpr int64 transposed_scratch(const convolution_extents& e) {
    if (is_transposed_product(e)) return product_backward_scratch<T>(as_one_tap(e));
    return transposed_images(e) + sums_of_thread<T>(e, e.weights());
}

/// For each sample: `transposed_pass::dz`.
constexpr int64 transposed_per_sample(const convolution_extents& e) {
    return is_transposed_product(e) ? int64(e.H()) * e.W() * e.C : 0;
}

/// The weights in the order that the forward pass reads: `transposed_packed` elements, for any number of
/// passes.
template <class T>
void pack_transposed(const convolution_extents& e, const T* w, T* packed) {
    const convolution_extents one = as_one_tap(e);
    if (is_product(one))
        pack_panels(w, one.K, true, one.K, one.C, packed);
    else
        pack_for_input_gradient(e, w, packed);
}

namespace detail {

/// Every channel's bias at all places of y.
template <class T>
void spread_bias(const transposed_pass<T>& p, T* y, int64 size) {
    for (int64 i = 0; i < size; i += p.e.C) std::copy_n(p.bias, p.e.C, y + i);
}

template <class Act, class T>
void transposed_product_forward(const transposed_pass<T>& p) {
    const convolution_extents one = as_one_tap(p.e);
    const int pixels = p.n * one.H() * one.W();
    if (p.bias) spread_bias(p, p.y, p.n * p.y_size());
    matrix_product<T> product{p.x,   one.K,  1,     p.shared, in_panels, p.y,
                              one.C, pixels, one.C, one.K,    nullptr,   p.bias != nullptr};
    product.scratch = p.scratch;
    product.run(p.threads, [](T* run, int count) { map_run<Act>(run, count); });
}

template <class Act, class T>
void transposed_product_backward(const transposed_pass<T>& p) {
    const convolution_extents one = as_one_tap(p.e);
    const int pixels = p.n * one.H() * one.W();
    dense_pass<T> places{0,         p.e.C,   static_cast<int>(p.n * p.y_size() / p.e.C),
                         p.threads, nullptr, nullptr,
                         nullptr,   p.y,     nullptr};
    places.dy = p.dy;
    places.db = p.db;
    places.dz = p.dz;
    dense_gradient_behind_activation<Act>(places);
    const T* const dz = std::is_same_v<Act, identity_map> ? p.dy : p.dz;
    if (p.dx) {
        matrix_product<T> product{dz,    one.C,  1,     p.w,   one.K,   p.dx,
                                  one.K, pixels, one.K, one.C, nullptr, p.add_dx};
        product.scratch = p.scratch;
        product.run(p.threads);
    }
    if (!p.dw) return;
    convolution_pass<T> weights{};
    weights.e = one;
    weights.n = p.n;
    weights.threads = p.threads;
    weights.x = dz;
    weights.dy = p.x;
    weights.dw = p.dw;
    weights.scratch = p.scratch;
    weights.shared = p.shared;
    product_backward_pass<identity_map>(weights);
}

}  // namespace detail

/// x of one sample with the zeros around it that the outermost taps reach: a copy in `scratch`, or x where
/// there are none.
template <class T>
const T* frame_of_taps(const convolution_extents& e, const framed& f, const T* x, T* scratch) {
    const int64 row = int64(e.OW()) * e.K;
    if (f.size() == row * e.OH()) return x;
    clear_frame(f, e.OH(), e.OW(), scratch);
    for (int q = 0; q < e.OH(); ++q)
        std::memcpy(scratch + f.at(q, 0), x + q * row, static_cast<std::size_t>(row) * sizeof(T));
    return scratch;
}

template <class Act, class T>
void transposed_forward(const transposed_pass<T>& p) {
    const convolution_extents e = p.e;
    if (is_transposed_product(e)) return detail::transposed_product_forward<Act>(p);
    const framed f = gradient_frame(e);
    const T* packed = p.shared;
    parallel_for(p.n, p.threads, [&](int sample, int thread) {
        T* frame = p.scratch + thread * transposed_scratch<T>(e);
        const T* x = frame_of_taps(e, f, p.x + sample * p.x_size(), frame + rounded(input_frame(e).size()));
        T* y = p.y + sample * p.y_size();
        if (p.bias) detail::spread_bias(p, y, p.y_size());
        const bool add = p.bias != nullptr;
        input_gradient(e, f, x, packed, y, frame, add);
        map_run<Act>(y, p.y_size());
    });
}

/// dz = dy slope(y) of one sample in the frame that the convolution reads it through; adds its sums to db:
/// [K].
template <class Act, class T>
void transposed_gradient(const transposed_pass<T>& p, int sample, T* frame, long_sums<T>* db) {
    const convolution_extents& e = p.e;
    const framed f = input_frame(e);
    clear_frame(f, e.H(), e.W(), frame);
    gradient_of_image<Act>(p.y + sample * p.y_size(), p.dy + sample * p.y_size(), e.H(), int64(e.W()) * e.C,
                           e.C, frame + f.at(0, 0), f.pitch(), db);
}

template <class Act, class T>
void transposed_backward(const transposed_pass<T>& p) {
    const convolution_extents e = p.e;
    if (is_transposed_product(e)) return detail::transposed_product_backward<Act>(p);
    const framed f = gradient_frame(e);
    const int slices = p.n < weight_slices(e) ? p.n : weight_slices(e);
    const int64 of_dw = sums_of_slice<T>(e, e.weights()), of_slice = of_dw + long_sums<T>::elements(e.C);
    // what has its zeros around it already
    convolution_extents bare = e;
    bare.y.W = e.y.padded();
    bare.x.W = e.x.padded();
    bare.y.before = bare.y.after = bare.x.before = bare.x.after = 0;
    parallel_for(slices, p.threads, [&](int task, int thread) {
        T* dz = p.scratch + thread * transposed_scratch<T>(e);
        T* framed_x = dz + rounded(input_frame(e).size());
        T* own_dx = framed_x + rounded(f.size());
        T* const own = p.shared + task * of_slice;
        long_sums<T> dw = slice_sums(e, own, dz + transposed_images(e), e.weights()), db(own + of_dw, e.C);
        const slice mine = slice_of(p.n, slices, task);
        for (int sample = static_cast<int>(mine.begin); sample < mine.end; ++sample) {
            transposed_gradient<Act>(p, sample, dz, p.db ? &db : nullptr);
            if (p.dw) {
                const T* x = frame_of_taps(e, f, p.x + sample * p.x_size(), framed_x);
                convolve_weight_gradient(e, f, static_cast<const T*>(dz), x, dw);
            }
            if (!p.dx) continue;
            T* dx = p.dx + sample * p.x_size();
            convolve(bare, static_cast<const T*>(dz), convolution_weights<T>{p.w, nullptr, e.K},
                     p.add_dx ? own_dx : dx, static_cast<T*>(nullptr), [](T*, int) {});
            if (p.add_dx)
                sweep<T>(p.x_size(), [&](int64 i, auto lanes) {
                    lanes.store(dx + i, lanes.load(dx + i) + lanes.load(own_dx + i));
                });
        }
        if (p.dw) dw.finish();
        if (p.db) db.finish();
    });
    if (p.dw) join_slices(p.dw, p.shared, e.weights(), of_slice, slices, p.threads);
    if (p.db) join_slices(p.db, p.shared + of_dw, e.C, of_slice, slices, p.threads);
}

}  // namespace strata::inline STRATA_TARGET
