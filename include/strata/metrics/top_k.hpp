// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/losses/class_targets.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/metrics/totals.hpp>

namespace strata::inline STRATA_TARGET {

/// "top_5"
template <int K>
inline constexpr auto top_k_name = [] {
    std::array<char, 16> letters{'t', 'o', 'p', '_'};
    std::size_t at = 4;
    int tens = 1;
    while (K / tens >= 10) tens *= 10;
    for (; tens > 0; tens /= 10) letters[at++] = static_cast<char>('0' + K / tens % 10);
    return letters;
}();

/// The share of samples, pixels or places whose class is among the K with the largest scores, the first of
/// equals.
///
///     top_k = 1/(N P) sum_{n, i} [#{c : c before t[n, i]} < K]
///     c before t: y[n, i, c] > y[n, i, t], or equal to it and c < t
///
///     y: [N, P, C]   t: [N, P], P = places<Y>
///
/// (Russakovsky and others, 2015, section 4.1: the top-5 error is what is left of top_k<5>.) top_k<1> is
/// `accuracy`. A class whose score is no number is not among them. Throws where a label is out of range.
template <int K>
struct top_k {
    static_assert(K > 0, "top_k<K> counts the classes with the K largest scores: K is 1 or more");
    static constexpr const char* name = top_k_name<K>.data();

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = class_at_each_place<Y>;

    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        constexpr int C = channels<Y>;
        const int* const t = a.targets[0].classes;
        check_classes<Y>(a.n, t);
        share_.right += sum_over_rows<int64>(a.n * places<Y>, C, a.threads, [&](slice rows) {
            int64 right = 0;
            for (int64 r = rows.begin; r < rows.end; ++r) right += is_among_first(a.y + r * C, t[r], C);
            return right;
        });
        share_.answers += a.n * places<Y>;
    }
    [[nodiscard]] double value() const { return share_.value(); }

    template <class Visit>
    void state(Visit&& visit) {
        share_.state(visit);
    }

private:
    template <class T>
    static bool is_among_first(const T* y, int t, int C) {
        const T own = y[t];
        int before = 0;
        for (int c = 0; c < t; ++c) before += !(own > y[c]);
        for (int c = t + 1; c < C; ++c) before += !(own >= y[c]);
        return before < K && own == own;
    }

    running_share share_;
};

}  // namespace strata::inline STRATA_TARGET
