// SPDX-License-Identifier: MIT
#pragma once
/// Images cut out of larger ones.
#include <strata/data/labelled_images.hpp>
#include <strata/kernels/random_streams.hpp>

using namespace strata;

/// Crops of 24 x 24 at random places, mirrored every other time; of each image so many.
inline labelled_images random_crops(const labelled_images& from, int times, seed s) {
    const auto n = static_cast<std::size_t>(from.size()), all = n * static_cast<std::size_t>(times);
    labelled_images to{xt::empty<float>({all, std::size_t{1}, std::size_t{24}, std::size_t{24}}),
                       xt::empty<int>({all}), from.class_names};
    const random_stream random(s, 5);
    for (std::size_t i = 0; i < all; ++i) {
        const auto place = [&](std::uint64_t k) {
            return static_cast<std::size_t>(random.uniform(3 * i + k) * 5);
        };
        const std::size_t top = place(0), left = place(1);
        const bool mirrored = random.uniform(3 * i + 2) < 0.5;
        to.labels(i) = from.labels(i % n);
        for (std::size_t y = 0; y < 24; ++y)
            for (std::size_t x = 0; x < 24; ++x)
                to.images(i, 0, y, x) = from.images(i % n, 0, top + y, left + (mirrored ? 23 - x : x));
    }
    return to;
}
