// SPDX-License-Identifier: MIT
#pragma once
/// The random numbers that a generator or a decoder makes pictures of, and ways between two of them.
#include <cstdint>
#include <strata/error.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// n times D numbers, normal(0, 1): draw number `draw` of a seed. Sample i is the same for any n. Throws
/// where n or D is below 1.
[[nodiscard]] inline xt::xtensor<float, 2> latents(int n, int D, seed s, std::uint64_t draw = 0) {
    if (n < 1 || D < 1)
        throw_error({.problem = "there are no numbers to draw",
                     .name = "latents",
                     .expected = "a sample and a number each, at least",
                     .found = std::to_string(n) + " samples of " + std::to_string(D) + " numbers"});
    const random_stream random = random_for(drawn_for::latents, s, draw);
    auto z = xt::xtensor<float, 2>::from_shape({static_cast<std::size_t>(n), static_cast<std::size_t>(D)});
    for (std::size_t i = 0; i < z.size(); ++i) z.data()[i] = static_cast<float>(random.normal(i));
    return z;
}

/// From a to b, [D] each, in `steps` equal steps along a line: [steps, D], a first and b last. Throws where
/// they have other extents or there are fewer than two steps.
template <class A, class B>
[[nodiscard]] xt::xtensor<float, 2> interpolated(const A& a, const B& b, int steps) {
    if (a.dimension() != 1 || b.dimension() != 1 || a.size() != b.size())
        throw_error({.problem = "a way leads between two vectors of one size",
                     .name = "interpolated",
                     .expected = std::to_string(a.size()) + " numbers each",
                     .found = std::to_string(b.size())});
    if (steps < 2)
        throw_error({.problem = "a way has two ends",
                     .name = "interpolated",
                     .expected = "2 steps or more",
                     .found = std::to_string(steps)});
    auto z = xt::xtensor<float, 2>::from_shape({static_cast<std::size_t>(steps), a.size()});
    for (std::size_t k = 0; k < z.shape(0); ++k) {
        const float share = static_cast<float>(k) / static_cast<float>(steps - 1);
        for (std::size_t i = 0; i < a.size(); ++i)
            z(k, i) = (1 - share) * static_cast<float>(a(i)) + share * static_cast<float>(b(i));
    }
    return z;
}

}  // namespace strata::inline STRATA_TARGET
