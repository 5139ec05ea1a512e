// SPDX-License-Identifier: MIT
#pragma once
/// How many trials get how much: successive halving, and the brackets of Hyperband.
///
///     halving     n trials with budget r, n / eta with r eta, n / eta^2 with r eta^2, ...
///     Hyperband   for s = S, S - 1, ..., 0 with S = floor(log R / log eta): a halving of s + 1 rounds from
///                 ceil((S + 1) eta^s / (s + 1)) trials with R / eta^s to R for those that are left
///
/// (Jamieson and Talwalkar, 2016; Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar: "Hyperband", 2018,
/// algorithm 1.)
#include <strata/target.hpp>

#include <cmath>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One round of successive halving: so many settings with a budget each.
struct halving_round {
    int trials;
    double budget;
};

/// The rounds of successive halving from `trials` settings with the budget `least` on: one in `eta` goes on,
/// with eta times as much.
[[nodiscard]] inline std::vector<halving_round> halving_rounds(int trials, double least, int eta,
                                                               int rounds) {
    std::vector<halving_round> all;
    double share = 1;
    for (int i = 0; i < rounds; ++i, share *= eta)
        if (const int left = static_cast<int>(trials / share + 1e-9); left > 0)
            all.push_back({left, least * share});
    return all;
}
/// The brackets of Hyperband for budgets up to `most`: from many settings with little to few with all of it.
[[nodiscard]] inline std::vector<std::vector<halving_round>> hyperband_brackets(double most, int eta) {
    int last = 0;
    for (double power = eta; power <= most * (1 + 1e-9); power *= eta) ++last;
    std::vector<std::vector<halving_round>> all;
    for (int s = last; s >= 0; --s) {
        const double power = std::pow(eta, s);
        const int trials = static_cast<int>(std::ceil((last + 1) * power / (s + 1) - 1e-9));
        all.push_back(halving_rounds(trials, most / power, eta, s + 1));
    }
    return all;
}

}  // namespace strata::inline STRATA_TARGET
