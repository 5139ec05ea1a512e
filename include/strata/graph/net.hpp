// SPDX-License-Identifier: MIT
#pragma once
/// A network is a type: `struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, ...> {};`
#include <strata/graph/operations.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/graph/plan.hpp>
#include <strata/graph/refused_network.hpp>
#include <strata/target.hpp>

namespace strata {

template <class Graph>
struct network;
template <class Nodes, class First, class... Inputs, class Outputs, class Taps>
struct network<graph<Nodes, types<First, Inputs...>, Outputs, Taps>> {
    using graph = strata::graph<Nodes, types<First, Inputs...>, Outputs, Taps>;
    static constexpr bool fuses = true;

    /// The shape of one sample, of the first input where there are several.
    using input_shape = typename First::shape_type;

    /// How many numbers it learns, or keeps frozen; those that places share are counted once.
    static constexpr int64 parameters = parameter_table<graph>::weights;
    static constexpr int64 frozen_parameters = parameter_table<graph>::frozen_weights;
};

/// A list that can work.
template <class... Parts>
struct network_of : network<resolve<Parts...>> {
    using parts = types<Parts...>;

    template <class Phase, class T = float, class = build_target>
    static constexpr int64 workspace_bytes(int n, int threads = 1) {
        return plan<network_of, Phase, T>::result.bytes(n, threads);
    }
};
/// In a sentence it is what the user wrote.
template <class First, class... Rest>
struct spelled<network_of<First, Rest...>> {
    static constexpr void write(sentence& s) {
        s << "net<";
        spelled<First>::write(s);
        ((s << ", ", spelled<Rest>::write(s)), ...);
        s << ">";
    }
};

template <class... Parts>
struct judged_list {
    using type = stands_for<network_of<Parts...>>;
};
template <class... Parts>
requires is_shape_error<resolve<Parts...>>
struct judged_list<Parts...> : refused_list<resolve<Parts...>, Parts...> {
};

/// A network of parts, the first of which are inputs.
///
///     parameters                         how many numbers it learns or keeps; `frozen_parameters` of them it keeps
///     workspace_bytes<Phase>(n)          bytes that a run over n samples takes; with a second argument, for that many threads;
///                                        of the target that the file is compiled for (`strata/target.hpp`)
///
/// A list that cannot work is one compile-time error that says where, what came in and what was expected.
template <class... Parts>
using net = typename judged_list<Parts...>::type::network;

/// The same network with every layer run on its own: the same values within rounding, for learners, tests and
/// benchmarks.
template <class Net>
struct unfused {
    using graph = typename Net::graph;
    using parts = typename Net::parts;
    static constexpr bool fuses = false;
    using input_shape = typename Net::input_shape;
    static constexpr int64 parameters = Net::parameters, frozen_parameters = Net::frozen_parameters;

    template <class Phase, class T = float, class = build_target>
    static constexpr int64 workspace_bytes(int n, int threads = 1) {
        return plan<unfused, Phase, T>::result.bytes(n, threads);
    }
};

template <class N>
concept Network = requires {
    typename N::graph;
    typename N::input_shape;
    N::fuses;
};

/// A network's outputs: `types<value...>`.
template <Network Net>
using output_values = typename Net::graph::outputs;
/// A network's inputs: `types<input_port...>`.
template <Network Net>
using input_ports = typename Net::graph::inputs;

}  // namespace strata
