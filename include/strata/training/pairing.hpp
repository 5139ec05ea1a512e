// SPDX-License-Identifier: MIT
#pragma once
/// Whether a network, a loss and an update rule go together; if not, the mistake as a value.
#include <strata/errors/report.hpp>
#include <strata/graph/net.hpp>
#include <strata/layers/sigmoid.hpp>
#include <strata/layers/softmax.hpp>
#include <strata/losses/joint_loss.hpp>
#include <strata/optimizers/update_rule.hpp>
#include <string_view>

namespace strata {

/// They do.
struct pairs_well {};

/// The network was refused where it was declared, so nothing is said of what goes with it.
struct has_been_refused {};

/// The layer that makes value number Id; void where it is an input.
template <class Graph, int Id>
struct maker_of {
    using type = void;
};
template <class Graph, int Id>
requires(Id >= Graph::inputs::size) struct maker_of<Graph, Id> {
    using type = typename type_at<typename Graph::nodes, Id - Graph::inputs::size>::layer_type;
};

template <class Net, class L, class Values>
struct loss_pairing;
template <class Net, class... L, class... V>
struct loss_pairing<Net, joint_loss<L...>, types<V...>> {
    using where = used_in<a_trainer, joint_loss<L...>>;
    using type = shape_error<where, got<typename V::shape_type...>, E18_heads_and_losses_do_not_pair,
                             joint_loss<L...>>;
};
template <class Net, class L, class V>
struct single_pairing {
    using Y = typename V::shape_type;
    using where = used_in<a_trainer, L>;
    template <class Decision>
    struct decided {
        using type = pairs_well;
    };
    template <class Code, class... Words>
    struct decided<refused<Code, Words...>> {
        using type = shape_error<where, got<Y>, Code, Words...>;
    };
    using last_layer = typename maker_of<typename Net::graph, V::id>::type;
    template <class Missing>
    static consteval auto mistake() {
        if constexpr (!std::is_same_v<Missing, types<>>)
            return shape_error<where, got<Y>, E58_lacks_a_part, Missing>{};
        else if constexpr (requires { L::applies_softmax; } && std::is_same_v<last_layer, softmax>)
            return shape_error<where, got<Y>, E21_softmax_twice>{};
        else if constexpr (requires { L::applies_sigmoid; } && std::is_same_v<last_layer, sigmoid>)
            return shape_error<where, got<Y>, E59_sigmoid_twice>{};
        else
            return typename decided<typename L::template decision<Y>>::type{};
    }
    using type = decltype(mistake<loss_lacks<L, Y>>());
};
template <class... Mistakes>
struct first_mistake {
    using type = pairs_well;
};
template <class First, class... Rest>
struct first_mistake<First, Rest...> {
    using type =
        typename std::conditional_t<is_shape_error<First>, type_holder<First>, first_mistake<Rest...>>::type;
};
template <class Net, class... L, class... V>
requires(sizeof...(L) == sizeof...(V)) struct loss_pairing<Net, joint_loss<L...>, types<V...>>
    : first_mistake<typename single_pairing<Net, L, V>::type...> {
};

template <class L>
inline constexpr bool is_joint = false;
template <class... L>
inline constexpr bool is_joint<joint_loss<L...>> = true;

/// The parts that an update rule can lack, and how that is said.
struct missing_in_update_rule {
    struct rate {
        static constexpr std::string_view sentence = "it has no number `rate`";
    };
    struct slot_names {
        static constexpr std::string_view sentence =
            "it does not name its arrays: static constexpr std::array<const char*, 1> "
            "slot_names{\"velocity\"}";
    };
    struct update {
        static constexpr std::string_view sentence =
            "it has no `template <class T> void update(const update_args<T>&) const`";
    };
};
template <class R>
using rule_lacks = concatenate<missing_unless<missing_in_update_rule::rate, HasRate<R>>,
                               missing_unless<missing_in_update_rule::slot_names, NamesSlots<R>>,
                               missing_unless<missing_in_update_rule::update, UpdatesParameters<R>>>;
/// What has any part of a rule is told which others it lacks.
template <class R>
concept RuleInPart = HasRate<R> || NamesSlots<R> || UpdatesParameters<R>;

template <class Net, class L, class Rule>
struct pairing_of {
    using type = shape_error<used_in<a_trainer, L, Rule>, got<>, E29_not_a_loss>;
};
template <class Net, class L, class Rule>
requires(!Refused<Net> && (LossInPart<L> || is_joint<L>)&&UpdateRule<Rule>) struct pairing_of<Net, L, Rule>
    : loss_pairing<Net, typename losses_of<L>::type, output_values<Net>> {
};
template <class Net, class L, class Rule>
requires(!Refused<Net> && (LossInPart<L> || is_joint<L>)&&RuleInPart<Rule> &&
         !UpdateRule<Rule>) struct pairing_of<Net, L, Rule> {
    using type = shape_error<used_in<a_trainer, Rule>, got<>, E58_lacks_a_part, rule_lacks<Rule>>;
};
template <Refused Net, class L, class Rule>
struct pairing_of<Net, L, Rule> {
    using type = has_been_refused;
};

/// `pairs_well`, or a `shape_error`, or `has_been_refused`.
template <Network Net, class L, class Rule>
using pairing = typename pairing_of<Net, L, Rule>::type;

}  // namespace strata
