// SPDX-License-Identifier: MIT
#pragma once
/// The operations a network runs: what `fuse` (or nothing) makes of its graph, each group as one layer with
/// the values it reads from outside and the one it makes.
#include <strata/graph/fuse.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// What a layer is inside a group: only in inference is a `pointwise_of_x` map in one.
template <class Node>
inline constexpr fusion role_of = role_in<inference>(Node::layer_type::role);

/// The layer of a role among nodes, or a default.
template <fusion Role, class Default, class... Nodes>
struct layer_of_role {
    using type = Default;
};
template <fusion Role, class Default, class First, class... Rest>
struct layer_of_role<Role, Default, First, Rest...> {
    using type = typename std::conditional_t<role_of<First> == Role, type_holder<typename First::layer_type>,
                                             layer_of_role<Role, Default, Rest...>>::type;
};

template <fusion First, class... Nodes>
struct group_layer;
template <fusion Role, class Node>
struct group_layer<Role, Node> {
    using type = typename Node::layer_type;
};
template <fusion Role, class First, class Second, class... Rest>
requires(Role == fusion::convolution || Role == fusion::product ||
         Role == fusion::transposed_product) struct group_layer<Role, First, Second, Rest...> {
    using act = typename layer_of_role<fusion::activation, identity_map, Second, Rest...>::type;
    using pool = typename layer_of_role<fusion::max_pooling, void, Second, Rest...>::type;
    using norm = typename layer_of_role<fusion::normalization, void, Second, Rest...>::type;
    using linear = typename First::layer_type;
    using type = std::conditional_t<std::is_void_v<norm>, linear_group<linear, act, pool>,
                                    folded_group<linear, norm, act, pool>>;
};
template <class First, class Second, class... Rest>
struct group_layer<fusion::normalization, First, Second, Rest...> {
    using act = typename layer_of_role<fusion::activation, identity_map, Second, Rest...>::type;
    using norm = typename First::layer_type;
    using type = std::conditional_t<Second::layer_type::role == fusion::addition,
                                    normalization_sum_group<norm, act>, normalization_group<norm, act>>;
};
template <class First, class Second>
struct group_layer<fusion::sample_normalization, First, Second> {
    using type = normalization_group<typename First::layer_type, typename Second::layer_type>;
};
template <class First, class Second>
struct group_layer<fusion::addition, First, Second> {
    using type = sum_group<typename Second::layer_type>;
};
template <class First, class Second, class... Rest>
struct group_layer<fusion::activation, First, Second, Rest...> {
    using type = activation_group<typename First::layer_type, typename Second::layer_type,
                                  typename Rest::layer_type...>;
};
template <class First, class Second>
struct group_layer<fusion::lookup, First, Second> {
    using type = lookup_group<typename First::layer_type, typename Second::layer_type>;
};

/// The inputs of nodes that no node among them makes: a sum's second one comes from outside.
template <class... Nodes>
struct outer_inputs;
template <class First, class... Rest>
struct outer_inputs<First, Rest...> {
    template <class N>
    using from_outside = std::conditional_t<N::layer_type::role == fusion::addition,
                                            types<type_at<typename N::inputs, N::inputs::size - 1>>, types<>>;
    using type = concatenate<typename First::inputs, from_outside<Rest>...>;
};

/// A group as a node of the run: what it is, what it reads and makes, and the nodes it stands for.
template <class L, class Inputs, class... Nodes>
struct operation_node;
template <class L, class... Inputs, class... Nodes>
struct operation_node<L, types<Inputs...>, Nodes...> {
    using layer_type = L;
    using members = types<Nodes...>;
    static constexpr int size = sizeof...(Nodes);
    static constexpr std::array<int, sizeof...(Inputs)> input_ids{Inputs::id...};
    static constexpr int output_id = type_at<members, sizeof...(Nodes) - 1>::output_id;
    using output_shape = typename type_at<members, sizeof...(Nodes) - 1>::output_shape;

    template <class Phase, class T>
    static constexpr memory needs = L::template needs<Phase, T, typename Inputs::shape_type...>();
    template <class Phase>
    static constexpr bool is_view = L::template is_view<Phase, typename Inputs::shape_type...>;

    static constexpr int parameter_count = static_cast<int>(total({int64(Nodes::parameters::size)...}));
    static constexpr int carried_count = static_cast<int>(total({int64(Nodes::carried::size)...}));

    // The layer's own functions, so that equal layers over equal shapes share them.
    template <class Phase, class T>
    static constexpr auto prepare() {
        return &L::template prepare<Phase, T, typename Inputs::shape_type...>;
    }
    template <class Phase, class T>
    static constexpr auto forward() {
        return &L::template forward<Phase, T, typename Inputs::shape_type...>;
    }
    template <class T>
    static constexpr auto backward() {
        return &L::template backward<T, typename Inputs::shape_type...>;
    }
};

template <class Group>
struct operation_of;
template <class First, class... Rest>
struct operation_of<group<First, Rest...>> {
    using layer_type = typename group_layer<role_of<First>, First, Rest...>::type;
    using type = operation_node<layer_type, typename outer_inputs<First, Rest...>::type, First, Rest...>;
};

template <class Groups>
struct operations_of;
template <class... Groups>
struct operations_of<types<Groups...>> {
    using type = types<typename operation_of<Groups>::type...>;
};

/// What a network runs in a phase: `types<operation_node...>`, in order.
template <class Net, class Phase>
using operations =
    typename operations_of<typename std::conditional_t<Net::fuses, fused<typename Net::graph, Phase>,
                                                       ungrouped<typename Net::graph>>::type>::type;

}  // namespace strata::inline STRATA_TARGET
