// SPDX-License-Identifier: MIT
#pragma once
/// What a stage is: what becomes of the gradients between backward and the update rule. A type with
///
///     slot_names             the arrays as long as the parameters that it keeps, by name
///     settings(visit)        calls visit(name, number) for each of its numbers, as that of a rule does
///     apply(stage_args)      changes the gradients; true: go on, to the next stage or the rule; false: wait
///     check_settings()       where there is one: throws where a number cannot be
///     takes_parts            where there is one: whether it may be called for some of the segments at a time,
///                            which are then all that it sees; what it returns is the same for all
///                            (`update_in_backward`)
///
/// Where it throws, it has changed none of its arrays. What it keeps from one backward pass to the next is in
/// them or follows from the number of backward passes, so that a checkpoint has all of it.
#include <concepts>
#include <cstddef>
#include <span>
#include <strata/optimizers/segment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
struct stage_args {
    T* g;            ///< gradients of all learned parameters, laid out as they are; gaps are zero and stay so
    T* const* slot;  ///< the stage's arrays, zero before the first backward pass
    int64 n;         ///< elements
    int64 backward;  ///< how many backward passes there have been, this one included
    std::span<const segment> segments;  ///< the n elements from the first to the last
    int threads;
    const T* w = nullptr;  ///< the parameters, laid out as the gradients
};

/// What a stage is made of, as errors name it.
enum class stage_part { none, slot_names, settings, apply };

template <class S>
concept NamesArrays = requires {
    { S::slot_names.size() } -> std::convertible_to<std::size_t>;
    S::slot_names.begin();
};
/// Takes a name and a number of any type.
struct visits_settings {
    template <class Name, class Number>
    void operator()(const Name&, Number&&) const {}
};
template <class S>
concept SaysSettings = requires(S& s) {
    s.settings(visits_settings{});
};
template <class S>
concept AppliesToGradients = requires(S& s, const stage_args<float>& a) {
    { s.apply(a) } -> std::same_as<bool>;
};

/// What S lacks to be a stage.
template <class S>
inline constexpr stage_part missing_in_stage = !NamesArrays<S>          ? stage_part::slot_names
                                               : !SaysSettings<S>       ? stage_part::settings
                                               : !AppliesToGradients<S> ? stage_part::apply
                                                                        : stage_part::none;

template <class S>
concept Stage = missing_in_stage<S>
== stage_part::none;

}  // namespace strata::inline STRATA_TARGET
