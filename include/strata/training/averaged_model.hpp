// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/error.hpp>
#include <strata/optimizers/averaged.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer.hpp>
#include <string>
#include <utility>

namespace strata {

/// A copy of the model with the average of an `averaged` rule as its parameters: to be looked at or saved
/// while training goes on, of which nothing changes, or to be kept in the end.
///
///     evaluate(averaged_model(t), held_out);      save(averaged_model(t), "average.safetensors");
///     m = averaged_model(t);
///
/// What is measured, such as the statistics of `batch_norm`, is that of the model as it is now, since it is
/// not learned; an epoch of the copy at a rate of 0 measures it anew. Throws where no step has been averaged
/// yet.
template <class Model, class Rule, class... Stages>
requires requires { Rule::average_slot; }
[[nodiscard, gnu::cold]] Model averaged_model(const optimizer<Model, Rule, Stages...>& o) {
    if (o.rule().averaged_after(o.steps()) < 1)
        throw_error({.problem = "no parameters have been averaged yet",
                     .name = "averaged",
                     .expected = "step " + std::to_string(o.rule().average.from) + " or a later one",
                     .found = "step " + std::to_string(o.steps())});
    Model copy(o.of_model());
    const auto* const average = o.numbers_of_slot(Rule::average_slot);
    std::copy(average, average + copy.learned().size(), copy.learned().data());
    return copy;
}
template <class Trainer>
requires requires {
    Trainer::rule_type::average_slot;
    typename Trainer::optimizer_type;
}
[[nodiscard]] auto averaged_model(Trainer& t) { return averaged_model(std::as_const(t.updates())); }

}  // namespace strata
