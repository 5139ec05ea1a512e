// SPDX-License-Identifier: MIT
#pragma once
/// What a schedule is: what the rate of an update rule is multiplied by, as a function of how far a run has
/// come. A type with
///
///     time                    what that is counted in
///     factor(x)               the factor after x of them: 1 is the rate of the rule
///     settings(visit)         calls visit(name, number) for each of its numbers: what a checkpoint compares
///     check_settings()        throws where a number cannot be
///
///     const rate_schedule rates{warm_up{cosine_decay{.to = 29}, {.over = 1}}};
///     t.fit(train, {.epochs = 30, .callbacks = {rates}});
///
/// A run that is resumed has the same rates, since they follow from the position alone.
#include <concepts>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/training/training_position.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Epochs with the part of the one that runs, whole epochs, or steps (batches).
enum class schedule_time { epochs, whole_epochs, steps };

/// How far a run has come.
[[nodiscard]] inline double time_at(const training_position& at, schedule_time in) {
    if (in == schedule_time::steps) return static_cast<double>(at.step);
    const bool within = in == schedule_time::epochs && at.samples > 0;
    return at.epoch + (within ? static_cast<double>(at.sample) / static_cast<double>(at.samples) : 0);
}

template <class S>
concept Schedule = requires(const S& s, double x) {
    { s.time } -> std::convertible_to<schedule_time>;
    { s.factor(x) } -> std::convertible_to<double>;
    s.check_settings();
};

[[noreturn, gnu::cold]] inline void refuse_schedule(const char* schedule, const char* name,
                                                    const std::string& expected, double found) {
    throw_error({.problem = "a schedule cannot have this number",
                 .name = std::string(schedule) + ", " + name,
                 .expected = expected,
                 .found = exact_text(found)});
}
/// Throws unless a schedule ends after it starts.
[[gnu::cold]] inline void require_end_after_start(const char* schedule, double from, double to) {
    if (is_finite(from) && is_finite(to) && from >= 0 && to > from) return;
    throw_error({.problem = "a schedule ends before it starts",
                 .name = schedule,
                 .expected = "an end after its start, and that at 0 or later",
                 .found = exact_text(from) + " to " + exact_text(to)});
}
/// What rates are multiplied by.
[[gnu::cold]] inline void require_factor(const char* schedule, const char* name, double value) {
    if (!is_finite(value) || value < 0) refuse_schedule(schedule, name, "0 or more", value);
}
[[gnu::cold]] inline void require_length(const char* schedule, const char* name, double value) {
    if (!is_finite(value) || value <= 0) refuse_schedule(schedule, name, "more than 0", value);
}

}  // namespace strata::inline STRATA_TARGET
