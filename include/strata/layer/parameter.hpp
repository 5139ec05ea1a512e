// SPDX-License-Identifier: MIT
#pragma once
/// What a layer learns or measures: a name, a shape as papers and files have it, and the order it has in
/// memory.
#include <array>
#include <strata/shape/shape.hpp>
#include <strata/shape/text.hpp>
#include <string_view>

namespace strata {

/// The order of a parameter's axes in memory, outermost first: `stored<2, 3, 1, 0>` keeps [K, C, F, F] as [F,
/// F, C, K].
template <int... Axes>
struct stored {};

/// What becomes of a parameter: moved by the update rule, by the forward pass, or, inside `frozen<...>`, not
/// at all.
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

/// What a parameter is to those who move it: decay is usually left off `bias` and `scale`.
enum class parameter_kind {
    weight,     ///< a factor of sums: filters, matrices
    bias,       ///< is added
    scale,      ///< a factor of each channel: those of normalizations, slopes
    embedding,  ///< rows that are looked up: tables, learned positions
};

/// What a name and a number of axes tell: "bias", "bias_hh", "out_proj.bias" and "in_proj_bias" are biases;
/// what else has one axis is a scale, and all other parameters are weights.
constexpr parameter_kind usual_kind(std::string_view name, int rank) {
    const std::string_view last = name.substr(name.rfind('.') + 1);  // all of it where there is no dot
    if (last.starts_with("bias") || last.ends_with("bias")) return parameter_kind::bias;
    return rank <= 1 ? parameter_kind::scale : parameter_kind::weight;
}

/// One parameter of a layer. Init says what it starts from; without an Order it is kept as it is written.
template <text Name, Shape S, class Init, class Order = stored<>, role Role = role::learned>
struct parameter {
    static constexpr std::string_view name = Name.view();
    using shape_type = S;
    using initializer = Init;
    static constexpr auto strides = storage_strides<Order, S>::value;
    static constexpr bool learned = Role == role::learned;
    static constexpr parameter_kind kind = usual_kind(name, S::rank);
    static constexpr int64 size = S::size;
};

/// A parameter of another kind than its name tells: `of_kind<parameter_kind::embedding, parameter<"weight",
/// X, zeros>>`.
template <parameter_kind Kind, class Parameter>
struct of_kind : Parameter {
    static constexpr parameter_kind kind = Kind;
};

/// A parameter that the forward pass measures: the running mean of batch normalization.
template <text Name, Shape S, class Init>
using statistic = parameter<Name, S, Init, stored<>, role::measured>;

template <class... Parameters>
struct parameter_list {
    static constexpr int size = sizeof...(Parameters);
};

template <class First, class Second>
struct joining_of;
template <class... First, class... Second>
struct joining_of<parameter_list<First...>, parameter_list<Second...>> {
    using type = parameter_list<First..., Second...>;
};
/// The parameters of one list, then those of the other.
template <class First, class Second>
using joined_parameters = typename joining_of<First, Second>::type;

}  // namespace strata
