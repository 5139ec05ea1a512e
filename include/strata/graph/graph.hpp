// SPDX-License-Identifier: MIT
#pragma once
/// A network's graph: a flat list of nodes in the order in which they can be computed. The first values are
/// the inputs, every node adds the next one; the forms of a list leave no trace but the values that their
/// joins read.
#include <array>
#include <strata/layer/layer.hpp>
#include <strata/shape/path.hpp>
#include <strata/shape/types.hpp>
#include <string_view>

namespace strata {

/// Value number Id, of shape S.
template <int Id, class S>
struct value {
    static constexpr int id = Id;
    using shape_type = S;
};

/// What the forms around a layer say of its parameters.
struct part_marks {
    bool frozen = false;  ///< the update rule does not move them
    bool shared = false;  ///< other nodes of the same path have the same ones
};

/// One layer of the graph: reads the values Inputs, makes value Output. Path is what its parameters are
/// called by.
template <class L, class Path, part_marks Marks, int Output, class... Inputs>
struct node {
    using layer_type = L;
    using path_type = Path;
    using inputs = types<Inputs...>;
    static constexpr part_marks marks = Marks;
    static constexpr std::array<int, sizeof...(Inputs)> input_ids{Inputs::id...};
    static constexpr int output_id = Output;
    using output_shape = typename L::template output<typename Inputs::shape_type...>;
    using parameters = typename L::template parameters<typename Inputs::shape_type...>;
    using carried = typename L::template carried<typename Inputs::shape_type...>;
};

/// A value under a name: that of a tap, or of an input.
template <text Name, class Value>
struct tapped {};

/// An input of a network: what it is called, its value, and whether its elements are whole numbers.
template <text Name, class Value, bool Whole>
struct input_port {
    static constexpr std::string_view name = Name.view();
    using value_type = Value;
    using shape_type = typename Value::shape_type;
    static constexpr bool whole = Whole;
};

/// A resolved network.
template <class Nodes, class Inputs, class Outputs, class Taps = types<>>
struct graph {
    using nodes = Nodes;      ///< types<node...>, in order
    using inputs = Inputs;    ///< types<input_port...>, values 0, 1, ...
    using outputs = Outputs;  ///< types<value...>
    using taps = Taps;        ///< types<tapped...>; inputs that have a name are among them
};

}  // namespace strata
