// SPDX-License-Identifier: MIT
#pragma once
/// All that a network carries from one step to the next, in one list: names, extents, and places in a buffer
/// of so many samples, value after value.
#include <array>
#include <span>
#include <strata/graph/parameters.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

/// What the nodes of a network carry, with the paths that it is called by: networks that have the same one
/// can hand their state to each other.
template <class Path, class List>
struct carried_at {};
template <class Nodes>
struct carried_of_nodes;
template <class... Nodes>
struct carried_of_nodes<types<Nodes...>> {
    template <class N>
    using of_one = std::conditional_t<N::carried::size == 0, types<>,
                                      types<carried_at<typename N::path_type, typename N::carried>>>;
    using type = concatenate<of_one<Nodes>...>;
};
template <class Net>
using carried_of = typename carried_of_nodes<typename Net::graph::nodes>::type;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// One carried value, as the program sees it.
struct carried_facts {
    std::string name;                   ///< "2.hidden"
    std::vector<std::ptrdiff_t> shape;  ///< of one sample
    int64 size;                         ///< elements of one sample
};

template <class List>
struct carried_table;
template <class... Path, class... List>
struct carried_table<types<carried_at<Path, List>...>> {
    static std::vector<carried_facts> list() {
        std::vector<carried_facts> all;
        (add<Path>(all, List{}), ...);
        return all;
    }

private:
    template <class P, class... Value>
    static void add(std::vector<carried_facts>& all, carried_list<Value...>) {
        (all.push_back({P::text() + "." + std::string(Value::name),
                        {Value::shape_type::extents.begin(), Value::shape_type::extents.end()},
                        Value::shape_type::size}),
         ...);
    }
};

}  // namespace strata::inline STRATA_TARGET
