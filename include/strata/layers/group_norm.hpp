// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/layer/group_normalization.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// The rule of `group_norm`.
template <int G, class Self>
struct groups_of_channels : scale_of_channels {
private:
    template <class X>
    struct shape_rule {
        static constexpr auto decide() {
            if constexpr (G < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (channels<X> % G != 0)
                return refused<
                    E05_channels_not_divisible_by_groups, got<shape<channels<X>>>, groups<G>,
                    write_instead<typename Self::template with_groups<std::gcd(channels<X>, G)>>>{};
            else
                return X{};
        }
        using type = decltype(decide());
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    static constexpr group_extents extents() {
        return {places<X>, channels<X>, G};
    }
};

/// Every group of C / G neighbouring channels of every sample with mean 0 and variance 1; then each channel
/// scaled and shifted.
///
///     forward     y[c, i] = xh[c, i] w[c] + b[c]       xh = (x - mean[g]) / sqrt(var[g] + eps)     g: the group of c
///     backward    db[c] = sum_i dy[c, i]    dw[c] = sum_i dy[c, i] xh[c, i]    both summed over samples
///                 dx = (dy w - p[g] / M - xh q[g] / M) / sqrt(var[g] + eps)
///                 p = sum dy w    q = sum dy w xh    over the M numbers of the group
///
///     x, y: [C, ...]   w (weight), b (bias): [C]      eps = 1e-5
///
/// (Wu and He, 2018, equations 1, 2 and 7.) PyTorch's GroupNorm(G, C). Options: `epsilon<0.001>`, `no_scale`,
/// `no_bias` (both: its affine=False). Keeps x and each group's mean and deviation; an activation behind it
/// runs in the same pass. Refused: E05 (G does not divide C), E09, E25, E26, E65.
template <int G, class... Options>
struct group_norm : group_normalization<groups_of_channels<G, group_norm<G, Options...>>, Options...> {
    template <int Other>
    using with_groups = group_norm<Other, Options...>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("groups", G);
        group_normalization<groups_of_channels<G, group_norm>, Options...>::settings(visit);
    }
};

}  // namespace strata
