// SPDX-License-Identifier: MIT
#pragma once
/// Arithmetic with what a generator makes images of: a - b + c of the mean numbers of three classes (Radford,
/// Metz, Chintala, 2016, section 6.3.2).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <strata/generative/latents.hpp>
#include <strata/strata.hpp>
#include <vector>

namespace sums_of_classes {

using numbers = xt::xtensor<float, 1>;
using rows_of_numbers = xt::xtensor<float, 2>;

/// The mean of the numbers, [N, D], whose samples the classifier gives class c more than another: [D].
inline numbers mean_of_class(const rows_of_numbers& z, const rows_of_numbers& scores, std::size_t c) {
    numbers sum = xt::zeros<float>({z.shape(1)});
    float count = 0;
    for (std::size_t i = 0; i < z.shape(0); ++i)
        if (const auto at = static_cast<std::ptrdiff_t>(i); scores(i, c) == xt::amax(xt::row(scores, at))())
            sum += xt::row(z, at), ++count;
    return sum / std::max(count, 1.0F);
}

/// As long as draws of D = 100 numbers are; 0 where no sample is of the class.
inline numbers as_long_as_draws(const numbers& v) {
    const float length = std::sqrt(xt::sum(v * v)());
    return (length > 0 ? 10 / length : 0) * v;
}

/// Ten rows for each {a, b, c}: the three means, a - b + c, and six draws near it.
inline rows_of_numbers drawn(const rows_of_numbers& z, const rows_of_numbers& scores,
                             const std::vector<std::array<std::size_t, 3>>& classes, strata::seed random) {
    rows_of_numbers all = 0.4F * strata::latents(10 * static_cast<int>(classes.size()), 100, random);
    for (std::size_t r = 0; r < all.shape(0); ++r) {
        const auto mean = [&](std::size_t k) { return mean_of_class(z, scores, classes[r / 10][k]); };
        auto here = xt::row(all, static_cast<std::ptrdiff_t>(r));
        const numbers end =
            as_long_as_draws(r % 10 < 3 ? mean(r % 10) : numbers(mean(0) - mean(1) + mean(2)));
        here = r % 10 < 4 ? end : as_long_as_draws(end + here);
    }
    return all;
}

}  // namespace sums_of_classes
