// SPDX-License-Identifier: MIT
#pragma once
/// What a layer learns or measures: a name, a shape as papers and files have it, and the order it has in memory.
#include <array>
#include <strata/shape/shape.hpp>
#include <strata/shape/text.hpp>

namespace strata {

/// The order of a parameter's axes in memory, outermost first: `stored<2, 3, 1, 0>` keeps [K, C, F, F] as [F, F, C, K].
template <int... Axes>
struct stored {};

/// What becomes of a parameter: moved by the update rule, by the forward pass, or, inside `frozen<...>`, not at all.
enum class role { learned, measured, frozen };

template <class Order, class S>
struct storage_strides;
template <int... Axes, int... Extents>
struct storage_strides<stored<Axes...>, shape<Extents...>> {
    static constexpr std::array<int64, sizeof...(Extents)> value = [] {
        constexpr std::array<int, sizeof...(Extents)> extents{Extents...}, order{Axes...};
        std::array<int64, sizeof...(Extents)> strides{};
        int64 next = 1;
        for (std::size_t i = order.size(); i-- > 0;) {
            strides[static_cast<std::size_t>(order[i])] = next;
            next *= extents[static_cast<std::size_t>(order[i])];
        }
        return strides;
    }();
};
template <int... Extents>
struct storage_strides<stored<>, shape<Extents...>> {
    static constexpr std::array<int64, sizeof...(Extents)> value = [] {
        constexpr std::array<int, sizeof...(Extents)> extents{Extents...};
        std::array<int64, sizeof...(Extents)> strides{};
        int64 next = 1;
        for (std::size_t i = extents.size(); i-- > 0;) {
            strides[i] = next;
            next *= extents[i];
        }
        return strides;
    }();
};

/// One parameter of a layer. Init says what it starts from; without an Order it is kept as it is written.
template <text Name, Shape S, class Init, class Order = stored<>, role Role = role::learned>
struct parameter {
    static constexpr std::string_view name = Name.view();
    using shape_type = S;
    using initializer = Init;
    static constexpr auto strides = storage_strides<Order, S>::value;
    static constexpr bool learned = Role == role::learned;
    static constexpr int64 size = S::size;
};

/// A parameter that the forward pass measures: the running mean of batch normalization.
template <text Name, Shape S, class Init>
using statistic = parameter<Name, S, Init, stored<>, role::measured>;

template <class... Parameters>
struct parameter_list {
    static constexpr int size = sizeof...(Parameters);
};

}  // namespace strata
