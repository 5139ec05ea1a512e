// SPDX-License-Identifier: MIT
#pragma once
/// A layer with one mistake in its gradients, for what has to find it.
#include <strata/layer/initializers.hpp>
#include <strata/layer/layer.hpp>

namespace strata::test {

enum class fault { none, sign_of_dw, half_of_dx, forgets_others, adds_to_dx, adds_to_dw };

/// y = a x with one learned number a, and a fault in backward.
template <fault Mistake>
struct scaled : layer {
    template <Shape X>
    using output = X;
    template <Shape X>
    using parameters = parameter_list<parameter<"scale", shape<1>, ones>>;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        for (long i = 0; i < a.n * X::size; ++i) a.y[i] = a.w[0][0] * a.x()[i];
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        T sum = 0;
        for (long i = 0; i < a.n * X::size; ++i) sum += a.x()[i] * a.dy[i];
        if (Mistake == fault::adds_to_dw) sum += a.dw[0][0];
        a.dw[0][0] = Mistake == fault::sign_of_dw ? -sum : sum;
        const T scale = a.w[0][0] * T(Mistake == fault::half_of_dx ? 0.5 : 1);
        const bool adds = Mistake == fault::adds_to_dx || (a.add_dx() && Mistake != fault::forgets_others);
        for (long i = 0; i < a.n * X::size; ++i) a.dx()[i] = (adds ? a.dx()[i] : T(0)) + scale * a.dy[i];
    }
};

}  // namespace strata::test
