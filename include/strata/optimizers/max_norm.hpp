// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/wrapped_rule.hpp>

namespace strata {

/// The largest norm of what comes into a unit.
struct max_norm_settings {
    double most = 3;
};

/// Any rule, and behind each step a limit of the weights that come into a unit: what is longer is shortened
/// to it, and keeps its direction.
///
///     trainer t{m, softmax_loss{}, max_norm{momentum{.rate = 0.1}, {.most = 3}}};
///
///     a step of the rule, then   w[k] = w[k] most / |w[k]|   where |w[k]| > most        w: [K, ...]   k < K
///
/// (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov: "Dropout", 2014, section 5.1, with c = most
/// from 3 to 4.) PyTorch's renorm(w, 2, 0, most). What is limited are the weights of products, one vector for
/// each index of their first axis: a row of a dense layer, a filter; of `conv_transpose`, whose first axis
/// are the channels it reads, what leaves a channel. Biases, scales and tables are left as they are, and what
/// is frozen. Norms are added up in double. It keeps no array. Throws where `most` is not above 0.
template <UpdateRule Rule>
struct max_norm : Rule {
    double most;

    explicit max_norm(Rule rule, max_norm_settings own = {}) : Rule(rule), most(own.most) {}

    template <class Visit>
    void settings(Visit&& visit) {
        settings_of_rule<Rule>(*this, visit);
        visit("most", most);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        max_norm(*this).settings(visit);
    }
    void check_settings() const {
        check_settings_of_rule<Rule>(*this);
        require_positive("max_norm", "most", most);
    }

    template <class T>
    void update(const update_args<T>& a) const;

private:
    /// Units whose sums are kept side by side.
    static constexpr int64 units_of_block = 64;

    template <class T>
    void shorten(T* w, int64 outer, int64 K, int64 inner, int threads) const;
};

template <UpdateRule Rule>
template <class T>
void max_norm<Rule>::update(const update_args<T>& a) const {
    Rule::update(a);
    for (const segment& of : a.segments) {
        if (of.frozen || of.kind != parameter_kind::weight || of.extents.size() < 2) continue;
        const int64 K = of.extents[0], inner = of.strides.empty() ? of.size / K : of.strides[0];
        shorten(a.w + of.offset, of.size / (K * inner), K, inner, threads_for(of.size, a.threads));
    }
}

/// w: [outer, K, inner] in memory.
template <UpdateRule Rule>
template <class T>
void max_norm<Rule>::shorten(T* w, int64 outer, int64 K, int64 inner, int threads) const {
    const int blocks = static_cast<int>((K + units_of_block - 1) / units_of_block);
    const double limit = most;
    parallel_for(blocks, threads, [=](int block, int) {
        const int64 first = block * units_of_block, units = std::min(units_of_block, K - first);
        double squares[units_of_block] = {};
        bool too_long = false;
        // units that are neighbours in memory, as those of all layers here are, fill vectors
        const auto for_weights = [=](auto&& body) {
            for (int64 o = 0; o < outer; ++o) {
                T* const here = w + (o * K + first) * inner;
                if (inner == 1)
                    for (int64 k = 0; k < units; ++k) body(k, here[k]);
                else
                    for (int64 i = 0; i < units * inner; ++i) body(i / inner, here[i]);
            }
        };
        for_weights([&](int64 k, T v) { squares[k] += static_cast<double>(v) * static_cast<double>(v); });
        T factors[units_of_block];
        for (int64 k = 0; k < units; ++k) {
            const bool longer = squares[k] > limit * limit;
            factors[k] = longer ? static_cast<T>(limit / std::sqrt(squares[k])) : T(1);
            too_long = too_long || longer;
        }
        if (too_long) for_weights([&](int64 k, T& v) { v *= factors[k]; });
    });
}

}  // namespace strata
