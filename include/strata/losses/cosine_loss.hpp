// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/mean_of_elements.hpp>

namespace strata {

/// How far the direction of each sample's numbers is from that of the wanted ones, however long they are.
///
///     forward     L = 1/N sum_n 1 - c[n]      c = y . t / sqrt((|y|^2 + e) (|t|^2 + e))      e = 1e-12
///     backward    dy[n, i] = -(t[n, i] / sqrt((|y|^2 + e) (|t|^2 + e)) - c[n] y[n, i] / (|y|^2 + e)) / N
///
///     y, t: [N, Y...]: all numbers of a sample are one vector
///
/// PyTorch's CosineEmbeddingLoss with labels 1. Throws before training where a target is no finite number.
struct cosine_loss : loss_of_elements {
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        constexpr int size = static_cast<int>(Y::size);
        const double sum = sum_over_rows<double>(a.n, size, a.threads, [&](slice samples) {
            double of_slice = 0;
            for (int64 n = samples.begin; n < samples.end; ++n)
                of_slice += of_sample(size, a.y + n * size, a.targets[0].numbers + n * size,
                                      a.dy ? a.dy + n * size : nullptr, a.n);
            return of_slice;
        });
        return sum / static_cast<double>(a.n);
    }

private:
    template <class T>
    static double of_sample(int64 size, const T* y, const T* t, T* dy, int samples) {
        const auto product = [size](const T* one, const T* other) {
            return long_sum<T>(
                size, [=](int64 i, auto lanes) { return lanes.load(one + i) * lanes.load(other + i); });
        };
        constexpr double e = 1e-12;
        const double yy = product(y, y) + e, tt = product(t, t) + e, length = std::sqrt(yy) * std::sqrt(tt),
                     c = product(y, t) / length;
        if (dy) {
            const simd<T> of_t(static_cast<T>(-1 / length / samples)), of_y(static_cast<T>(c / yy / samples));
            sweep<T>(size, [&](int64 i, auto lanes) {
                const simd<T> own = of_y * lanes.load(y + i);
                lanes.store(dy + i, xsimd::fma(of_t, lanes.load(t + i), own));
            });
        }
        return 1 - c;
    }
};

}  // namespace strata
