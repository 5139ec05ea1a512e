// SPDX-License-Identifier: MIT
#pragma once
/// Parameters by name, while the program is compiled.
#include <strata/errors/report.hpp>
#include <strata/graph/parameters.hpp>

namespace strata {

/// The names that the nodes' parameters have: what E24 lists.
template <class... Nodes>
struct parameter_names {
    /// Calls `visit(name, rank)` for each parameter, in the order of the network's list.
    template <class Visit>
    static constexpr void for_each(Visit&& visit) {
        for (const node_parameters& node :
             std::array<node_parameters, sizeof...(Nodes)>{parameters_of_node<Nodes>...})
            for (const parameter_source& p : node.sources) {
                sentence name;
                node.write_name(name, p);
                visit(name.view(), p.rank);
            }
    }
};
template <class... Nodes>
struct word<parameter_names<Nodes...>> {
    static constexpr void write(sentence& s) {
        bool first = true;
        parameter_names<Nodes...>::for_each([&](std::string_view name, int) {
            s << (first ? "" : ", ") << name;
            first = false;
        });
    }
};

/// The parameter of a graph that is called Name.
template <class Graph, text Name>
struct parameter_called;
template <class... Nodes, class Inputs, class Outputs, class Taps, text Name>
struct parameter_called<graph<types<Nodes...>, Inputs, Outputs, Taps>, Name> {
private:
    struct place {
        int index = -1, rank = 1;
    };
    static constexpr place found = [] {
        place p;
        int i = 0;
        parameter_names<Nodes...>::for_each([&](std::string_view name, int r) {
            if (name == Name.view()) p = {i, r};
            ++i;
        });
        return p;
    }();

public:
    static constexpr int index = found.index < 0 ? 0 : found.index, rank = found.rank;
    using decision =
        std::conditional_t<(found.index >= 0 ||
                            std::is_same_v<typename type_at<Inputs, 0>::shape_type, unknown_shape>),
                           name_step<Name>,
                           shape_error<used_in<the_parameters>, got<>, E24_no_part_of_this_name,
                                       name_step<Name>, parameter_names<Nodes...>>>;
};

}  // namespace strata
