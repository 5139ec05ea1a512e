// SPDX-License-Identifier: MIT
#pragma once
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/schedules/schedule.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Multiplies the rate of each step by a function of the position, so that a run that is resumed has the same
/// one.
///
///     t.fit(train, {.epochs = 30, .callbacks = {rate_schedule{[](const training_position& at) { return at.epoch < 20 ? 1 : 0.1; }}}});
///
/// f(position) -> number: 1 leaves the rate of the rule as it is; or a schedule of `training/schedules/`.
/// Several are multiplied. Where f is a type that says its numbers by `settings(visit)`, a checkpoint
/// compares them. Throws where a schedule ends before it starts, or has another number that cannot be.
template <class F>
class rate_schedule {
public:
    explicit rate_schedule(F f) : f_(std::move(f)) {
        if constexpr (requires { f_.check_settings(); }) f_.check_settings();
    }

    void operator()(training_moment& now) const {
        if (now.event == training_event::before_step) now.rate_factor *= at(now.position);
    }
    template <class Visit>
    requires requires(F& f, Visit& visit) { f.settings(visit); }
    void settings(Visit&& visit) { f_.settings(visit); }

    /// Those of f, where it has any.
    template <class Visit>
    void settings(Visit&& visit) {
        if constexpr (requires { f_.settings(visit); }) f_.settings(visit);
    }

private:
    [[nodiscard]] double at(const training_position& p) const {
        if constexpr (Schedule<F>)
            return f_.factor(time_at(p, f_.time));
        else
            return static_cast<double>(f_(p));
    }

    F f_;
};

}  // namespace strata::inline STRATA_TARGET
