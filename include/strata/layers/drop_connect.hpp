// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <strata/kernels/drop_mask.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// A dense layer or convolution that learns with a share of its weights set to zero: `drop_connect<0.5,
/// dense<100>>`.
///
///     training    y = L(x; m w)      m = 0 with probability p, else 1 / (1 - p), for each weight      dw = m dL/d(m w)
///     inference   y = L(x; w)
///
///     x, y, w and the biases, which are left alone: as L, `Linear`, says
///
/// (Wan, Zeiler, Zhang, LeCun, Fergus, 2013, equation 5.) One mask a step for the whole batch, where the
/// paper draws one a sample; and the mean of the weights in inference, where it samples. In PyTorch: dropout
/// of the weight before functional.linear. The mask is drawn a second time in the backward pass. Refused:
/// E10, and what L refuses.
template <fraction Rate, Layer Linear>
struct drop_connect : layer {
private:
    template <Shape X>
    struct shape_rule {
        using type = typename Linear::template output<X>;
    };
    struct refusal {
        using type = refused<E10_rate_outside_0_1, number<Rate>>;
    };
    template <class First, class... Rest>
    static constexpr int64 first_size(parameter_list<First, Rest...>) {
        return First::size;
    }
    template <Shape X>
    static constexpr int64 weights = first_size(typename Linear::template parameters<X>{});

    /// Bytes of the wrapped layer's own scratch; the masked weights lie behind it.
    template <class T, Shape X>
    static constexpr int64 inner_scratch = rounded_bytes(Linear::template needs<training, T, X>().scratch);

public:
    template <Shape X>
    using output = typename std::conditional_t<is_rate(Rate), shape_rule<X>, refusal>::type;
    template <Shape X>
    using parameters = typename Linear::template parameters<X>;
    template <Shape X>
    static constexpr int64 multiply_adds = Linear::template multiply_adds<X>;
    template <Shape X>
    requires requires { Linear::template seen<X>; }
    static constexpr auto seen = Linear::template seen<X>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("rate", number_of<Rate, double>);
        Linear::settings(visit);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m = Linear::template needs<Phase, T, X>();
        if constexpr (Phase::learns)
            m.scratch = inner_scratch<T, X> + (weights<X> + slack_elements) * int64(sizeof(T));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void prepare(const prepare_args<T>& a) {
        Linear::template prepare<Phase, T, X>(a);
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        if constexpr (!Phase::learns) {
            Linear::template forward<Phase, T, X>(a);
        } else {
            forward_args<T> inner = a;
            const auto w = masked<X>(a);
            inner.w = w.data();
            // what is prepared without a backward pass follows from the weights, which are others in each
            // step
            if constexpr (!Phase::backward)
                Linear::template prepare<Phase, T, X>({a.threads, w.data(), a.prepared});
            Linear::template forward<Phase, T, X>(inner);
        }
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (!a.learns) return Linear::template backward<T, X>(a);
        backward_args<T> inner = a;
        const auto w = masked<X>(a);
        inner.w = w.data();
        Linear::template backward<T, X>(inner);
        if (T* dw = a.dw[0]) mask<X>(a, static_cast<const T*>(dw), dw);
    }

private:
    /// The parameters of L, whose first, the weights, have the mask of this step on.
    template <Shape X, class T>
    static auto masked(const pass_args<T>& a) {
        std::array<T*, parameters<X>::size> w;
        std::copy_n(a.w, w.size(), w.begin());
        w[0] = reinterpret_cast<T*>(a.scratch + inner_scratch<T, X>);
        mask<X>(a, static_cast<const T*>(a.w[0]), w[0]);
        return w;
    }
    template <Shape X, class T>
    static void mask(const pass_args<T>& a, const T* from, T* to) {
        drop_some(drop_rule<T>::of(Rate), a.random, from, to, false, weights<X>, a.threads);
    }
};

}  // namespace strata
