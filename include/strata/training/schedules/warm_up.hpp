// SPDX-License-Identifier: MIT
#pragma once
#include <strata/target.hpp>
#include <strata/training/schedules/constant_rate.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// over: how long, in what the schedule after it is counted in; start: the share of the rate to begin with.
struct warm_up_settings {
    double over = 1;
    double start = 0;
};

/// Up to the rate of a schedule along a line, and then that schedule from its beginning (Goyal and others,
/// 2017, section 2.2).
///
///     x < over:   (start + (1 - start) x / over) then(0)
///     else:       then(x - over)
///
///     rate_schedule{warm_up{cosine_decay{.to = 29}, {.over = 1, .start = 0.01}}}
///     rate_schedule{warm_up{{.over = 500}, schedule_time::steps}}           // and the rate as it is
///
/// PyTorch's SequentialLR of a LinearLR and another.
template <Schedule Then = constant_rate>
struct warm_up {
    double over, start;
    Then then;
    schedule_time time;

    explicit warm_up(Then after, warm_up_settings own = {})
        : over(own.over), start(own.start), then(after), time(after.time) {}
    explicit warm_up(warm_up_settings own, schedule_time in = schedule_time::epochs)
        : warm_up(constant_rate{.time = in}, own) {}

    [[nodiscard]] double factor(double x) const {
        return x < over ? (start + (1 - start) * x / over) * then.factor(0) : then.factor(x - over);
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("over", over), visit("start", start);
        then.settings(visit);
    }
    void check_settings() const {
        require_end_after_start("warm_up", 0, over);
        require_factor("warm_up", "start", start);
        then.check_settings();
    }
};
warm_up(warm_up_settings)->warm_up<constant_rate>;
warm_up(warm_up_settings, schedule_time)->warm_up<constant_rate>;

}  // namespace strata
