// SPDX-License-Identifier: MIT
#pragma once
#include <cstring>
#include <strata/kernels/attention/positions.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/initializers.hpp>

namespace strata {

/// A learned place in front of a sequence, in which attention gathers what the whole is about: `first_place`
/// takes it out again.
///
///     forward     y[0, d] = w[d]      y[l + 1, d] = x[l, d]
///     backward    dw[d] = dy[0, d], summed over samples      dx[l, d] = dy[l + 1, d]
///
///     x: [L, D]   w (weight): [D], from 0   y: [L + 1, D]
///
/// (Devlin, Chang, Lee, Toutanova: "BERT", 2019, section 3; Dosovitskiy and others: "An image is worth 16x16
/// words", 2021, equation 1.) In PyTorch a Parameter that is put in front by cat; torchvision's class_token.
/// Keeps nothing. Refused: E41 (no sequence).
struct class_token : layer {
private:
    template <class X>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct rules<shape<L, D>> {
        using output = sized<int64{L} + 1, D>;
        using token = parameter<"weight", shape<D>, zeros>;
        using parameters = parameter_list<of_kind<parameter_kind::embedding, token>>;
    };

public:
    template <Shape X>
    using output = typename rules<X>::output;
    template <Shape X>
    using parameters = typename rules<X>::parameters;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        const T* const w = a.w[0];
        forward_each<X, output<X>>(a, [w](const T* x, T* y, int) {
            std::memcpy(y, w, channels<X> * sizeof(T));
            std::memcpy(y + channels<X>, x, static_cast<std::size_t>(X::size) * sizeof(T));
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dw[0]) sum_of_samples(a.dy, output<X>::size, a.dw[0], a.n, channels<X>, a.threads);
        backward_each<X, output<X>>(a, [&](const T* dy, T* dx, int) {
            sweep<T>(X::size, [&](int64 i, auto lanes) {
                store_or_add(lanes, dx + i, lanes.load(dy + channels<X> + i), a.add_dx());
            });
        });
    }
};

}  // namespace strata
