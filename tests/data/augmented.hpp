// SPDX-License-Identifier: MIT
#pragma once
/// What the tests of augmentations share.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include <strata/data/augmentation.hpp>
#include <strata/error.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/augmentations.hpp"

namespace strata::test {

/// The extents of torchvision's images.
inline constexpr image_extents of_torchvision{3, 4, 5};

/// What an augmentation makes of an image by the numbers of a stream.
template <class T, class A>
std::vector<T> augmented(const A& change, image_extents e, const std::vector<T>& x,
                         std::uint64_t stream = 0) {
    std::vector<T> y(x.size(), T(-7));
    change(e, random_stream(seed{5}, stream), x.data(), y.data());
    return y;
}
/// What a function that changes an image in place makes of it.
template <class T, class Change>
std::vector<T> in_place(std::vector<T> x, Change&& change) {
    change(x.data());
    return x;
}
/// Whether all values are those expected, up to rounding.
inline bool about_equal(const std::vector<double>& a, const std::vector<double>& b, double within = 1e-12) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](double x, double y) { return std::abs(x - y) <= within; });
}
/// Some image with values in [0, 1).
template <class T = double>
std::vector<T> some_image(image_extents e, std::uint64_t stream = 1) {
    std::vector<T> x(static_cast<std::size_t>(e.size()));
    const random_stream random(seed{99}, stream);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(random.uniform(i));
    return x;
}
/// What a wrong augmentation is refused with.
template <class A>
std::string refusal(const A& change, image_extents e = {1, 3, 4}) {
    return text_of<strata::error>([&] { (void)augmented(change, e, some_image(e)); });
}

inline constexpr image_extents awkward_images[] = {{1, 1, 1}, {3, 1, 4}, {1, 5, 1}, {3, 4, 5}, {1, 17, 9}};

}  // namespace strata::test
