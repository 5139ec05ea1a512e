// SPDX-License-Identifier: MIT
#pragma once
/// Many small images in one picture: the filters of a first layer, a sheet of test images with what was
/// predicted.
#include <strata/pictures/image_grid_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// `image_grid_drawing`, painted; of the same errors.
template <class Images>
[[nodiscard]] picture image_grid(const Images& images, const image_grid_options& options = {}) {
    return rendered(image_grid_drawing(images, options));
}

}  // namespace strata::inline STRATA_TARGET
