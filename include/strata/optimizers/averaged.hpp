// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/wrapped_rule.hpp>

namespace strata {

/// Which parameters are averaged: those after step `from`, and then after every so many steps; and what is
/// kept of the average when one more comes to it. 1: all weigh the same.
struct average_settings {
    double keep = 1;
    int64 every = 1, from = 1;
};

/// Any rule, and an average of the parameters that it goes through, which is often a better model than the
/// last of them.
///
///     averaged{sgd{.rate = 0.1}}                               all of them (Polyak and Juditsky, 1992)
///     averaged{adam{}, {.keep = 0.999}}                        the later ones more
///     averaged{momentum{}, {.every = n, .from = 75 * n}}       ends of epochs (Izmailov and others, 2018)
///
///     n-th average     a += (1 - keep) / (1 - keep^n) (w - a)      keep = 1: a += (w - a) / n
///
/// Training does not see the average. It is an array beside those of the rule, so that a checkpoint has it,
/// and `averaged_model(trainer)` is the model with it as parameters. The factor is what makes the weights of
/// all parameters so far add up to 1 (Kingma and Ba, 2015, section 7.2), where PyTorch's `AveragedModel` with
/// an exponential average begins with the first ones at the whole weight; with keep = 1 it is that one. What
/// is frozen is its own average. One sweep more in each step that counts.
template <UpdateRule Rule>
struct averaged : Rule {
    average_settings average;

    explicit averaged(Rule rule, average_settings own = {}) : Rule(rule), average(own) {}

    static constexpr auto slot_names = slot_names_with<Rule>("average");
    static constexpr std::size_t average_slot = slot_names.size() - 1;

    /// How many parameters the average has after so many steps.
    [[nodiscard]] int64 averaged_after(int64 steps) const {
        return steps < average.from ? 0 : (steps - average.from) / average.every + 1;
    }

    template <class Visit>
    void settings(Visit&& visit) {
        settings_of_rule<Rule>(*this, visit);
        visit("average.keep", average.keep), visit("average.every", average.every),
            visit("average.from", average.from);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        averaged(*this).settings(visit);
    }
    void check_settings() const {
        check_settings_of_rule<Rule>(*this);
        const auto [keep, every, from] = average;
        if (!is_finite(keep) || keep < 0 || keep > 1)
            refuse_setting("averaged", "keep", "a number from 0 to 1", keep);
        if (every < 1) refuse_setting("averaged", "every", "1 or more", static_cast<double>(every));
        if (from < 1) refuse_setting("averaged", "from", "1 or more", static_cast<double>(from));
    }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <UpdateRule Rule>
template <class T>
void averaged<Rule>::update(const update_args<T>& a) const {
    Rule::update(a);
    if (a.step < average.from || (a.step - average.from) % average.every != 0) return;
    const double n = static_cast<double>(averaged_after(a.step)), keep = average.keep;
    const simd<T> share(static_cast<T>(keep == 1 ? 1 / n : (1 - keep) / (1 - std::pow(keep, n))));
    T* const mean = a.slot[average_slot];
    parallel_sweep<T>(a.n, a.threads, [=](int64 i, auto lanes) {
        const simd<T> old = lanes.load(mean + i);
        lanes.store(mean + i, xsimd::fma(share, lanes.load(a.w + i) - old, old));
    });
}

}  // namespace strata
