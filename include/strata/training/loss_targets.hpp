// SPDX-License-Identifier: MIT
#pragma once
/// The arrays that a network's losses compare its outputs with, head after head, as types and as a layout.
#include <strata/data/sample_layout.hpp>
#include <strata/graph/net.hpp>
#include <strata/losses/joint_loss.hpp>
#include <strata/losses/target.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/target.hpp>

namespace strata {

template <class Losses, class Values>
struct targets_of_heads;
template <class... L, class... V>
struct targets_of_heads<joint_loss<L...>, types<V...>> {
    using type = typename flat_targets<several_targets<>, target_of<L, typename V::shape_type>...>::type;
    /// The number of the first array of each head.
    static constexpr std::array<std::size_t, sizeof...(L) + 1> first = [] {
        constexpr std::array<int, sizeof...(L)> sizes{target_of<L, typename V::shape_type>::size...};
        std::array<std::size_t, sizeof...(L) + 1> first{};
        for (std::size_t k = 0; k < sizeof...(L); ++k)
            first[k + 1] = first[k] + static_cast<std::size_t>(sizes[k]);
        return first;
    }();
};

/// Whether the arrays of a metric are the first of those of a loss.
template <class OfLoss, class OfMetric>
inline constexpr bool begins_with = false;
template <class... L>
inline constexpr bool begins_with<several_targets<L...>, several_targets<>> = true;
template <class Same, class... L, class... M>
inline constexpr bool begins_with<several_targets<Same, L...>, several_targets<Same, M...>> =
    begins_with<several_targets<L...>, several_targets<M...>>;

/// Whether all metrics of a list can be told of outputs of shape Y.
template <class Metrics, class Y, class T>
inline constexpr bool take_outputs = false;
template <class... M, class Y, class T>
inline constexpr bool take_outputs<metric_list<M...>, Y, T> = (MetricOver<M, Y, T> && ...);
/// And whether they compare them with what loss L does.
template <class Metrics, class L, class Y>
inline constexpr bool compare_as = false;
template <class... M, class L, class Y>
inline constexpr bool compare_as<metric_list<M...>, L, Y> = (begins_with<target_of<L, Y>, target_of<M, Y>> &&
                                                             ...);

template <class T>
inline constexpr bool is_of_classes = std::is_same_v<typename T::element, class_numbers>;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

template <int... E>
[[gnu::cold]] std::vector<int> extents_of(shape<E...>) {
    return {E...};
}
/// What a sample of a network with these inputs and targets is made of.
template <class... Inputs, class... Targets>
[[gnu::cold]] sample_layout layout_of_samples(types<Inputs...>, several_targets<Targets...>) {
    sample_layout layout{std::vector<std::vector<int>>(sizeof...(Inputs)),
                         std::vector<target_layout>(sizeof...(Targets))};
    [[maybe_unused]] std::size_t input = 0, target = 0;
    ((layout.inputs[input++] = extents_of(typename Inputs::shape_type{})), ...);
    ((layout.targets[target++] = {is_of_classes<Targets> ? target_kind::classes : target_kind::numbers,
                                  Targets::is_ragged, extents_of(typename Targets::shape_type{})}),
     ...);
    return layout;
}

}  // namespace strata::inline STRATA_TARGET
