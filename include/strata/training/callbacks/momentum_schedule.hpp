// SPDX-License-Identifier: MIT
#pragma once
#include <functional>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/schedules/schedule.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Sets the momentum of the rule before each step, its mu or else its beta1, to a function of the position.
///
///     one_cycle cycle{.over = 30};
///     t.fit(train, {.epochs = 30, .callbacks = {rate_schedule{cycle}, momentum_schedule{t, cycle}}});
///
/// f(position) -> number, or a schedule that has momentum(x). The rule keeps what was set last. The trainer
/// has to outlive it. Throws where a number of a schedule cannot be.
template <class Trainer, class F>
class momentum_schedule {
public:
    momentum_schedule(Trainer& t, F f) : trained_(t), f_(std::move(f)) {
        if constexpr (requires { f_.check_settings(); }) f_.check_settings();
    }

    void operator()(const training_moment& now) const {
        if (now.event != training_event::before_step) return;
        auto& rule = trained_.get().rule();
        if constexpr (requires { rule.mu; })
            rule.mu = at(now.position);
        else
            rule.beta1 = at(now.position);
    }
    template <class Visit>
    void settings(Visit&& visit) {
        if constexpr (requires { f_.settings(visit); }) f_.settings(visit);
    }

private:
    [[nodiscard]] double at(const training_position& p) const {
        if constexpr (requires { f_.momentum(0.0); })
            return f_.momentum(time_at(p, f_.time));
        else
            return static_cast<double>(f_(p));
    }

    std::reference_wrapper<Trainer> trained_;
    F f_;
};

}  // namespace strata::inline STRATA_TARGET
