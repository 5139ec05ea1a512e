// SPDX-License-Identifier: MIT
#pragma once
/// Which samples an epoch takes, and in what order: what follows from the seed and the epoch alone.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Makes the order of an epoch over n samples: the numbers of those that it takes, one after the other.
template <class O>
concept SampleOrder = requires(const O& o, std::vector<std::uint32_t>& order, int64 n, seed s, int epoch) {
    o(order, n, s, epoch);
};

/// Throws unless so many samples have numbers.
inline void check_sample_count(int64 n) {
    constexpr int64 most = std::numeric_limits<std::uint32_t>::max();
    if (n < 0 || n > most)
        throw_error({.problem = "a set cannot have this number of samples",
                     .expected = "0 to " + std::to_string(most),
                     .found = std::to_string(n)});
}

/// The samples as they lie.
struct in_order {
    void operator()(std::vector<std::uint32_t>& order, int64 n, seed, int) const {
        check_sample_count(n);
        order.resize(static_cast<std::size_t>(n));
        std::iota(order.begin(), order.end(), 0U);
    }
};

/// Puts numbers in an order that the stream draws, all equally likely (Fisher and Yates).
inline void shuffle(std::vector<std::uint32_t>& order, const random_stream& random) {
    for (auto i = static_cast<std::uint32_t>(order.size()); i > 1; --i)
        std::swap(order[i - 1], order[random.below(i, i)]);
}

/// All of n samples in the order that a stream draws.
[[nodiscard]] inline std::vector<std::uint32_t> drawn_order(int64 n, const random_stream& random) {
    std::vector<std::uint32_t> order;
    in_order{}(order, n, {}, 0);
    shuffle(order, random);
    return order;
}

/// The samples of an epoch in the order they are taken.
inline void shuffle_samples(std::vector<std::uint32_t>& order, int64 n, seed s, int epoch) {
    in_order{}(order, n, s, epoch);
    shuffle(order, random_for(drawn_for::shuffled_orders, s, static_cast<std::uint64_t>(epoch)));
}

/// Each sample once, all orders equally likely.
struct shuffled {
    void operator()(std::vector<std::uint32_t>& order, int64 n, seed s, int epoch) const {
        shuffle_samples(order, n, s, epoch);
    }
};

/// Samples drawn with replacement, sample i with the probability weights[i] / sum of the weights.
///
///     weighted_order balanced(class_weights(set));      // as many of one class as of another
///
/// What is drawn twice in an epoch is the same both times, also where it is augmented. Throws where a weight
/// is below 0 or no finite number, where all are 0, and where there are not as many as samples.
class weighted_order {
public:
    /// `draws` samples an epoch; 0: as many as there are.
    explicit weighted_order(const std::vector<double>& weights, int64 draws = 0) : draws_(draws) {
        check_sample_count(draws);
        check_sample_count(static_cast<int64>(weights.size()));
        double sum = 0;
        for (const double w : weights) {
            if (!is_finite(w) || w < 0)
                throw_error({.problem = "a sample cannot be drawn with this weight",
                             .name = with_number("sample", static_cast<int64>(ends_.size())),
                             .expected = "a finite number, 0 or more",
                             .found = std::to_string(w)});
            ends_.push_back(sum += w);
        }
        if (!is_finite(sum) || sum <= 0)
            throw_error({.problem = "the weights of the samples cannot have this sum",
                         .expected = "a finite number above 0",
                         .found = std::to_string(sum)});
    }

    void operator()(std::vector<std::uint32_t>& order, int64 n, seed s, int epoch) const {
        if (n != static_cast<int64>(ends_.size()))
            throw_error({.problem = "there are not as many weights as samples",
                         .expected = std::to_string(n),
                         .found = std::to_string(ends_.size())});
        const random_stream random =
            random_for(drawn_for::weighted_orders, s, static_cast<std::uint64_t>(epoch));
        order.resize(static_cast<std::size_t>(draws_ > 0 ? draws_ : n));
        for (std::size_t i = 0; i < order.size(); ++i) {
            const double at = (random.uniform(2 * i) + random.uniform(2 * i + 1) * 0x1p-32) * ends_.back();
            // the first that ends after it, which therefore has a weight; rounding may put it at the very end
            const auto found = std::upper_bound(ends_.begin(), ends_.end(), at);
            const auto last = std::lower_bound(ends_.begin(), ends_.end(), ends_.back());
            order[i] = static_cast<std::uint32_t>(std::min(found, last) - ends_.begin());
        }
    }

private:
    std::vector<double> ends_;  ///< the sum of the weights up to each sample
    int64 draws_;
};

}  // namespace strata::inline STRATA_TARGET
