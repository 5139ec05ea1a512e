// SPDX-License-Identifier: MIT
#pragma once
/// What pulls points of the plane together and apart in t-SNE.
///
///     q(i, j) = w(i, j) / Z     w(i, j) = 1 / (1 + |y[i] - y[j]|^2)     Z = sum over i and j != i of w(i, j)
///     KL(p || q) = sum p(i, j) log(p(i, j) / q(i, j))                                                      y: [N, 2]
///     dKL/dy[i] = 4 sum_j (p(i, j) - q(i, j)) w(i, j) (y[i] - y[j])
///
/// (van der Maaten, Hinton, 2008, equations 4 and 5.) The sum with p has few terms. That with q has all of
/// them; of a square that is seen under a small angle, side / distance < theta, its mean stands for all of
/// its points (van der Maaten, 2014, section 4). A vector of neighbouring points walks through the tree
/// together, and enters a square where one of them has to.
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/reductions.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <strata/understanding/quadtree.hpp>
#include <strata/understanding/similarities.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace strata::inline STRATA_TARGET::detail {

/// The gradient of the divergence, for points that move.
template <class T>
class plane_forces {
public:
    /// theta 0: all pairs of points, exactly.
    plane_forces(const similarities<T>& p, double theta, int threads)
        : p_(p), squared_theta_(static_cast<T>(theta * theta)), threads_(threads) {
        const auto n = static_cast<std::size_t>(p.count());
        away_x_.resize(n), away_y_.resize(n), weights_.resize(n), terms_.resize(n);
    }

    /// Writes the gradient with `exaggeration` times p. Returns the divergence (without exaggeration) where
    /// it is wanted, else 0.
    double run(const T* x, const T* y, double exaggeration, T* dx, T* dy, bool divergence) {
        const int64 n = p_.count();
        tree_.build(x, y, n, squared_theta_ > T(0) ? 6 : static_cast<int>(n));
        constexpr int W = simd_width<T>;
        const int64 groups = (n + W - 1) / W;
        const int tasks = static_cast<int>(std::min<int64>(groups, 64));
        parallel_for(tasks, threads_, [&](int task, int) {
            const slice some = slice_of(groups, tasks, task);
            for (int64 g = some.begin; g < some.end; ++g) push(g * W);
        });
        double z = 0;
        for (const T w : weights_) z += static_cast<double>(w);
        const int rows = static_cast<int>(std::min<int64>(n, 64));
        parallel_for(rows, threads_, [&](int task, int) {
            const slice some = slice_of(n, rows, task);
            for (int64 i = some.begin; i < some.end; ++i)
                pull(i, x, y, static_cast<T>(exaggeration), static_cast<T>(1 / z), dx, dy);
            if (divergence)
                for (int64 i = some.begin; i < some.end; ++i)
                    terms_[static_cast<std::size_t>(i)] = divergence_of(i, x, y, std::log(z));
        });
        double sum = 0;
        if (divergence)
            for (const double term : terms_) sum += term;
        return sum;
    }

private:
    /// sum_j w^2 (y[i] - y[j]) and sum_j w of the points from place `at` of the tree's order on.
    void push(int64 at) {
        constexpr int W = simd_width<T>;
        const int64 n = p_.count();
        const T *const xs = tree_.x().data(), *const ys = tree_.y().data();
        alignas(64) T some[3][static_cast<std::size_t>(W)];
        for (int i = 0; i < W; ++i) {
            some[0][i] = xs[std::min(at + i, n - 1)];
            some[1][i] = ys[std::min(at + i, n - 1)];
        }
        const simd<T> x = simd<T>::load_aligned(some[0]), y = simd<T>::load_aligned(some[1]), one(T(1)),
                      theta(squared_theta_);
        simd<T> fx(T(0)), fy(T(0)), sum(T(0));
        const auto& nodes = tree_.nodes();
        const auto end = static_cast<std::int32_t>(nodes.size());
        for (std::int32_t i = 0; i < end;) {
            const auto& node = nodes[static_cast<std::size_t>(i)];
            if (node.last > node.first) {
                for (std::int32_t k = node.first; k < node.last; ++k) {
                    const simd<T> a = x - simd<T>(xs[k]), b = y - simd<T>(ys[k]);
                    const simd<T> w = one / (one + a * a + b * b), square = w * w;
                    sum += w;
                    fx += square * a;
                    fy += square * b;
                }
                i = node.next;
                continue;
            }
            const simd<T> a = x - simd<T>(node.x), b = y - simd<T>(node.y), squared = a * a + b * b;
            if (!xsimd::all(theta * squared > simd<T>(node.squared_side))) {
                ++i;
                continue;
            }
            const simd<T> w = one / (one + squared), times = simd<T>(node.count) * w, square = times * w;
            sum += times;
            fx += square * a;
            fy += square * b;
            i = node.next;
        }
        (sum - one).store_aligned(some[0]);  // without itself
        fx.store_aligned(some[1]);
        fy.store_aligned(some[2]);
        for (int i = 0; i < W && at + i < n; ++i) {
            const std::size_t number = tree_.order()[static_cast<std::size_t>(at + i)];
            weights_[number] = some[0][i];
            away_x_[number] = some[1][i];
            away_y_[number] = some[2][i];
        }
    }

    /// The gradient of point i.
    void pull(int64 i, const T* x, const T* y, T exaggeration, T share, T* dx, T* dy) const {
        constexpr int W = simd_width<T>;
        using integers = xsimd::batch<typename similarities<T>::integer>;
        const auto row = static_cast<std::size_t>(i);
        const simd<T> here_x(x[i]), here_y(y[i]), one(T(1));
        simd<T> fx(T(0)), fy(T(0));
        for (int64 k = p_.begins[row]; k < p_.begins[row + 1]; k += W) {
            const integers j = integers::load_unaligned(p_.columns.data() + k);
            const simd<T> a = here_x - simd<T>::gather(x, j), b = here_y - simd<T>::gather(y, j);
            const simd<T> pull = simd<T>::load_unaligned(p_.values.data() + k) / (one + a * a + b * b);
            fx += pull * a;
            fy += pull * b;
        }
        dx[i] = T(4) * (exaggeration * sum_of_lanes(fx) - share * away_x_[row]);
        dy[i] = T(4) * (exaggeration * sum_of_lanes(fy) - share * away_y_[row]);
    }

    /// sum_j p (log p - log w + log Z)
    [[nodiscard]] double divergence_of(int64 i, const T* x, const T* y, double log_z) const {
        double sum = 0;
        const auto row = static_cast<std::size_t>(i);
        for (int64 k = p_.begins[row]; k < p_.begins[row + 1]; ++k) {
            const double p = static_cast<double>(p_.values[static_cast<std::size_t>(k)]);
            const auto j = p_.columns[static_cast<std::size_t>(k)];
            const double a = static_cast<double>(x[i] - x[j]), b = static_cast<double>(y[i] - y[j]);
            if (p > 0) sum += p * (std::log(p) + std::log1p(a * a + b * b) + log_z);
        }
        return sum;
    }

    const similarities<T>& p_;
    T squared_theta_;
    int threads_;
    quadtree<T> tree_;
    std::vector<T> away_x_, away_y_, weights_;  // [N], in the order of the samples
    std::vector<double> terms_;
};

}  // namespace strata::inline STRATA_TARGET::detail
