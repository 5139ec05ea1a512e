// SPDX-License-Identifier: MIT
#pragma once
/// Images whose pixels have one of so many levels: what a model of images gives probabilities to.
#include <algorithm>
#include <strata/array.hpp>
#include <strata/data/sample.hpp>
#include <strata/error.hpp>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// "image 3, channel 0, row 1, column 2": element i of images [N, C, H, W].
template <class Images>
[[nodiscard, gnu::cold]] std::string name_of_pixel(const Images& images, int64 i) {
    const auto extent = [&](std::size_t axis) { return static_cast<int64>(images.shape()[axis]); };
    const int64 W = extent(3), H = extent(2), C = extent(1);
    return with_number("image", i / (W * H * C)) + ", channel " + std::to_string(i / (W * H) % C) + ", row " +
           std::to_string(i / W % H) + ", column " + std::to_string(i % W);
}
inline void check_level_count(int levels) {
    if (levels < 2)
        throw_error(
            {.problem = "pixels have two levels or more", .name = "levels", .found = std::to_string(levels)});
}
/// Throws where a pixel is none of so many levels.
inline void check_levels(const xt::xtensor<int, 4>& images, int levels) {
    const auto size = static_cast<int64>(images.size()),
               wrong = first_wrong_label(images.data(), size, levels);
    if (wrong == size) return;
    throw_error({.problem = "the pixel has no such level",
                 .name = name_of_pixel(images, wrong),
                 .expected = "0 to " + std::to_string(levels - 1),
                 .found = std::to_string(images.data()[wrong])});
}

}  // namespace detail

/// Numbers in [0, 1] as levels 0 to `levels` - 1, each as wide as the others: 1 from a half on where there
/// are two, and k for k / 255 where there are 256. x: [N, C, H, W]. Throws where a number is outside of [0,
/// 1].
template <Array E>
[[nodiscard]] xt::xtensor<int, 4> levels_of(const E& x, int levels) {
    detail::check_level_count(levels);
    const xt::xtensor<float, 4> images = array_of_rank<float, 4>(x, "the images");
    xt::xtensor<int, 4> made = xt::zeros<int>(images.shape());
    for (std::size_t i = 0; i < images.size(); ++i) {
        const float value = images.data()[i];
        if (!is_finite(value) || value < 0 || value > 1)
            throw_error({.problem = "the pixel cannot be made a level",
                         .name = detail::name_of_pixel(images, static_cast<int64>(i)),
                         .expected = "a number from 0 to 1",
                         .found = is_finite(value) ? std::to_string(value) : "no finite number"});
        made.data()[i] = std::min(static_cast<int>(static_cast<double>(value) * levels), levels - 1);
    }
    return made;
}
/// Levels as numbers in [0, 1]: level / (levels - 1), what a model of images reads. Throws where a pixel is
/// none of so many levels.
[[nodiscard]] inline xt::xtensor<float, 4> numbers_of(const xt::xtensor<int, 4>& images, int levels) {
    detail::check_level_count(levels);
    detail::check_levels(images, levels);
    return xt::cast<float>(images) / static_cast<float>(levels - 1);
}

/// Images of levels as a data set: of each sample the numbers as input 0, the levels as target 0.
struct pixel_levels {
    /// images: [N, C, H, W]. Throws where a pixel is none of so many levels.
    pixel_levels(xt::xtensor<int, 4> images, int levels) : images_(std::move(images)), levels_(levels) {
        detail::check_level_count(levels);
        detail::check_levels(images_, levels);
    }
    [[nodiscard]] int64 size() const { return static_cast<int64>(images_.shape()[0]); }
    [[nodiscard]] int levels() const { return levels_; }
    [[nodiscard]] const xt::xtensor<int, 4>& images() const { return images_; }

    template <class T>
    void read(int64 i, sample<T>& to) const {
        const auto extent = [&](std::size_t axis) { return static_cast<int>(images_.shape()[axis]); };
        const auto x = to.input({extent(1), extent(2), extent(3)});
        const auto t = to.classes({extent(1), extent(2), extent(3)});
        const int* const from = images_.data() + i * static_cast<int64>(t.size());
        std::copy_n(from, t.size(), t.begin());
        const T most = static_cast<T>(levels_ - 1);
        std::transform(from, from + t.size(), x.begin(), [most](int l) { return static_cast<T>(l) / most; });
    }

private:
    xt::xtensor<int, 4> images_;
    int levels_;
};

}  // namespace strata::inline STRATA_TARGET
