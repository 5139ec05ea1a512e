// SPDX-License-Identifier: MIT
#pragma once
/// What a trainer is made of, as types.
#include <strata/losses/joint_loss.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/training/fit_decision.hpp>
#include <strata/training/loss_targets.hpp>
#include <strata/training/pairing.hpp>
#include <type_traits>

namespace strata {

/// Of a model, a loss, a rule and metrics. Where these do not go together, what has been said of them is
/// enough: stand-ins, of which nothing more is to be said, are in their place.
template <class Model, class Loss, class Rule, class Metrics>
struct parts_of_training {
    using network_type = typename Model::network_type;
    using T = typename Model::value_type;
    using outputs = output_values<network_type>;

    static constexpr bool pairs = std::is_same_v<pairing<network_type, Loss, Rule>, pairs_well>;
    using loss_type = std::conditional_t<pairs, Loss, no_loss>;
    using rule_type = std::conditional_t<pairs, Rule, sgd>;
    /// The loss of each output.
    using losses_type = std::conditional_t<pairs, typename losses_of<loss_type>::type,
                                           typename repeated_loss<no_loss, outputs>::type>;

    static constexpr int metrics_decision = [] {
        if constexpr (pairs) {
            using Y = typename type_at<outputs, 0>::shape_type;
            if constexpr (!take_outputs<Metrics, Y, T>)
                return 1;
            else
                return compare_as<Metrics, std::tuple_element_t<0, decltype(losses_type::losses)>, Y> ? 0 : 2;
        }
        return 0;
    }();
    static_assert(metrics_decision != 1,
                  "a metric of the list cannot be told of the network's first output, or lacks a part: "
                  "metric_lacks<M, Y> says which");
    static_assert(metrics_decision != 2,
                  "a metric of the list compares answers with another target than the loss: its target<Y> is "
                  "to be the loss's, or begin it");
    using metrics_type = std::conditional_t<pairs && metrics_decision == 0, Metrics, metric_list<>>;

    /// The arrays that the losses compare outputs with, head after head.
    using targets_type = typename targets_of_heads<losses_type, outputs>::type;
    /// The first of them as an array, so that classes can be written in braces.
    using first_target = typename first_target_of<targets_type, T>::type;
    /// What `fit` and `step` are asked for.
    using asked = asked_of_fit<network_type, targets_type, pairs>;

    static losses_type losses([[maybe_unused]] const Loss& loss) {
        if constexpr (pairs)
            return losses_of<loss_type>::from(loss);
        else
            return {};
    }
    static rule_type rule([[maybe_unused]] const Rule& rule) {
        if constexpr (pairs)
            return rule;
        else
            return {};
    }
};

}  // namespace strata
