// SPDX-License-Identifier: MIT
#pragma once
/// Points in the plane that are to be classified.
#include <cmath>
#include <strata/kernels/random_streams.hpp>
#include <strata/xtensor.hpp>

using namespace strata;

constexpr int classes = 5, of_each = 9;

/// Points of five classes in the unit square, [N, 2], each class around a middle of its own.
struct points_of_classes {
    xt::xtensor<float, 2> x = xt::empty<float>({std::size_t{classes * of_each}, std::size_t{2}});
    xt::xtensor<int, 1> labels = xt::empty<int>({std::size_t{classes * of_each}});

    explicit points_of_classes(seed s) {
        const random_stream random(s, 0);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const auto c = static_cast<double>(i % classes);
            labels(i) = static_cast<int>(i % classes);
            x(i, 0) = static_cast<float>(0.5 + 0.27 * std::cos(1.2566 * c) + 0.11 * random.normal(2 * i));
            x(i, 1) = static_cast<float>(0.5 + 0.27 * std::sin(1.2566 * c) + 0.11 * random.normal(2 * i + 1));
        }
    }
};
