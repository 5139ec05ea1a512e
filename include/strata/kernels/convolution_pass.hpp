// SPDX-License-Identifier: MIT
#pragma once
/// Convolution, bias, activation and pooling over a batch, as one pass over memory in each direction.
///
///     z = x * w + b      a = act(z)      y = max_pool(a)
///
/// A sample is taken through all of it while it is in the cache: z and its gradient are never written to the arena.
/// The gradient of the weights is summed over fixed slices of the batch, which are added in order.
#include <strata/kernels/narrow_gradient.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/pooling.hpp>

namespace strata {

/// One convolution over a batch, with what follows it.
template <class T>
struct convolution_pass {
    convolution_extents e;
    const pooling_extents* pool;  ///< the max pooling behind it, or null
    int n, threads;
    const T *x, *w, *bias;  ///< bias may be null
    T* y;
    std::uint8_t* argmax;  ///< the taps that won, one for each element of y; null in inference
    T* scratch;            ///< `scratch_per_thread` elements for each thread

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *db = nullptr;  ///< null where they are not wanted
    bool add_dx = false;
    T* shared = nullptr;  ///< `shared_elements` elements
};

/// Samples of the batch whose weight gradients are summed apart: fewer where the weights are many.
constexpr int weight_slices(const convolution_extents& e) {
    const long fit = (1L << 20) / (e.weights() + 1);
    return fit < 2 ? 2 : fit > 16 ? 16 : static_cast<int>(fit);
}
constexpr long rounded(long elements) { return (elements + 15) / 16 * 16; }

constexpr long frame_elements(const convolution_extents& e) { return e.P > 0 ? rounded(input_frame(e).size()) : 0; }
constexpr long forward_scratch(const convolution_extents& e, bool pooled) {
    return frame_elements(e) + (pooled ? rounded(long(e.OH()) * e.OW() * e.K) : 0) + slack_elements;
}
constexpr long backward_scratch(const convolution_extents& e) {
    return frame_elements(e) + rounded(gradient_frame(e).size()) + slack_elements;
}
constexpr long shared_elements(const convolution_extents& e) {
    return rounded(e.weights()) + slack_elements + weight_slices(e) * (rounded(e.weights()) + rounded(e.K));
}

template <class Act, class T>
void convolution_forward(const convolution_pass<T>& p) {
    const convolution_extents e = p.e;
    const long x_size = long(e.H) * e.W * e.C, z_size = long(e.OH()) * e.OW() * e.K;
    const long y_size = p.pool ? long(p.pool->OH()) * p.pool->OW() * e.K : z_size;
    parallel_for(p.n, p.threads, [&](int sample, int thread) {
        T* frame = p.scratch + thread * forward_scratch(e, p.pool != nullptr);
        T* y = p.y + sample * y_size;
        T* z = p.pool ? frame + frame_elements(e) : y;
        convolve(e, p.x + sample * x_size, p.w, p.bias, z, frame, [](T* run, int count) { map_run<Act>(run, count); });
        if (p.pool)
            max_pool_forward(*p.pool, z, y, p.argmax ? p.argmax + sample * y_size : static_cast<std::uint8_t*>(nullptr));
    });
}

/// dz of one sample in its frame, whose margin stays zero; adds its sums to db: [K].
template <class Act, class T>
void gradient_behind_activation(const convolution_pass<T>& p, const framed& f, int sample, T* dz, T* db) {
    const convolution_extents& e = p.e;
    auto behind = [&](long i, auto lanes, const T* y, const T* dy) {
        const simd<T> g = lanes.load(dy + i) * Act::slope(lanes.load(y + i));
        if (db) {
            const long k = i % e.K;
            lanes.store(db + k, lanes.load(db + k) + g);
        }
        return g;
    };
    std::memset(dz, 0, static_cast<std::size_t>(f.size()) * sizeof(T));
    if (p.pool) {
        const long y_size = long(p.pool->OH()) * p.pool->OW() * e.K;
        const T *y = p.y + sample * y_size, *dy = p.dy + sample * y_size;
        max_pool_backward<T>(*p.pool, p.argmax + sample * y_size, dz + f.at(0, 0), f.pitch(),
                             [&](long i, auto lanes) { return behind(i, lanes, y, dy); });
        return;
    }
    const long pixels = long(e.OH()) * e.OW();
    const T *y = p.y + sample * pixels * e.K, *dy = p.dy + sample * pixels * e.K;
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox) {
            T* to = dz + f.at(oy, ox);
            const long pixel = (long(oy) * e.OW() + ox) * e.K;
            sweep<T>(e.K, [&](long k, auto lanes) { lanes.store(to + k, behind(pixel + k, lanes, y, dy)); });
        }
}

template <class Act, class T>
void convolution_backward(const convolution_pass<T>& p) {
    const convolution_extents e = p.e;
    const long x_size = long(e.H) * e.W * e.C;
    T* packed = p.shared;
    T* partial_dw = packed + rounded(e.weights()) + slack_elements;
    const int slices = p.n < weight_slices(e) ? p.n : weight_slices(e);
    T* partial_db = partial_dw + weight_slices(e) * rounded(e.weights());
    const framed f = gradient_frame(e);
    const long scratch_of_thread = backward_scratch(e);
    const bool narrow = has_narrow_input<T>(e);
    if (p.dx) narrow ? pack_for_narrow_gradient(e, p.w, packed) : pack_for_gradient(e, p.w, packed);
    parallel_for(slices, p.threads, [&](int task, int thread) {
        T* frame = p.scratch + thread * scratch_of_thread;
        T* dz = frame + frame_elements(e);
        T *dw = partial_dw + task * rounded(e.weights()), *db = partial_db + task * rounded(e.K);
        if (p.db) std::memset(db, 0, static_cast<std::size_t>(e.K) * sizeof(T));
        const slice mine = slice_of(p.n, slices, task);
        for (int sample = static_cast<int>(mine.begin); sample < mine.end; ++sample) {
            gradient_behind_activation<Act>(p, f, sample, dz, p.db ? db : nullptr);
            if (p.dw) convolve_weight_gradient(e, f, frame_input(e, p.x + sample * x_size, frame), dz, dw, sample > mine.begin);
            if (!p.dx) continue;
            T* dx = p.dx + sample * x_size;
            narrow ? narrow_gradient(e, f, dz, packed, dx, frame, p.add_dx) : convolve_gradient(e, f, dz, packed, dx, p.add_dx);
        }
    });
    auto join = [&](T* to, const T* parts, long n) {
        parallel_sweep<T>(n, p.threads, [&](long i, auto lanes) {
            simd<T> sum = lanes.load(parts + i);
            for (int s = 1; s < slices; ++s) sum += lanes.load(parts + s * rounded(n) + i);
            lanes.store(to + i, sum);
        });
    };
    if (p.dw) join(p.dw, partial_dw, e.weights());
    if (p.db) join(p.db, partial_db, e.K);
}

}  // namespace strata
