// SPDX-License-Identifier: MIT
#pragma once
/// Images a bit brighter or darker, flatter or starker, paler or more colourful.
#include <strata/data/augmentations/colours.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// y = x, its values taken from [black, white] to [0, 1], changed by `change(y)`, and taken back. Throws
/// where an image is neither grey nor of three colours.
template <class T, class Change>
void change_in_unit_range(image_extents e, const char* name, double black, double white, const T* x, T* y,
                          Change&& change) {
    check_range(name, black, white);
    if (e.C != 1 && e.C != 3)
        throw_error({.problem = "only grey images and those of three colours have colours to change",
                     .name = name,
                     .expected = "1 or 3 channels",
                     .found = std::to_string(e.C)});
    const double width = white - black;
    const auto taken = [&](const T* from, auto&& formula) {
        std::transform(from, from + e.size(), y,
                       [&](T v) { return static_cast<T>(formula(static_cast<double>(v))); });
    };
    taken(x, [&](double v) { return (v - black) / width; });
    change(y);
    taken(y, [&](double v) { return black + v * width; });
}

/// Changes brightness, contrast, saturation and hue, in a random order.
///
///     factors of brightness, contrast, saturation: uniform in [max(0, 1 - b), 1 + b], b being the setting
///     shift of the hue: uniform in [-hue, hue], a share of the circle of colours
///     x, y: [C, H, W], C being 1 (hue and saturation do nothing) or 3: red, green, blue
///
/// Values are expected in [black, white], by default in [0, 1] as the readers of images give them: colours
/// come before the normalization of channels, or say what values black and white have become. Values beyond
/// are black or white.
///
/// (torchvision's ColorJitter; Howard: "Some improvements on deep convolutional neural network based image
/// classification", 2013, section 2.) Throws where a setting is below 0 or no number, `hue` is above 1/2,
/// `black` is not below `white`, or C is neither 1 nor 3.
struct colour_jitter {
    double brightness = 0.4, contrast = 0.4, saturation = 0.4;
    double hue = 0;
    double black = 0, white = 1;

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        const auto problem = "colours cannot be changed by this much";
        check_at_least({"colour_jitter::brightness", brightness}, 0, problem);
        check_at_least({"colour_jitter::contrast", contrast}, 0, problem);
        check_at_least({"colour_jitter::saturation", saturation}, 0, problem);
        check_between({"colour_jitter::hue", hue}, 0, 0.5, problem);
        std::array<int, 4> order{0, 1, 2, 3};
        for (std::uint32_t i = 3; i > 0; --i) std::swap(order[i], order[random.below(i, i + 1)]);
        const auto factor = [&](std::uint64_t i, double by) {
            const double low = std::max(0.0, 1 - by);
            return low + (1 + by - low) * random.uniform(i);
        };
        change_in_unit_range(e, "colour_jitter", black, white, x, y, [&](T* unit) {
            for (const int k : order) {
                if (k == 0 && brightness > 0) change_brightness(e, factor(4, brightness), unit);
                if (k == 1 && contrast > 0) change_contrast(e, factor(5, contrast), unit);
                if (k == 2 && saturation > 0) change_saturation(e, factor(6, saturation), unit);
                if (k == 3 && hue > 0) change_hue(e, hue * (2 * random.uniform(7) - 1), unit);
            }
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
