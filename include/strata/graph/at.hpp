// SPDX-License-Identifier: MIT
#pragma once
/// The same list over other inputs: `at<Net, input<3, 512, 512>>`.
#include <strata/graph/net.hpp>

namespace strata {

/// A network's parameters as types, place by place: networks that have the same ones can share them.
template <class Path, part_marks Marks, class List>
struct parameters_at {};
template <class Nodes>
struct network_parameters_of_nodes;
template <class... Nodes>
struct network_parameters_of_nodes<types<Nodes...>> {
    using type = types<parameters_at<typename Nodes::path_type, Nodes::marks, typename Nodes::parameters>...>;
};
template <class Net>
using network_parameters_of = typename network_parameters_of_nodes<typename Net::graph::nodes>::type;

/// Whether A can work with the parameters of a model of B.
template <class A, class B>
concept SharesParameters =
    std::is_same_v<A, B> || std::is_same_v<network_parameters_of<A>, network_parameters_of<B>>;

/// The first node whose parameters are others over another input, as a mistake, or void.
template <class Here, class There>
struct first_other_parameters {
    using type = void;
};
template <class Node, class... Rest, class Other, class... Others>
struct first_other_parameters<types<Node, Rest...>, types<Other, Others...>> {
    template <class... X, class... Y>
    static auto mistake(types<X...>, types<Y...>)
        -> shape_error<typename place_of<typename Node::path_type, typename Node::layer_type>::type,
                       got<typename X::shape_type...>, E55_other_parameters_over_this_input,
                       got<typename Y::shape_type...>>;
    using type = typename std::conditional_t<
        std::is_same_v<typename Node::parameters, typename Other::parameters>,
        first_other_parameters<types<Rest...>, types<Others...>>,
        type_holder<decltype(mistake(typename Node::inputs{}, typename Other::inputs{}))>>::type;
};

template <class Net, class Mistake, class... Parts>
struct judged_sharing : refused_list<Mistake, Parts...> {};
template <class Net, class... Parts>
struct judged_sharing<Net, void, Parts...> {
    using type = stands_for<network_of<Parts...>>;
};

/// The parts of a net that are no inputs.
template <class Parts>
struct without_inputs;
template <class... Parts>
struct without_inputs<types<Parts...>> {
    using type = concatenate<std::conditional_t<is_input<Parts>, types<>, types<Parts>>...>;
};

template <class Net, class Inputs, class Rest>
struct judged_at;
template <class Net, class... Inputs, class... Rest>
struct judged_at<Net, types<Inputs...>, types<Rest...>>
    : judged_sharing<Net,
                     typename first_other_parameters<typename resolve<Inputs..., Rest...>::nodes,
                                                     typename Net::graph::nodes>::type,
                     Inputs..., Rest...> {};
template <class Net, class... Inputs, class... Rest>
requires is_shape_error<resolve<Inputs..., Rest...>>
struct judged_at<Net, types<Inputs...>, types<Rest...>>
    : refused_list<resolve<Inputs..., Rest...>, Inputs..., Rest...> {
};

/// The list of Net over other inputs, in place of all that it has: a longer sequence or a single step, a
/// larger picture. Its parameters are those of Net, name by name, so that a `model<Net>` serves both:
///
///     using wide = at<small, input<3, 96, 96>>;
///     predictor<wide> answer{m};                // m: a model<small>
///
/// Refused: E55 (a layer would have other parameters), and whatever a net of these parts is refused for.
template <class Net, class... Inputs>
using at = typename judged_at<Net, types<Inputs...>,
                              typename without_inputs<typename Net::parts>::type>::type::network;

}  // namespace strata
