// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rmsprop.hpp>

namespace strata {

/// Steps divided by how far gradients of late spread about their mean (Graves, 2013, equations 38 to 41).
///
///     g' = g + weight_decay w      v = keep v + (1 - keep) g'^2      m = keep m + (1 - keep) g'
///     u = mu u + g' / (sqrt(v - m^2) + epsilon)      w -= rate u
///
/// PyTorch's RMSprop with centered=True; `keep` is its alpha, mu its momentum. Where mu is 0, the array u is
/// left alone. A v - m^2 that rounding makes negative counts as 0.
struct centered_rmsprop {
    double rate = 1e-2;
    double keep = double(0.99L);  // as it is with -fsingle-precision-constant too
    double epsilon = 1e-8;
    double mu = 0;
    double weight_decay = 0;

    static constexpr std::array<const char*, 3> slot_names{"mean_square", "velocity", "mean_gradient"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("keep", keep), visit("epsilon", epsilon), visit("mu", mu),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        centered_rmsprop(*this).settings(visit);
    }
    void check_settings() const { check_rmsprop("centered_rmsprop", *this); }

    template <class T>
    void update(const update_args<T>& a) const {
        rmsprop_sweep{keep, epsilon, mu, weight_decay}.update<true>(a);
    }
};

}  // namespace strata
