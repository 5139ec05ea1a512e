// SPDX-License-Identifier: MIT
#pragma once
/// What `attention` and `cross_attention` share: everything but which inputs they take.
#include <array>
#include <strata/kernels/attention/multi_head_pass.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/lengths.hpp>
#include <strata/layer/options.hpp>

namespace strata {

/// Queries from a sequence X, keys and values from a sequence Z; without Z from X. A Z of one number are the
/// lengths of X.
template <int Heads, class... Options>
struct multi_head : layer {
private:
    static constexpr bool biased = !has_option<no_bias, Options...>;
    using first_weights = typename chosen_initializer<xavier, Options...>::type;

    template <int D>
    struct parameters_of {
        using w_in = parameter<"in_proj_weight", shape<3 * D, D>, first_weights, stored<1, 0>>;
        using w_out = parameter<"out_proj.weight", shape<D, D>, first_weights, stored<1, 0>>;
        using b_in = parameter<"in_proj_bias", shape<3 * D>, zeros>;
        using b_out = parameter<"out_proj.bias", shape<D>, zeros>;
        using type =
            std::conditional_t<biased, parameter_list<w_in, b_in, w_out, b_out>, parameter_list<w_in, w_out>>;
    };
    /// Whether queries and keys are of one sequence, and whether the lengths of that are known.
    template <Shape... Z>
    static constexpr bool has_lengths = (Length<Z> || ...);
    template <Shape... Z>
    static constexpr bool self = sizeof...(Z) == 0 || has_lengths<Z...>;
    /// L, or L and M.
    template <Shape... X>
    static constexpr std::array rows{static_cast<int>(places<X>)...};
    template <Shape X, Shape... Z>
    static constexpr attention_extents extents{rows<X>.front(),
                                               self<Z...> ? rows<X>.front() : rows<X, Z...>.back(),
                                               channels<X>, Heads, has_option<causal, Options...>};

public:
    template <Shape X, Shape... Z>
    using parameters = typename parameters_of<channels<X>>::type;
    template <Shape X, Shape... Z>
    static constexpr int64 multiply_adds =
        (int64{2} * extents<X, Z...>.L + int64{2} * extents<X, Z...>.M) * channels<X>* channels<X> +
        int64{2} * extents<X, Z...>.L* extents<X, Z...>.M* channels<X>;

    template <Shape X, Shape... Z>
    static constexpr everything_before seen{};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("heads", Heads);
        visit("bias", biased);
    }

    template <class Phase, class T, Shape X, Shape... Z>
    static constexpr memory needs() {
        constexpr attention_extents e = extents<X, Z...>;
        constexpr bool trains = Phase::backward;
        constexpr int64 kept = multi_head_pass<T>::kept_elements(e, trains) * int64(sizeof(T));
        memory m;
        m.scratch_per_thread = multi_head_pass<T>::per_thread(e) * int64(sizeof(T));
        if constexpr (trains) {
            m.x_in_backward = true;
            m.kept_per_sample = kept;
            const int64 inside = has_lengths<Z...> ? X::size : 0;
            m.scratch_per_sample = (multi_head_pass<T>::gradient_elements(e) + inside) * int64(sizeof(T));
        } else {
            m.scratch_per_sample = kept;
        }
        return m;
    }
    template <class Phase, class T, Shape X, Shape... Z>
    static void forward(const forward_args<T>& a) {
        constexpr bool trains = Phase::backward;
        if constexpr (has_lengths<Z...>) check_lengths(a.inputs[1], a.n, extents<X, Z...>.L);
        multi_head_forward(pass<X, Z...>(a, trains ? a.kept_per_sample : a.scratch_per_sample, trains));
    }
    template <class T, Shape X, Shape... Z>
    static void backward(const backward_args<T>& a) {
        multi_head_pass<T> p = pass<X, Z...>(a, a.kept_per_sample, true);
        p.dy = a.dy;
        p.dx = a.input_gradients[0];
        p.add_dx = a.adds[0];
        if constexpr (has_lengths<Z...>) no_gradient_of_lengths(a);
        if constexpr (!self<Z...>) {
            p.dz = a.input_gradients[1];
            p.add_dz = a.adds[1];
        }
        p.dw_in = a.dw[0];
        p.dw_out = a.dw[biased ? 2 : 1];
        if constexpr (biased) {
            p.db_in = a.dw[1];
            p.db_out = a.dw[3];
        }
        p.gradients = reinterpret_cast<T*>(a.scratch_per_sample);
        if constexpr (has_lengths<Z...>)
            p.dy_inside = p.gradients + a.n * multi_head_pass<T>::gradient_elements(p.e);
        multi_head_backward(p);
    }

private:
    template <Shape X, Shape... Z, class T>
    static multi_head_pass<T> pass(const pass_args<T>& a, std::byte* kept, bool keeps) {
        multi_head_pass<T> p{extents<X, Z...>,
                             self<Z...>,
                             a.n,
                             a.threads,
                             a.inputs[0],
                             a.inputs[self<Z...> ? 0 : 1],
                             a.w[0],
                             biased ? a.w[1] : nullptr,
                             a.w[biased ? 2 : 1],
                             biased ? a.w[3] : nullptr,
                             a.y,
                             reinterpret_cast<T*>(kept),
                             keeps,
                             reinterpret_cast<T*>(a.scratch_per_thread)};
        if constexpr (has_lengths<Z...>) p.lengths = a.inputs[1];
        return p;
    }
};

}  // namespace strata
