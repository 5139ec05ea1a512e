// SPDX-License-Identifier: MIT
#pragma once
/// The largest or the smallest of what meets.
#include <strata/kernels/floating_point.hpp>
#include <strata/layer/broadcast.hpp>

namespace strata {

/// The extreme of its inputs, number by number; `Chosen::before(a, b)`: whether a is chosen before b.
template <class Chosen>
struct extreme : broadcast_join<Chosen> {
    template <class B, std::size_t K>
    static B value(const std::array<B, K>& x) {
        B y = x[0];
        for (std::size_t k = 1; k < K; ++k)
            y = keep_nan(x[k], keep_nan(y, xsimd::select(Chosen::before(x[k], y) || x[k] != x[k], x[k], y)));
        return y;
    }
    template <class B, std::size_t K>
    static B slope(const std::array<B, K>& x, std::size_t of) {
        const B one(typename B::value_type(1)), zero(typename B::value_type(0));
        B chosen = one;
        for (std::size_t k = 0; k < K; ++k) {
            const auto before = Chosen::before(x[k], x[of]);
            if (k != of) chosen = xsimd::select(k < of ? before || x[k] == x[of] : before, zero, chosen);
        }
        return chosen;
    }
};

/// The largest of its inputs, number by number: the router of the lecture on backpropagation.
///
///     forward     y = max(x1, x2, ...)      backward    dx_k = dy where x_k is the first of the largest, else 0
///
/// An axis of 1 stands for all of the others'; its gradient is summed over them. Put into a net by the form
/// `maximum`. PyTorch's maximum, which shares dy among equal ones. A NaN stays a NaN. Keeps its inputs.
/// Refused: E61.
struct largest : extreme<largest> {
    template <class B>
    static auto before(const B& a, const B& b) {
        return a > b;
    }
};

/// The smallest of its inputs, number by number; see `largest`. Put into a net by the form `minimum`.
/// PyTorch's minimum.
struct smallest : extreme<smallest> {
    template <class B>
    static auto before(const B& a, const B& b) {
        return a < b;
    }
};

}  // namespace strata
