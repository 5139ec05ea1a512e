// SPDX-License-Identifier: MIT
#pragma once
/// A network is a type: `struct lenet : net<input<1, 28, 28>, conv<6, 5, pad<2>>, relu, ...> {};`
#include <strata/graph/network_table.hpp>
#include <strata/graph/operations.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/graph/plan.hpp>
#include <strata/target.hpp>

namespace strata {

template <class Graph>
struct network;
template <class Nodes, class Input, class Outputs>
struct network<graph<Nodes, Input, Outputs>> {
    using graph = strata::graph<Nodes, Input, Outputs>;
    static constexpr bool fuses = true;

    /// The shape of one sample.
    using input_shape = typename Input::shape_type;

    /// How many numbers it learns, or keeps frozen; those that places share are counted once.
    static constexpr int64 parameters = parameter_table<graph>::weights;
    static constexpr int64 frozen_parameters = parameter_table<graph>::frozen_weights;
};

/// What stands in for a network that cannot work, so that its one mistake is said once: here, where it is declared.
template <class Where, class Got, class Code, class... Words>
struct network<shape_error<Where, Got, Code, Words...>> {
    using graph = strata::graph<types<>, value<0, unknown_shape>, types<value<0, unknown_shape>>>;
    static constexpr bool fuses = true;
    using input_shape = unknown_shape;
    static constexpr unknown_value parameters{}, frozen_parameters{};
};

/// Whether a network is the stand-in for one that cannot work.
template <class Net>
concept Refused = std::is_same_v<typename Net::input_shape, unknown_shape>;

/// A network of parts, the first of which is an `input`.
///
///     parameters                         how many numbers it learns or keeps; `frozen_parameters` of them it keeps
///     workspace_bytes<Phase>(n)          bytes that a run over n samples takes; with a second argument, for that many threads;
///                                        of the target that the file is compiled for (`strata/target.hpp`)
///
/// A list that cannot work is one compile-time error that says where, what came in and what was expected.
template <class... Parts>
struct net : network<resolve<Parts...>> {
    // Not asserted here itself: compilers drop a base whose own body has a failed assertion, and say more errors for it.
    static_assert(sizeof(spoken<resolve<Parts...>, Parts...>) > 0);
    template <class Phase, class T = float, class = build_target>
    static constexpr auto workspace_bytes(int n, int threads = 1) {
        if constexpr (Refused<network<resolve<Parts...>>>)
            return unknown_value{};
        else
            return plan<net, Phase, T>::result.bytes(n, threads);
    }
};

/// The same network with every layer run on its own: the same values within rounding, for learners, tests and benchmarks.
template <class Net>
struct unfused {
    using graph = typename Net::graph;
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

/// The shapes of a network's outputs.
template <Network Net>
using output_values = typename Net::graph::outputs;

}  // namespace strata
