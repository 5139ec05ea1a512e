// SPDX-License-Identifier: MIT
#pragma once
/// What parameters start from. `fan_in` and `fan_out` are the terms in one sum of the forward and of the backward pass:
/// C F F and K F F of a convolution [K, C, F, F], I and O of a dense layer [O, I].
#include <cmath>
#include <strata/kernels/random.hpp>

namespace strata {

/// The counts an initializer scales by.
struct fans {
    double in, out;
};

struct zeros {
    static double draw(const random_stream&, std::uint64_t, fans) { return 0; }
};
struct ones {
    static double draw(const random_stream&, std::uint64_t, fans) { return 1; }
};
/// Normal with variance 2 / fan_in, for layers a ReLU follows (He, Zhang, Ren, Sun, 2015, equation 10).
struct he {
    static double draw(const random_stream& r, std::uint64_t i, fans f) { return std::sqrt(2 / f.in) * r.normal(i); }
};
/// Uniform in ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010, equation 16).
struct xavier {
    static double draw(const random_stream& r, std::uint64_t i, fans f) {
        return std::sqrt(6 / (f.in + f.out)) * (2 * r.uniform(i) - 1);
    }
};

/// Chooses what a layer's weights start from: `dense<10, init<xavier>>`.
template <class Initializer>
struct init {};

}  // namespace strata
