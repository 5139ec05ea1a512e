// SPDX-License-Identifier: MIT
#pragma once
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/wrapped_rule.hpp>

namespace strata {

/// k: steps of the rule before the slow weights follow; alpha: how far they follow.
struct lookahead_settings {
    int64 k = 5;
    double alpha = 0.5;
};

/// Any rule, with slow weights that follow its own (Zhang and others, 2019, algorithm 1).
///
///     trainer t{m, softmax_loss{}, lookahead{adam{.rate = 1e-3}, {.k = 5, .alpha = 0.5}}};
///
///     k steps of the rule, from w = s to w      s += alpha (w - s)      w = s
///
/// s is an array beside those of the rule; where w is frozen, both stay. In between w is the rule's, so that
/// a model is best looked at after a multiple of k steps. One sweep more in every k steps.
template <UpdateRule Rule>
struct lookahead : Rule {
    int64 k;
    double alpha;

    explicit lookahead(Rule rule, lookahead_settings own = {}) : Rule(rule), k(own.k), alpha(own.alpha) {}

    static constexpr auto slot_names = slot_names_with<Rule>("slow_weights");

    template <class Visit>
    void settings(Visit&& visit) {
        settings_of_rule<Rule>(*this, visit);
        visit("k", k), visit("alpha", alpha);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        lookahead(*this).settings(visit);
    }
    void check_settings() const {
        check_settings_of_rule<Rule>(*this);
        if (k < 1) refuse_setting("lookahead", "k", "1 or more", static_cast<double>(k));
        if (!is_finite(alpha) || alpha < 0 || alpha > 1)
            refuse_setting("lookahead", "alpha", "a number from 0 to 1", alpha);
    }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <UpdateRule Rule>
template <class T>
void lookahead<Rule>::update(const update_args<T>& a) const {
    T* const slow = a.slot[Rule::slot_names.size()];
    if (a.step == 1)
        parallel_sweep<T>(a.n, a.threads,
                          [=](int64 i, auto lanes) { lanes.store(slow + i, lanes.load(a.w + i)); });
    Rule::update(a);
    if (a.step % k != 0) return;
    const simd<T> part(static_cast<T>(alpha));
    sweep_segments(a, [&](const moved_range&) {
        return [=](int64 i, auto lanes) {
            const simd<T> s = lanes.load(slow + i), next = xsimd::fma(part, lanes.load(a.w + i) - s, s);
            lanes.store(slow + i, next);
            lanes.store(a.w + i, next);
        };
    });
}

}  // namespace strata
