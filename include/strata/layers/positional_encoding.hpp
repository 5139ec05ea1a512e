// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/kernels/attention/positions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata {

/// Tells the places of a sequence apart, by waves of D different lengths.
///
///     forward     y[l, d] = x[l, d] + PE[l, d]      PE[l, 2i] = sin(l / 10000^(2i/D))      PE[l, 2i + 1] = cos(l / 10000^(2i/D))
///     backward    dx = dy
///
///     x, y, PE: [L, D]
///
/// (Vaswani and others, 2017, section 3.5.) Nothing is learned; the table is made once a program. Refused:
/// E41 (no sequence).
struct positional_encoding : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <Sequence X>
    struct shape_rule<X> {
        using type = X;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        add_to_samples(a.x(), table<T, X>(), a.y, a.n, X::size, a.threads);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) pass_on(a.dy, a.dx(), a.add_dx(), a.n * X::size, a.threads);
    }

private:
    template <class T, Shape X, class = build_target>
    static const T* table() {
        static const std::vector<T> waves = [] {
            constexpr int D = channels<X>;
            std::vector<T> pe(static_cast<std::size_t>(X::size + slack_elements));
            for (int l = 0; l < places<X>; ++l)
                for (int d = 0; d < D; ++d) {
                    const double angle = l / std::pow(10000.0, static_cast<double>(d / 2 * 2) / D);
                    pe[static_cast<std::size_t>(l * D + d)] =
                        static_cast<T>(d % 2 == 0 ? std::sin(angle) : std::cos(angle));
                }
            return pe;
        }();
        return waves.data();
    }
};

}  // namespace strata
