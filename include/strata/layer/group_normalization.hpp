// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/normalization/whole_normalization.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/normalization_options.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// What `layer_norm`, `group_norm` and `instance_norm` run. `Rule` says its `options`, as `expected<...>`,
/// and for an input of shape X its `output<X>`, the `extents<X>()` of the kernel, how many `samples_in<X>`
/// the kernel sees, and the `scale<X>` of its parameters: `parameter<Name, shape, Init, order>` by name.
template <class Rule, class... Options>
struct group_normalization : layer {
private:
    using chosen = normalization_options<typename Rule::options, Options...>;
    static constexpr bool scaled = chosen::scaled, biased = chosen::biased;

public:
    static constexpr fusion role = fusion::sample_normalization;

    template <Shape X>
    using output = typename chosen::template checked<typename Rule::template output<X>>;
    template <Shape X>
    using parameters = typename chosen::template parameters<typename Rule::template scale<"weight", X, ones>,
                                                            typename Rule::template scale<"bias", X, zeros>>;
    template <Shape X>
    static constexpr int64 multiply_adds = X::size;
    template <Image X>
    requires(Rule::template samples_in<X> == 1) static constexpr everything_before seen{};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("epsilon", number_of<chosen::epsilon_number, double>);
        visit("scale", scaled);
        visit("bias", biased);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        constexpr group_extents e = Rule::template extents<X>();
        memory m;
        if constexpr (!by_places<X> && !by_samples<X>)
            m.scratch_per_thread = e.template per_thread<T>() * int64(sizeof(T));
        m.kept_per_sample = Rule::template samples_in<X> * 2 * e.G * int64(sizeof(T));
        if constexpr (Phase::backward) {
            m.x_in_backward = true;
            if constexpr (by_places<X>)
                m.scratch = place_normalization_scratch<T>(e.C) * int64(sizeof(T));
            else if constexpr (!by_samples<X>)
                m.scratch_per_sample = Rule::template samples_in<X> * 2 * e.C * int64(sizeof(T));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_with<Phase, T, X, identity_map>(a, {});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, {});
    }

    /// The same with an activation behind it.
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const companions<T>&) {
        if constexpr (by_places<X>)
            place_normalization_forward<Act, scaled, biased>(pass<X>(a));
        else if constexpr (by_samples<X>)
            whole_normalization_forward<Act, scaled, biased>(pass<X>(a));
        else
            group_normalization_forward<Act, scaled, biased>(pass<X>(a));
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const companions<T>&) {
        group_normalization_pass<T> p = pass<X>(a);
        p.sums = reinterpret_cast<T*>(by_places<X> ? a.scratch : a.scratch_per_sample);
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        if constexpr (scaled) p.dw = a.dw[0];
        if constexpr (biased) p.db = a.dw[bias_at];
        if constexpr (by_places<X>)
            place_normalization_backward<Act, scaled>(p);
        else if constexpr (by_samples<X>)
            whole_normalization_backward<Act, scaled>(p);
        else
            group_normalization_backward<Act, scaled>(p);
    }

private:
    static constexpr int bias_at = scaled ? 1 : 0;
    template <Shape X>
    static constexpr bool by_places = is_place_normalization(Rule::template extents<X>());
    template <Shape X>
    static constexpr bool by_samples = is_whole_normalization(Rule::template extents<X>());

    template <Shape X, class T>
    static group_normalization_pass<T> pass(const pass_args<T>& a) {
        group_normalization_pass<T> p{};
        p.e = Rule::template extents<X>();
        p.n = a.places_of_all(Rule::template samples_in<X>);
        p.threads = a.threads;
        p.epsilon = number_of<chosen::epsilon_number, T>;
        p.x = a.x();
        if constexpr (scaled) p.w = a.w[0];
        if constexpr (biased) p.b = a.w[bias_at];
        p.y = a.y;
        p.mean_s = reinterpret_cast<T*>(a.kept_per_sample);
        p.scratch = reinterpret_cast<T*>(a.scratch_per_thread);
        return p;
    }
};

/// One scale and one shift for each channel.
struct scale_of_channels {
    using options = expected<epsilon<0.001>, no_scale, no_bias>;

    template <Shape X>
    static constexpr int64 samples_in = 1;
    template <text Name, Shape X, class Init>
    using scale = parameter<Name, shape<channels<X>>, Init>;
};

}  // namespace strata
