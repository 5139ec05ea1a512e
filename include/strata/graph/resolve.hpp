// SPDX-License-Identifier: MIT
#pragma once
/// First pass: the list becomes a graph, and every value in it gets its shape.
///
/// A graph is a flat list of nodes in the order in which they can be computed. Value 0 is the input, every node adds the
/// next one; forms leave no trace but the values that their joins read. The pass is a fold: a state (the nodes so far
/// and the value the next part reads) takes part after part. The first part that is refused turns the state into a
/// `shape_error<...>`, which no later part changes.
#include <array>
#include <boost/hana/fold_left.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <strata/graph/forms.hpp>
#include <strata/shape/path.hpp>
#include <strata/layers/input.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/joins.hpp>
#include <strata/shape/types.hpp>
#include <string_view>
#include <utility>

namespace strata {

namespace hana = boost::hana;

/// Value number Id, of shape S.
template <int Id, class S>
struct value {
    static constexpr int id = Id;
    using shape_type = S;
};

/// One layer of the graph: reads the values Inputs, makes value Output.
template <class L, class Path, int Output, class... Inputs>
struct node {
    using layer_type = L;
    using path_type = Path;
    using inputs = types<Inputs...>;
    static constexpr int output_id = Output;
    using output_shape = typename L::template output<typename Inputs::shape_type...>;
    using parameters = typename L::template parameters<typename Inputs::shape_type...>;
};

/// A resolved network.
template <class Nodes, class Input, class Outputs>
struct graph {
    using nodes = Nodes;      ///< types<node...>, in order
    using input = Input;      ///< value<0, ...>
    using outputs = Outputs;  ///< types<value...>
};

/// The graph so far, and what the next part reads: one value, or several behind `heads`.
template <class Nodes, int NextId, class... Current>
struct state {};

/// Part number I of a form.
template <class Step, class Part>
struct numbered_part {};

template <class State, class Part, class Path>
struct expand;

/// One step of the fold.
template <class Path>
struct append {
    template <class State, class Step, class Part>
    constexpr auto operator()(hana::basic_type<State>, hana::basic_type<numbered_part<Step, Part>>) const {
        if constexpr (is_shape_error<State>)
            return hana::type<State>{};
        else
            return hana::type<typename expand<State, Part, typename Path::template then<Step>>::type>{};
    }
};

template <class State, class Path, class Indices, class... Parts>
struct expand_all;
/// The name of a part, empty where it has none.
template <class Part>
inline constexpr std::string_view name_of_part{};
template <text Name, class Part>
inline constexpr std::string_view name_of_part<named<Name, Part>> = Name.view();

/// The first part whose name an earlier one has, or -1.
template <class... Parts>
constexpr int repeated_name() {
    constexpr std::array<std::string_view, sizeof...(Parts) + 1> names{name_of_part<Parts>...};
    for (std::size_t i = 1; i < sizeof...(Parts); ++i)
        for (std::size_t k = 0; !names[i].empty() && k < i; ++k)
            if (names[i] == names[k]) return static_cast<int>(i);
    return -1;
}

template <class State, class Path, int... I, class... Parts>
    requires(repeated_name<Parts...>() >= 0)
struct expand_all<State, Path, std::integer_sequence<int, I...>, Parts...> {
    template <class Part>
    struct name_step_of;
    template <text Name, class Part>
    struct name_step_of<named<Name, Part>> {
        using type = name_step<Name>;
    };
    static constexpr int index = repeated_name<Parts...>();
    using part = type_at<types<Parts...>, index>;
    using type = shape_error<typename place_of<typename Path::template then<index_step<index>>, part>::type, got<>,
                             E15_two_parts_of_one_name, typename name_step_of<part>::type>;
};
template <class State, class Path, int... I, class... Parts>
struct expand_all<State, Path, std::integer_sequence<int, I...>, Parts...> {
    using type = typename std::remove_cvref_t<decltype(hana::fold_left(hana::tuple_t<numbered_part<index_step<I>, Parts>...>,
                                                   hana::type_c<State>, append<Path>{}))>::type;
};

// A layer: a node, or the first mistake.
template <class L, class Path, class Y, class Nodes, int Next, class... X>
struct placed {
    using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>, E30_layer_without_output>;
};
template <class L, class Path, Shape Y, class... Nodes, int Next, class... X>
struct placed<L, Path, Y, types<Nodes...>, Next, X...> {
    using type = state<types<Nodes..., node<L, Path, Next, X...>>, Next + 1, value<Next, Y>>;
};
template <class L, class Path, class Code, class... Words, class Nodes, int Next, class... X>
struct placed<L, Path, refused<Code, Words...>, Nodes, Next, X...> {
    using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type...>, Code, Words...>;
};
template <class L, class Path, class Nodes, int Next, class... X>
using place = typename placed<L, Path, typename L::template output<typename X::shape_type...>, Nodes, Next, X...>::type;

template <class State, class Part, class Path>
struct expand;
template <class Nodes, int Next, class... Values, class Part, class Path>
struct expand<state<Nodes, Next, Values...>, Part, Path> {
    using type = shape_error<typename place_of<Path, Part>::type, got<typename Values::shape_type...>, E16_nothing_after_heads>;
};
template <class Nodes, int Next, class X, class Part, class Path>
struct expand<state<Nodes, Next, X>, Part, Path> {
    using type = shape_error<typename place_of<Path, Part>::type, got<typename X::shape_type>, E11_not_a_layer>;
};
template <class Nodes, int Next, class X, Layer L, class Path>
struct expand<state<Nodes, Next, X>, L, Path> {
    using type = shape_error<typename place_of<Path, L>::type, got<typename X::shape_type>, E30_layer_without_output>;
};
template <class Nodes, int Next, class X, Layer L, class Path>
    requires requires { typename L::template output<typename X::shape_type>; }
struct expand<state<Nodes, Next, X>, L, Path> {
    using type = place<L, Path, Nodes, Next, X>;
};
template <class Nodes, int Next, class X, class Net, class Path>
    requires(!Layer<Net> && requires { typename Net::graph; })
struct expand<state<Nodes, Next, X>, Net, Path> {
    using type = shape_error<typename place_of<Path, Net>::type, got<typename X::shape_type>, E31_net_inside_a_net>;
};
template <class Nodes, int Next, class X, int... E, class Path>
struct expand<state<Nodes, Next, X>, input<E...>, Path> {
    using type = shape_error<typename place_of<Path, input<E...>>::type, got<typename X::shape_type>, E14_two_inputs>;
};

/// The place of a form: "residual at 4".
template <class Path, class Form>
using form_place = place_of<Path, the_form<Form>>;

// The forms.
template <class Nodes, int Next, class X, class... Parts, class Path>
struct expand<state<Nodes, Next, X>, chain<Parts...>, Path>
    : expand_all<state<Nodes, Next, X>, typename Path::template then<in_chain>,
                 std::make_integer_sequence<int, sizeof...(Parts)>, Parts...> {};

template <class Part, class Indices>
struct copies;
template <class Part, int... I>
struct copies<Part, std::integer_sequence<int, I...>> {
    template <int>
    using again = Part;
    using type = chain<again<I>...>;
};
template <class Nodes, int Next, class X, int N, class Part, class Path>
struct expand<state<Nodes, Next, X>, repeat<N, Part>, Path> {
    using type = shape_error<typename form_place<Path, in_repeat>::type, got<typename X::shape_type>, E27_form_without_parts>;
};
template <class State, class Path, class Copies>
struct expand_copies;
template <class State, class Path, class... Parts>
struct expand_copies<State, Path, chain<Parts...>>
    : expand_all<State, typename Path::template then<in_repeat>, std::make_integer_sequence<int, sizeof...(Parts)>, Parts...> {};
template <class Nodes, int Next, class X, int N, class Part, class Path>
    requires(N > 0)
struct expand<state<Nodes, Next, X>, repeat<N, Part>, Path>
    : expand_copies<state<Nodes, Next, X>, Path, typename copies<Part, std::make_integer_sequence<int, N>>::type> {};

template <class Nodes, int Next, class X, text Name, class Part, class Path>
struct expand<state<Nodes, Next, X>, named<Name, Part>, Path> {
    using type = shape_error<typename place_of<Path, named<Name, Part>>::type, got<typename X::shape_type>, E28_name_not_usable, name_step<Name>>;
};
/// At least one letter, no dot, no number.
constexpr bool usable_name(std::string_view name) {
    bool number = true;
    for (const char c : name) {
        if (c == '.') return false;
        number = number && c >= '0' && c <= '9';
    }
    return !name.empty() && !number;
}
template <class Nodes, int Next, class X, text Name, class Part, class Path>
    requires(usable_name(Name.view()))
struct expand<state<Nodes, Next, X>, named<Name, Part>, Path>
    : expand<state<Nodes, Next, X>, Part, typename renamed<Path, name_step<Name>>::type> {};

/// The state behind a branch or a side of a residual, which has to be one value.
template <class After, class Path, class Part>
struct one_value {
    using type = After;
};
template <class Nodes, int Next, class First, class Second, class... Rest, class Path, class Part>
struct one_value<state<Nodes, Next, First, Second, Rest...>, Path, Part> {
    using type = shape_error<typename place_of<Path, Part>::type,
                             got<typename First::shape_type, typename Second::shape_type, typename Rest::shape_type...>,
                             E16_nothing_after_heads>;
};
template <class State, class Part, class Path>
using expand_to_one_value = typename one_value<typename expand<State, Part, Path>::type, Path, Part>::type;

/// Branches from one value: the state after all of them, whose current values are the branches' outputs in order.
template <class State, class From, class Collected>
struct branching {};
template <class Path>
struct append_branch {
    template <class Nodes, int Next, class Current, class From, class... Collected, class Step, class Part>
    constexpr auto operator()(hana::basic_type<branching<state<Nodes, Next, Current>, From, types<Collected...>>>,
                              hana::basic_type<numbered_part<Step, Part>>) const {
        using after = expand_to_one_value<state<Nodes, Next, From>, Part, typename Path::template then<Step>>;
        return collect<From, Collected...>(hana::type<after>{});
    }
    template <class Where, class Got, class Code, class... Words, class Step, class Part>
    constexpr auto operator()(hana::basic_type<shape_error<Where, Got, Code, Words...>> mistake,
                              hana::basic_type<numbered_part<Step, Part>>) const {
        return mistake;
    }

private:
    template <class From, class... Collected, class Nodes, int Next, class Y>
    static constexpr auto collect(hana::basic_type<state<Nodes, Next, Y>>) {
        return hana::type<branching<state<Nodes, Next, From>, From, types<Collected..., Y>>>{};
    }
    template <class From, class... Collected, class Where, class Got, class Code, class... Words>
    static constexpr auto collect(hana::basic_type<shape_error<Where, Got, Code, Words...>> mistake) {
        return mistake;
    }
};

/// The mistake of a join, said of the form, with what would fit.
template <class State, class Path, class Form, class... Instead>
struct said_of_form {
    using type = State;
};
template <class Where, class Got, class Code, class... Words, class Path, class Form, class... Instead>
struct said_of_form<shape_error<Where, Got, Code, Words...>, Path, Form, Instead...> {
    using type = shape_error<typename form_place<Path, Form>::type, Got, Code, Words..., Instead...>;
};

template <class Join, class Form, class Path, class Branched>
struct joined {
    using type = Branched;  // a mistake in a branch
};
template <class Join, class Form, class Path, class Nodes, int Next, class From, class... Ys>
struct joined<Join, Form, Path, branching<state<Nodes, Next, From>, From, types<Ys...>>>
    : said_of_form<place<Join, Path, Nodes, Next, Ys...>, Path, Form> {};
template <class Path, class Nodes, int Next, class From, class... Ys>
struct joined<heads<>, in_heads, Path, branching<state<Nodes, Next, From>, From, types<Ys...>>> {
    using type = state<Nodes, Next, Ys...>;
};
template <class Join, class Form, class Path, class Nodes, int Next, class From>
struct joined<Join, Form, Path, branching<state<Nodes, Next, From>, From, types<>>> {
    using type = shape_error<typename form_place<Path, Form>::type, got<typename From::shape_type>, E27_form_without_parts>;
};
template <class Path, class Nodes, int Next, class From>
struct joined<heads<>, in_heads, Path, branching<state<Nodes, Next, From>, From, types<>>> {
    using type = shape_error<typename form_place<Path, in_heads>::type, got<typename From::shape_type>, E27_form_without_parts>;
};

template <class Join, class Form, class State, class From, class Path, class... NumberedBranches>
struct expand_branches
    : joined<Join, Form, Path,
             typename std::remove_cvref_t<decltype(hana::fold_left(hana::tuple_t<NumberedBranches...>,
                                               hana::type_c<branching<State, From, types<>>>,
                                               append_branch<typename Path::template then<Form>>{}))>::type> {};

template <class Join, class Form, class State, class From, class Path, class Indices, class... Branches>
struct expand_numbered;
template <class Join, class Form, class State, class From, class Path, int... I, class... Branches>
struct expand_numbered<Join, Form, State, From, Path, std::integer_sequence<int, I...>, Branches...>
    : expand_branches<Join, Form, State, From, Path, numbered_part<index_step<I>, Branches>...> {};

template <class Nodes, int Next, class X, class... Branches, class Path>
struct expand<state<Nodes, Next, X>, concat<Branches...>, Path>
    : expand_numbered<concatenation, in_concat, state<Nodes, Next, X>, X, Path,
                      std::make_integer_sequence<int, sizeof...(Branches)>, Branches...> {};
template <class Nodes, int Next, class X, class... Branches, class Path>
struct expand<state<Nodes, Next, X>, sum<Branches...>, Path>
    : expand_numbered<add, in_sum, state<Nodes, Next, X>, X, Path, std::make_integer_sequence<int, sizeof...(Branches)>,
                      Branches...> {};
template <class Nodes, int Next, class X, class... Branches, class Path>
struct expand<state<Nodes, Next, X>, heads<Branches...>, Path>
    : expand_numbered<heads<>, in_heads, state<Nodes, Next, X>, X, Path, std::make_integer_sequence<int, sizeof...(Branches)>,
                      Branches...> {};

/// The shortcut that would fit: `write_instead<residual<..., conv<K, 1, stride<S>>>>` in short.
template <Shape X, Shape Y>
struct projection_of {
    using type = expected<>;
};
template <Image X, Image Y>
    requires((height<X> - 1) / ((height<X> + height<Y> - 1) / height<Y>)+1 == height<Y> &&
             (width<X> - 1) / ((height<X> + height<Y> - 1) / height<Y>)+1 == width<Y>)
struct projection_of<X, Y> {
    static constexpr int S = (height<X> + height<Y> - 1) / height<Y>;
    static constexpr bool whole = window{height<X>, 1, S}.whole() && window{width<X>, 1, S}.whole();
    using type = shortcut_of<std::conditional_t<
        S == 1, conv<channels<Y>, 1>,
        std::conditional_t<whole, conv<channels<Y>, 1, stride<S>>, conv<channels<Y>, 1, stride<S>, round_down>>>>;
};
template <Vector X, Vector Y>
struct projection_of<X, Y> {
    using type = shortcut_of<dense<channels<Y>>>;
};
template <Image X, Vector Y>
struct projection_of<X, Y> {
    using type = shortcut_of<chain<struct flatten, dense<channels<Y>>>>;
};
template <Shape X, Shape Y>
using projection = typename projection_of<X, Y>::type;

// The shortcut is computed first, so that the body's last layer stands beside the sum and can be fused with it.
template <class State, class X, class Body, class Path>
struct body_after_shortcut {
    using type = State;  // a mistake in the shortcut
};
template <class Nodes, int Next, class Shortcut, class X, class Body, class Path>
struct body_after_shortcut<state<Nodes, Next, Shortcut>, X, Body, Path> {
    template <class After>
    struct sum_of {
        using type = After;  // a mistake in the body
    };
    template <class N, int I, class Y>
    struct sum_of<state<N, I, Y>>
        : said_of_form<place<add, Path, N, I, Y, Shortcut>, Path, in_residual,
                       projection<typename X::shape_type, typename Y::shape_type>> {};
    using type = typename sum_of<expand_to_one_value<
        state<Nodes, Next, X>, Body, typename Path::template then<in_residual>::template then<in_body>>>::type;
};
template <class Nodes, int Next, class X, class Body, class Path>
struct expand<state<Nodes, Next, X>, residual<Body, void>, Path>
    : body_after_shortcut<state<Nodes, Next, X>, X, Body, Path> {};
template <class Nodes, int Next, class X, class Body, class Shortcut, class Path>
struct expand<state<Nodes, Next, X>, residual<Body, Shortcut>, Path>
    : body_after_shortcut<
          expand_to_one_value<state<Nodes, Next, X>, Shortcut,
                              typename Path::template then<in_residual>::template then<in_shortcut>>,
          X, Body, Path> {};

/// The graph of a net's list, or the first `shape_error`.
template <class... Parts>
struct resolved {
    using type = shape_error<empty_net, got<>, E12_no_input>;
};
template <class First, class... Parts>
    requires(!is_input<First>)
struct resolved<First, Parts...> {
    using type = shape_error<at_layer<0, First>, got<>,
                             std::conditional_t<(is_input<Parts> || ...), E13_input_not_first, E12_no_input>>;
};
template <int... Extents, class... Parts>
struct resolved<input<Extents...>, Parts...> {
    using in = value<0, shape<Extents...>>;
    template <class State>
    struct finished {
        using type = State;
    };
    template <class Nodes, int Next, class... Outputs>
    struct finished<state<Nodes, Next, Outputs...>> {
        using type = graph<Nodes, in, types<Outputs...>>;
    };
    using type = typename finished<typename expand_all<state<types<>, 1, in>, path<>, std::make_integer_sequence<int, sizeof...(Parts)>, Parts...>::type>::type;
};
template <int... Extents, class... Parts>
    requires(sizeof...(Extents) == 0 || ((Extents < 1) || ...))
struct resolved<input<Extents...>, Parts...> {
    using type = shape_error<input<Extents...>, got<>, E09_size_not_positive>;
};

template <class... Parts>
using resolve = typename resolved<Parts...>::type;

}  // namespace strata
