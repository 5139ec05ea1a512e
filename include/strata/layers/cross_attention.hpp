// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/layers/dense.hpp>
#include <strata/layers/multi_head.hpp>

namespace strata {

/// Every place of one sequence looks at all places of another, the memory: the attention between decoder and
/// encoder.
///
///     forward     q = x wq + bq    k = z wk + bk    v = z wv + bv    o_h = softmax(q_h k_h^T / sqrt(D/H)) v_h    y = [o_1 ... o_H] w_out + b_out
///     backward    of each product and of the softmax: see kernels/attention/attention.hpp; dx from dq, dz from dk and dv
///
///     x, q, y: [L, D]   z, k, v: [M, D]   in_proj_weight = [wq wk wv]: [3D, D]   in_proj_bias: [3D]
///     out_proj.weight: [D, D]   out_proj.bias: [D]
///
/// Two inputs: x, and z by the form `with`. (Vaswani and others, 2017, sections 3.2.2 and 3.2.3.) Options:
/// `no_bias`, `init<xavier>`. PyTorch's MultiheadAttention(D, H, batch_first=True) of x, z, z. Keeps q, k, v,
/// o and the softmax of each head, [H, L, M]. Refused: E40 (H does not divide D), E41 (no sequences), E42 (no
/// z, or one of other features), E09, E25, E26.
template <int Heads = 0, class... Options>
struct cross_attention : multi_head<Heads, Options...> {
    template <int Other>
    using with_heads = cross_attention<Other, Options...>;

private:
    using wrong_option = typename first_wrong_option<about_bias | about_init, 0, Options...>::type;

    template <class... X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <class X>
    struct shape_rule<X> {
        using type = refused<E42_memory_does_not_fit>;
    };
    template <Sequence X, Sequence Z>
    struct shape_rule<X, Z> {
        static constexpr auto decide() {
            if constexpr (!std::is_void_v<wrong_option>)
                return typename option_refusal<wrong_option, expected<no_bias, init<xavier>>>::type{};
            else if constexpr (Heads < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (!can_be<int64{3} * channels<X>, channels<X>>)
                return refused<E45_too_large,
                               parameter_of<"in_proj_weight", int64{3} * channels<X>, channels<X>>>{};
            else if constexpr (channels<X> != channels<Z>)
                return refused<E42_memory_does_not_fit, got<shape<channels<X>>, shape<channels<Z>>>,
                               expected<dense<channels<X>>>>{};
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
};

}  // namespace strata
