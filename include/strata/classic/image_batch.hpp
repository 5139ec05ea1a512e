// SPDX-License-Identifier: MIT
#pragma once
/// Images [N, C, H, W] of any number type, read as doubles one after the other.
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/int64.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <cstddef>

namespace strata::inline STRATA_TARGET {

/// Images whose features are asked for. Throws where there is none, where an extent is 0, and where a value
/// is not finite.
template <Array Images>
[[nodiscard]] xt::xtensor<double, 4> images_for_features(const Images& images) {
    xt::xtensor<double, 4> x = array_of_rank<double, 4>(images, "the images");
    if (x.size() == 0)
        throw_error({.problem = "there is no image",
                     .expected = "[N, C, H, W], with no axis of 0",
                     .found = shape_text(x.shape())});
    const std::size_t each = x.size() / x.shape()[0];
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!is_finite(x.data()[i]))
            throw_error({.problem = "a value is not finite",
                         .name = with_number("image", static_cast<int64>(i / each))});
    return x;
}

/// One of them: x[c, row, column].
struct image_view {
    const double* x;
    int channels, height, width;

    image_view(const xt::xtensor<double, 4>& images, int64 i)
        : x(images.data() + i * static_cast<int64>(images.size() / images.shape()[0])),
          channels(static_cast<int>(images.shape()[1])),
          height(static_cast<int>(images.shape()[2])),
          width(static_cast<int>(images.shape()[3])) {}

    [[nodiscard]] double at(int c, int row, int column) const {
        return x[(int64{c} * height + row) * width + column];
    }
};

}  // namespace strata::inline STRATA_TARGET
