// SPDX-License-Identifier: MIT
#pragma once
/// Whether a type has all that a layer has (strata/layer/layer.hpp), and which part is missing.
#include <concepts>
#include <strata/layer/layer.hpp>
#include <strata/shape/missing.hpp>
#include <string_view>

namespace strata {

/// The parts that a layer can lack, and how that is said.
struct missing_in_layer {
    struct base {
        static constexpr std::string_view sentence = "it does not derive from strata::layer";
    };
    struct output {
        static constexpr std::string_view sentence =
            "it has no `template <Shape X> using output`, the shape of y for an input of shape X";
    };
    struct answer {
        static constexpr std::string_view sentence = "its output is neither a shape nor a refused<...>";
    };
    struct parameters {
        static constexpr std::string_view sentence =
            "its parameters are no `template <Shape X> using parameters = parameter_list<...>`";
    };
    struct carried {
        static constexpr std::string_view sentence =
            "what it carries is no `template <Shape X> using carried = carried_list<...>`";
    };
    struct settings {
        static constexpr std::string_view sentence =
            "its settings are no `template <class Visit> static constexpr void settings(Visit&& visit)`";
    };
    struct needs {
        static constexpr std::string_view sentence =
            "its memory is not said by `template <class Phase, class T, Shape X> static constexpr memory "
            "needs()`";
    };
    struct forward {
        static constexpr std::string_view sentence =
            "it has no `template <class Phase, class T, Shape X> static void forward(const "
            "forward_args<T>&)`";
    };
    struct backward {
        static constexpr std::string_view sentence =
            "it has no `template <class T, Shape X> static void backward(const backward_args<T>&)`";
    };
};

template <class List>
inline constexpr bool is_parameter_list = false;
template <class... Parameters>
inline constexpr bool is_parameter_list<parameter_list<Parameters...>> = true;
template <class List>
inline constexpr bool is_carried_list = false;
template <class... Values>
inline constexpr bool is_carried_list<carried_list<Values...>> = true;

/// What `settings` is asked with: it has to take any visitor.
struct any_setting {
    template <class Number>
    constexpr void operator()(std::string_view, Number) const {}
};

/// Whether L says what it makes of inputs of shapes X.
template <class L, class... X>
concept HasOutput = requires {
    typename L::template output<X...>;
};
/// Whether that is a shape, or why there is none.
template <class L, class... X>
concept DecidesOver = HasOutput<L, X...> &&
    (is_shape<typename L::template output<X...>> || is_refused<typename L::template output<X...>>);
/// Whether it takes them.
template <class L, class... X>
concept TakesInputs = DecidesOver<L, X...> && is_shape<typename L::template output<X...>>;
/// Whether it has the passes.
template <class L, class Phase, class T, class... X>
concept RunsForward = requires {
    static_cast<void (*)(const forward_args<T>&)>(&L::template forward<Phase, T, X...>);
};
template <class L, class T, class... X>
concept RunsBackward = requires {
    static_cast<void (*)(const backward_args<T>&)>(&L::template backward<T, X...>);
};

template <class L, class T, class... X>
struct layer_questions {
    using first =
        concatenate<missing_unless<missing_in_layer::base, Layer<L>>,
                    missing_unless<missing_in_layer::output, HasOutput<L, X...>>,
                    missing_unless<missing_in_layer::answer, DecidesOver<L, X...> || !HasOutput<L, X...>>>;

    /// What the base has, where a layer has it otherwise.
    static constexpr auto inherited() {
        constexpr bool has_parameters = requires {
            requires is_parameter_list<typename L::template parameters<X...>>;
        };
        constexpr bool has_carried = requires {
            requires is_carried_list<typename L::template carried<X...>>;
        };
        constexpr bool has_settings = requires { L::settings(any_setting{}); };
        constexpr bool has_needs = requires {
            { L::template needs<training, T, X...>() } -> std::same_as<memory>;
            { L::template needs<inference, T, X...>() } -> std::same_as<memory>;
        };
        return concatenate<missing_unless<missing_in_layer::parameters, has_parameters>,
                           missing_unless<missing_in_layer::carried, has_carried>,
                           missing_unless<missing_in_layer::settings, has_settings>,
                           missing_unless<missing_in_layer::needs, has_needs>>{};
    }
    static constexpr auto passes() {
        constexpr bool forward = RunsForward<L, training, T, X...> && RunsForward<L, inference, T, X...>;
        return concatenate<missing_unless<missing_in_layer::forward, forward>,
                           missing_unless<missing_in_layer::backward, RunsBackward<L, T, X...>>>{};
    }
    static constexpr auto all() {
        // where X is refused, nothing is asked that depends on it
        if constexpr (DecidesOver<L, X...> && !TakesInputs<L, X...>)
            return first{};
        else if constexpr (Layer<L> && HasOutput<L, X...>)
            return concatenate<first, decltype(inherited()), decltype(passes())>{};
        else
            return concatenate<first, decltype(passes())>{};
    }
};
/// What L lacks to be a layer over inputs of shapes X: `types<>`, or of `missing_in_layer`.
template <class L, Shape... X>
using layer_lacks = decltype(layer_questions<L, float, X...>::all());

/// A layer that takes inputs of shapes X.
template <class L, class... X>
concept LayerOver = Layer<L> && TakesInputs<L, X...> && std::is_same_v<layer_lacks<L, X...>, types<>>;

}  // namespace strata
