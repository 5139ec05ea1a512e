// SPDX-License-Identifier: MIT
#pragma once
/// Which transitions of a replay are drawn: those that surprised most.
///
///     p[i] = |surprise| + 1e-6      P(i) = p[i]^alpha / sum_k p[k]^alpha
///     w[i] = (N P(i))^-beta / max_k w[k]                    of what was drawn, for its loss
///
/// What is new comes with the largest p^alpha so far, 1 at least. (Schaul, Quan, Antonoglou, Silver:
/// "Prioritized experience replay", 2016, equation 1, section 3.4 and algorithm 1.)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <strata/kernels/random.hpp>
#include <strata/reinforcement/sum_tree.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

class priorities {
public:
    priorities(std::size_t capacity, double alpha) : tree_(capacity), alpha_(alpha) {}

    /// Place i has a new transition.
    void renew(std::size_t i) { tree_.set(i, most_); }
    /// The transition at place i was learned from, and surprised so much.
    void put(std::size_t i, double surprise) {
        const double p = std::pow(std::abs(surprise) + 1e-6, alpha_);
        most_ = std::max(most_, p);
        tree_.set(i, p);
    }
    /// n places, one of each n-th part of all priorities.
    [[nodiscard]] std::vector<std::size_t> draw(std::size_t n, const random_stream& random) const {
        std::vector<std::size_t> drawn(n);
        for (std::size_t k = 0; k < n; ++k)
            drawn[k] = tree_.at_share((double(k) + random.uniform(k)) / double(n));
        return drawn;
    }
    /// What their losses are multiplied by, where there are `size` transitions.
    [[nodiscard]] std::vector<double> weights(const std::vector<std::size_t>& drawn, std::size_t size,
                                              double beta) const {
        std::vector<double> w(drawn.size());
        for (std::size_t k = 0; k < w.size(); ++k)
            w[k] = std::pow(double(size) * tree_[drawn[k]] / tree_.total(), -beta);
        const double most = *std::max_element(w.begin(), w.end());
        for (double& x : w) x /= most;
        return w;
    }
    /// What a checkpoint keeps.
    template <class Visit>
    void keep(Visit& v) {
        v.number("most_priority", most_, 0.0);
        tree_.keep(v);
    }

private:
    sum_tree tree_;
    double alpha_, most_ = 1;
};

}  // namespace strata::inline STRATA_TARGET
