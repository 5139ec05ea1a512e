// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/random.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// What comes in does not hold a mean and a logarithm of a variance for each number.
struct no_means_and_variances {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence << "it takes a mean and a logarithm of a variance for each number that it draws: an even "
                    "number of channels, first all means";
    }
};

/// Draws numbers from normal distributions whose means and variances come in, so that both learn through
/// them: the reparameterization of variational autoencoders.
///
///     learning    z[c, i] = m[c, i] + exp(s[c, i] / 2) e[c, i]        e drawn anew in each step, normal(0, 1)
///                 dm = dz      ds = dz exp(s / 2) e / 2
///     answering   z = m            dm = dz      ds = 0
///
///     x: [2 C, ...], channels 0 to C - 1 are m, the others s, the logarithms of variances      z: [C, ...]
///
/// (Kingma and Welling: "Auto-encoding variational Bayes", 2014, section 2.4.) The layout is that of
/// `gaussian_loss` and `gaussian_kl_loss`. e is not stored: it is drawn a second time in the backward pass.
/// Any shape fits. Refused: an odd number of channels.
struct gaussian_sample : layer {
    template <Shape X>
    using output = std::conditional_t<channels<X> % 2 == 0, with_channels<X, (channels<X> + 1) / 2>,
                                      refused<no_means_and_variances>>;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward && Phase::learns;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        constexpr int64 C = channels<X> / 2;
        over_rows<X>(a, [&](int64 row) {
            const T *const m = a.x() + row * 2 * C, *const s = m + C;
            T* const z = a.y + row * C;
            if constexpr (Phase::learns)
                sweep<T>(C, [&](int64 i, auto lanes) {
                    lanes.store(z + i, lanes.load(m + i) + deviation(lanes.load(s + i)) *
                                                               noise<T>(a.random, row * C + i, C - i));
                });
            else
                std::copy_n(m, C, z);
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (!a.dx()) return;
        constexpr int64 C = channels<X> / 2;
        over_rows<X>(a, [&](int64 row) {
            const T* const dz = a.dy + row * C;
            T* const dx = a.dx() + row * 2 * C;
            sweep<T>(C, [&](int64 i, auto lanes) {
                simd<T> ds(T(0));
                if (a.learns)
                    ds = lanes.load(dz + i) * deviation(lanes.load(a.x() + row * 2 * C + C + i)) *
                         noise<T>(a.random, row * C + i, C - i) * simd<T>(T(0.5));
                store_or_add(lanes, dx + i, lanes.load(dz + i), a.add_dx());
                store_or_add(lanes, dx + C + i, ds, a.add_dx());
            });
        });
    }

private:
    /// Calls `body(row)` for each place of the batch.
    template <Shape X, class T, class Body>
    static void over_rows(const pass_args<T>& a, Body&& body) {
        const int64 rows = a.n * places<X>;
        const int tasks = static_cast<int>(std::min<int64>(rows, 64));
        parallel_for(tasks, threads_for(rows * channels<X>, a.threads), [&](int task, int) {
            const slice mine = slice_of(rows, tasks, task);
            for (int64 row = mine.begin; row < mine.end; ++row) body(row);
        });
    }
    template <class V>
    static V deviation(const V& s) {
        using T = typename V::value_type;
        return exponential<T>(s * V(T(0.5)));
    }
    /// Normal numbers first, first + 1, ... of a stream, as many as a vector has; zeros behind `count` of
    /// them.
    template <class T>
    static simd<T> noise(const random_stream& random, int64 first, int64 count) {
        alignas(64) T e[static_cast<std::size_t>(simd_width<T>)] = {};
        for (int64 k = 0; k < std::min<int64>(count, simd_width<T>); ++k)
            e[k] = static_cast<T>(random.normal(static_cast<std::uint64_t>(first + k)));
        return simd<T>::load_aligned(e);
    }
};

}  // namespace strata
