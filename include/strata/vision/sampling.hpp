// SPDX-License-Identifier: MIT
#pragma once
/// Which of the matched candidates a loss is computed of: nearly all of them are background.
///
///     balanced_sample    at most `count`, drawn by a seed: of them at most `foreground_share` with a truth, and
///                        the rest without (Girshick: "Fast R-CNN", 2015, section 2.3); torchvision's
///                        BalancedPositiveNegativeSampler
///     hard_negatives     all with a truth, and `negatives_each` times as many without: those of the largest
///                        loss, the first of equals (Liu and others: "SSD", 2016, section 2.2)
///
/// What is ignored is never among them. `matches` says which are which.
#include <algorithm>
#include <numeric>
#include <strata/kernels/random_streams.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/vision/matching.hpp>

namespace strata {

/// The numbers of candidates, in rising order.
struct candidate_sample {
    std::vector<int> foreground, background;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct sampling_options {
    int count = 256;
    float foreground_share = 0.5F;
};

namespace detail {

[[nodiscard]] inline std::vector<int> candidates_that(std::span<const int> match, auto&& fits) {
    std::vector<int> numbers;
    for (std::size_t c = 0; c < match.size(); ++c)
        if (fits(match[c])) numbers.push_back(static_cast<int>(c));
    return numbers;
}
[[nodiscard]] inline candidate_sample foreground_and_background(std::span<const int> match) {
    return {candidates_that(match, [](int m) { return m >= 0; }),
            candidates_that(match, [](int m) { return m == unmatched; })};
}

/// `count` of the numbers, each set of them as likely (Fisher and Yates, 1938), in rising order.
inline void draw_some(std::vector<int>& numbers, std::size_t count, const random_stream& stream) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t left = numbers.size() - i;
        std::swap(numbers[i], numbers[i + stream.below(i, static_cast<std::uint32_t>(left))]);
    }
    numbers.resize(count);
    std::sort(numbers.begin(), numbers.end());
}

}  // namespace detail

/// The same for the same seed and draw, of which each picture of each step has its own. Errors: a count below
/// 0; a share that is not in [0, 1].
[[nodiscard]] inline candidate_sample balanced_sample(std::span<const int> match, seed s, std::uint64_t draw,
                                                      const sampling_options& options = {}) {
    check_share("foreground_share", double(options.foreground_share));
    if (options.count < 0)
        throw_error({.problem = "a sample cannot have so few candidates",
                     .name = "sampling_options",
                     .expected = "0 or more",
                     .found = std::to_string(options.count)});
    candidate_sample sample = detail::foreground_and_background(match);
    const auto at_most = static_cast<std::size_t>(static_cast<double>(options.count) *
                                                  static_cast<double>(options.foreground_share));
    const std::size_t with = std::min(sample.foreground.size(), at_most),
                      without =
                          std::min(sample.background.size(), static_cast<std::size_t>(options.count) - with);
    const random_stream stream = random_for(drawn_for::candidates, s).part(draw);
    detail::draw_some(sample.foreground, with, stream.part(0));
    detail::draw_some(sample.background, without, stream.part(1));
    return sample;
}

/// `losses`: one for each candidate. Errors: another number of them, or one that is a NaN; `negatives_each`
/// below 0.
[[nodiscard]] inline candidate_sample hard_negatives(std::span<const int> match,
                                                     std::span<const float> losses, int negatives_each = 3) {
    check_count(match.size(), losses.size(), "the losses");
    for (std::size_t c = 0; c < losses.size(); ++c)
        if (is_nan(losses[c]))
            throw_error({.problem = "the loss is no number",
                         .name = with_number("candidate", static_cast<int64>(c))});
    if (negatives_each < 0)
        throw_error({.problem = "there cannot be so few negatives for each positive",
                     .name = "negatives_each",
                     .expected = "0 or more",
                     .found = std::to_string(negatives_each)});
    candidate_sample sample = detail::foreground_and_background(match);
    sort_stably(sample.background, [&](int a, int b) {
        return losses[static_cast<std::size_t>(a)] > losses[static_cast<std::size_t>(b)];
    });
    const auto wanted = sample.foreground.size() * static_cast<std::size_t>(negatives_each);
    if (sample.background.size() > wanted) sample.background.resize(wanted);
    std::sort(sample.background.begin(), sample.background.end());
    return sample;
}

}  // namespace strata::inline STRATA_TARGET
