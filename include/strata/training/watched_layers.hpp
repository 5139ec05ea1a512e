// SPDX-License-Identifier: MIT
#pragma once
/// Which layers a network is watched at, and what was seen there.
#include <initializer_list>
#include <strata/graph/layer_text.hpp>
#include <strata/graph/operations.hpp>
#include <strata/graph/plan.hpp>
#include <strata/graph/program.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/relu6.hpp>
#include <strata/layers/sigmoid.hpp>
#include <strata/target.hpp>
#include <strata/training/value_spread.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// An operation of a network: layers that run as one have one output. In `unfused<net>` each is one.
struct watched_layer {
    std::string name;          ///< its place, as messages call it: "3.1", or "3.1 to 3.2"
    std::string layers;        ///< "conv<16, 5>, relu, max_pool<2>"
    int units = 1;             ///< channels or features: what lies innermost in memory
    bool rectified = false;    ///< ends in a ReLU, or in a pooling behind one: a unit can be dead
    bool bounded = false;      ///< ends in a tanh or a sigmoid, which can be saturated
    double low = 0, high = 0;  ///< between which a bounded one is not
};

namespace detail {
template <class Node>
void add_member(watched_layer& w) {
    using L = typename Node::layer_type;
    w.layers += (w.layers.empty() ? "" : ", ") + layer_text<L>();
    w.rectified = w.rectified || std::is_same_v<L, relu> || std::is_same_v<L, relu6>;
    w.bounded = std::is_same_v<L, hyperbolic_tangent> || std::is_same_v<L, sigmoid>;
    // where the slope, 1 - y^2 or y (1 - y), is a twenty-fifth of the largest
    w.low = std::is_same_v<L, sigmoid> ? 0.01 : -0.98, w.high = std::is_same_v<L, sigmoid> ? 0.99 : 0.98;
}
template <class Op, class... Node>
[[nodiscard]] watched_layer watched_layer_of(types<Node...>) {
    watched_layer w;
    w.name = name_of_nodes<types<Node...>>();
    w.units = channels<typename Op::output_shape>;
    (add_member<Node>(w), ...);
    return w;
}
template <class Op>
[[nodiscard]] watched_layer watched_layer_of() {
    return watched_layer_of<Op>(typename Op::members{});
}
template <class... Op>
[[nodiscard, gnu::cold]] std::vector<watched_layer> watched_layers_of(types<Op...>) {
    std::vector<watched_layer> all;
    for (const auto make : std::initializer_list<watched_layer (*)()>{&watched_layer_of<Op>...})
        all.push_back(make());
    return all;
}
}  // namespace detail

/// The operations of a network in training, in their order.
template <class Net>
[[nodiscard, gnu::cold]] std::vector<watched_layer> watched_layers() {
    return detail::watched_layers_of(operations<Net, training>{});
}

/// What a layer made of one batch.
struct layer_record {
    bool seen = false;      ///< a view is not, since it is what it shows
    value_spread output;    ///< of all samples
    value_spread gradient;  ///< of the loss by the output; empty where nobody asks for it
    double dead = 0;        ///< share of its units that were 0 for the whole batch, of rectified ones
    double saturated = 0;   ///< share of its values where hardly any gradient comes through, of bounded ones
};

/// What an update did to a parameter.
struct parameter_record {
    std::string name;
    bool is_weight = false;                     ///< and moved by the rule: those that ratios are told of
    double norm = 0, gradient = 0, update = 0;  ///< lengths of w, of dw and of what was added to w

    /// |update| / |w|: around 0.001 where the rate is right (CS231n, "Learning and evaluation").
    [[nodiscard]] double ratio() const { return norm > 0 ? update / norm : 0; }
};

/// A step that was watched.
struct layer_snapshot {
    int64 step = 0;     ///< its number, from 1
    bool moved = true;  ///< whether parameters moved in it: they do not where gradients are added up
    std::vector<layer_record> layers;  ///< one for each of `watched_layers`
    std::vector<parameter_record> parameters;
};

}  // namespace strata::inline STRATA_TARGET
