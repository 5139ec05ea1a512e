// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/attention/positions.hpp>
#include <strata/layer/initializers.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// Tells the places of a sequence apart, by a learned vector for each.
///
///     forward     y[l, d] = x[l, d] + w[l, d]
///     backward    dx = dy      dw = dy, summed over samples
///
///     x, y, w (weight): [L, D]
///
/// (Gehring, Auli, Grangier, Yarats, Dauphin, 2017, section 3.1.) In PyTorch a Parameter that is added.
/// Starts from normal<0.02>, whatever `init_all` says. Refused: E41 (no sequence).
struct learned_positions : layer {
private:
    template <class X>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <Sequence X>
    struct rules<X> {
        using output = X;
        using vectors = parameter<"weight", X, stated<normal<0.02>>>;
        using parameters = parameter_list<of_kind<parameter_kind::embedding, vectors>>;
    };

public:
    template <Shape X>
    using output = typename rules<X>::output;
    template <Shape X>
    using parameters = typename rules<X>::parameters;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        add_to_samples(a.x(), static_cast<const T*>(a.w[0]), a.y, a.n, X::size, a.threads);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dw[0]) sum_of_samples(a.dy, a.dw[0], a.n, X::size, a.threads);
        if (a.dx()) pass_on(a.dy, a.dx(), a.add_dx(), a.n * X::size, a.threads);
    }
};

}  // namespace strata
