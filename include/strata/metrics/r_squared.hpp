// SPDX-License-Identifier: MIT
#pragma once
#include <strata/error.hpp>
#include <strata/metrics/metric.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How much of the variation of numbers the answers explain: 1 is all of it, 0 what their mean would.
///
///     R^2 = 1/C sum_c 1 - sum_{n, i} (y[n, i, c] - t[n, i, c])^2 / sum_{n, i} (t[n, i, c] - m[c])^2
///     m[c] = 1/(N P) sum_{n, i} t[n, i, c]                  y, t: [N, P, C], P = places<Y>, C = channels<Y>
///
/// Each output, feature or channel is compared with its own mean, and all of them count the same. For one
/// whose target never varies the quotient is taken as 0 where every answer is right and as 1 where not, so
/// that a figure comes of it. (Wright, 1921, "Correlation and causation".) That of scikit-learn's r2_score
/// for vectors.
struct r_squared {
    static constexpr const char* name = "r_squared";

    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    /// Sample by sample in double: what a sample's numbers vary by, and by how much its mean is off the mean
    /// so far (Chan, Golub, LeVeque, 1979).
    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        constexpr int C = channels<Y>;
        if (channels_.empty()) channels_.resize(C);
        for (int n = 0; n < a.n; ++n)
            for (int c = 0; c < C; ++c)
                channels_[static_cast<std::size_t>(c)].take(
                    of_sample<C>(a.y + n * Y::size + c, a.targets[0].numbers + n * Y::size + c, places<Y>));
    }
    [[nodiscard]] double value() const {
        double sum = 0;
        for (const variation& v : channels_) sum += v.explained();
        return channels_.empty() ? 0 : sum / static_cast<double>(channels_.size());
    }

    template <class Visit>
    void state(Visit&& visit) {
        auto channels = static_cast<int64>(channels_.size());
        visit("channels", channels);
        if (channels < 0 || channels > most_elements)
            throw_error({.problem = "there cannot be so many channels",
                         .name = name,
                         .found = std::to_string(channels)});
        channels_.resize(static_cast<std::size_t>(channels));
        for (std::size_t c = 0; c < channels_.size(); ++c) {
            const std::string which = "[" + std::to_string(c) + "]";
            variation& v = channels_[c];
            visit("count" + which, v.count), visit("mean" + which, v.mean),
                visit("of_targets" + which, v.of_targets);
            visit("left" + which, v.left);
        }
    }

private:
    /// Of one channel.
    struct variation {
        int64 count = 0;
        double mean = 0, of_targets = 0;  ///< of the targets, and the sum of their squared distances from it
        double left = 0;                  ///< the sum of the squared distances from the answers

        void take(const variation& more) {
            const double apart = more.mean - mean,
                         share = static_cast<double>(more.count) / static_cast<double>(count + more.count);
            of_targets += more.of_targets + apart * apart * share * static_cast<double>(count);
            mean += apart * share;
            left += more.left;
            count += more.count;
        }
        [[nodiscard]] double explained() const {
            if (of_targets > 0) return 1 - left / of_targets;
            return left > 0 ? 0 : 1;
        }
    };

    template <int Stride, class T>
    static variation of_sample(const T* y, const T* t, int64 P) {
        variation v{.count = P};
        for (int64 i = 0; i < P; ++i) v.mean += static_cast<double>(t[i * Stride]);
        v.mean /= static_cast<double>(P);
        for (int64 i = 0; i < P; ++i) {
            const double truth = static_cast<double>(t[i * Stride]),
                         apart = static_cast<double>(y[i * Stride]) - truth;
            v.of_targets += (truth - v.mean) * (truth - v.mean);
            v.left += apart * apart;
        }
        return v;
    }

    std::vector<variation> channels_;
};

}  // namespace strata::inline STRATA_TARGET
