// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/layers/multi_head.hpp>

namespace strata {

/// Every place of a sequence looks at all others and takes over what fits it, with several heads that look
/// for different things: multi-head self-attention.
///
///     forward     [q k v] = x w_in + b_in    o_h = softmax(q_h k_h^T / sqrt(D/H)) v_h for head h    y = [o_1 ... o_H] w_out + b_out
///     backward    of each product and of the softmax: see kernels/attention/attention.hpp
///
///     x, y, q, k, v: [L, D]   q_h, k_h, v_h, o_h: [L, D/H]   in_proj_weight: [3D, D]   in_proj_bias: [3D]
///     out_proj.weight: [D, D]   out_proj.bias: [D]
///
/// Of two values, `with<"lengths", attention<8>>`, the second says how many places each sample has: those
/// after its last have no weight, and y is zero there (strata/layer/lengths.hpp; PyTorch's key_padding_mask).
///
/// (Vaswani and others, 2017, equation 1 and section 3.2.2.) Options: `causal`, with which no place sees
/// those after it; `no_bias`; `init<xavier>`. PyTorch's MultiheadAttention(D, H, batch_first=True) of x, x,
/// x. Keeps q, k, v, o and the softmax of each head, [H, L, L]. Refused: E40 (H does not divide D), E41 (no
/// sequence), E09, E25, E26.
template <int Heads = 0, class... Options>
struct attention : multi_head<Heads, Options...> {
    template <int Other>
    using with_heads = attention<Other, Options...>;

private:
    using wrong_option =
        typename first_wrong_option<about_causality | about_bias | about_init, 0, Options...>::type;

    template <class... X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <Sequence X, Length... N>
    struct shape_rule<X, N...> {
        static constexpr auto decide() {
            if constexpr (!std::is_void_v<wrong_option>)
                return typename option_refusal<wrong_option, expected<causal, no_bias, init<xavier>>>::type{};
            else if constexpr (Heads < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (!can_be<int64{3} * channels<X>, channels<X>>)
                return refused<E45_too_large,
                               parameter_of<"in_proj_weight", int64{3} * channels<X>, channels<X>>>{};
            else if constexpr (channels<X> % Heads != 0)
                return refused<E40_features_not_divisible_by_heads, got<shape<channels<X>>>, groups<Heads>,
                               write_instead<with_heads<std::gcd(channels<X>, Heads)>>>{};
            else
                return X{};
        }
        using type = decltype(decide());
    };

public:
    template <Shape... X>
    using output = typename shape_rule<X...>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        multi_head<Heads, Options...>::settings(visit);
        visit("causal", has_option<causal, Options...>);
    }
};

}  // namespace strata
