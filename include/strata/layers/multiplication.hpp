// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/broadcast.hpp>

namespace strata {

/// The product of its inputs, number by number: a gate, the weights of squeeze-and-excitation (Hu, Shen, Sun,
/// 2018).
///
///     forward     y = x1 x2 ...      backward    dx_k = dy (the product of the others)
///
/// An axis of 1 stands for all of the others' ([C, 1, 1] is a weight for each channel); its gradient is
/// summed over them. Put into a net by the form `multiply`. Keeps its inputs. Refused: E61.
struct multiplication : broadcast_join<multiplication> {
    template <class B, std::size_t K>
    static B value(const std::array<B, K>& x) {
        B product = x[0];
        for (std::size_t k = 1; k < K; ++k) product *= x[k];
        return product;
    }
    template <class B, std::size_t K>
    static B slope(const std::array<B, K>& x, std::size_t of) {
        B product(typename B::value_type(1));
        for (std::size_t k = 0; k < K; ++k)
            if (k != of) product *= x[k];
        return product;
    }
};

}  // namespace strata
