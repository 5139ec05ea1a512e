// SPDX-License-Identifier: MIT
#pragma once
/// What a run can be asked for and handed, and what is said of the rest.
#include <strata/errors/report.hpp>
#include <strata/graph/ports.hpp>
#include <strata/model/given_inputs.hpp>
#include <strata/model/state.hpp>
#include <utility>

namespace strata {

/// What a run cannot begin with, as a mistake: a gradient or a value of a name that there is not. Else
/// types<>.
template <class Graph, class Phase>
struct run_decision_of {
    using type = types<>;
};
template <class Nodes, class Inputs, class Outputs, class Taps, class B, class... W>
requires((named_value<Taps, W> == -2) ||
         ...) struct run_decision_of<graph<Nodes, Inputs, Outputs, Taps>, phase<B, W...>> {
    template <class Wanted>
    struct mistake {
        using type = types<>;
    };
    template <template <text> class Wanted, text Name>
    requires(named_value<Taps, Wanted<Name>> == -2) struct mistake<Wanted<Name>> {
        using type = shape_error<used_in<a_run>, got<>, E38_no_tap_of_this_name, name_step<Name>,
                                 typename names_of_taps<Taps>::type>;
    };
    template <class Found, class... Rest>
    struct first {
        using type = Found;
    };
    template <class Next, class... Rest>
    struct first<types<>, Next, Rest...> : first<typename mistake<Next>::type, Rest...> {};
    using type = typename first<types<>, W...>::type;
};
template <class Graph, class Phase>
using run_decision = typename run_decision_of<Graph, Phase>::type;

/// What is said of arrays X, and of a state behind them, that the run of a network cannot take; else types<>.
template <class Net, class T>
struct forward_decision_of {
    template <class List, class Index>
    struct of_arrays;
    template <class... X, std::size_t... K>
    struct of_arrays<types<X...>, std::index_sequence<K...>> {
        using type = inputs_decision<a_run, Net, type_at<types<X...>, K>...>;
    };
    template <class... X>
    static constexpr auto mistake() {
        using all = types<X..., void>;
        constexpr std::size_t last = sizeof...(X) == 0 ? 0 : sizeof...(X) - 1;
        using behind = type_at<all, last>;
        if constexpr (is_state<behind>)
            return typename first_mistake_of<typename of_arrays<all, std::make_index_sequence<last>>::type,
                                             state_decision<behind, a_run, Net, T>>::type{};
        else
            return inputs_decision<a_run, Net, X...>{};
    }

    template <class... X>
    using of = decltype(mistake<std::remove_cvref_t<X>...>());
};

}  // namespace strata
