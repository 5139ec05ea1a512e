// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/groups/linear_group.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class List>
struct first_of;
template <class First, class... Rest>
struct first_of<parameter_list<First, Rest...>> {
    using type = First;
};
template <class List>
using first_parameter = typename first_of<List>::type;

/// Convolution or dense layer with the normalization behind it folded into its weights (inference alone):
/// w' = w scale, b' = b scale + shift, where normalization is y = z scale + shift. Folded once, when it is
/// prepared. A sum with a shortcut may follow.
template <class Linear, class Norm, class Act, class Pool>
struct folded_group : layer {
    using folded = linear_group<typename Linear::biased_form, Act, Pool>;
    template <Shape X>
    using product = typename Linear::template output<X>;
    template <Shape X>
    using linear_parameters = typename Linear::template parameters<X>;
    template <Shape X>
    using weight = first_parameter<linear_parameters<X>>;

    template <Shape X, Shape...>
    using output = typename folded::template output<X>;
    template <Shape X, Shape...>
    using parameters =
        joined_parameters<linear_parameters<X>, typename Norm::template parameters<product<X>>>;

    template <class Phase, class T, Shape X, Shape...>
    static constexpr memory needs() {
        memory m = folded::template needs<Phase, T, X>();
        m.prepared += folded_elements<X> * int64(sizeof(T));
        return m;
    }
    template <class Phase, class T, Shape X, Shape...>
    static void prepare(const prepare_args<T>& a) {
        constexpr int C = channels<product<X>>;
        const folded_parameters<X, T> made(a.prepared);
        T *w = made.w[0], *b = made.w[1], *scale = b + rounded(C + slack_elements),
          *shift = scale + rounded(C + slack_elements);
        Norm::running_fold(a.w + linear_parameters<X>::size, C, scale, shift);
        // the outputs are the innermost axis of a linear layer's weights
        for (int64 row = 0; row < weight<X>::size; row += C)
            for (int c = 0; c < C; ++c) w[row + c] = a.w[0][row + c] * scale[c];
        for (int c = 0; c < C; ++c)
            b[c] = shift[c] + (linear_parameters<X>::size > 1 ? a.w[1][c] * scale[c] : T(0));
        folded::template prepare<Phase, T, X>({a.threads, made.w, made.behind});
    }
    template <class Phase, class T, Shape X, Shape... Shortcut>
    static void forward(const forward_args<T>& a) {
        const folded_parameters<X, T> made(a.prepared);
        forward_args<T> inner = a;
        inner.w = made.w;
        inner.prepared = made.behind;
        folded::template forward<Phase, T, X, Shortcut...>(inner);
    }

private:
    template <Shape X>
    static constexpr int64 folded_elements = rounded(weight<X>::size + slack_elements) +
                                             3 * rounded(channels<product<X>> + slack_elements);

    /// w' and b' in what was prepared, and what is prepared of them.
    template <Shape X, class T>
    struct folded_parameters {
        T* w[2];
        std::byte* behind;

        explicit folded_parameters(std::byte* prepared)
            : w{reinterpret_cast<T*>(prepared),
                reinterpret_cast<T*>(prepared) + rounded(weight<X>::size + slack_elements)},
              behind(prepared + folded_elements<X> * int64(sizeof(T))) {}
    };
};

}  // namespace strata::inline STRATA_TARGET
