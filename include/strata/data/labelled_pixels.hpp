// SPDX-License-Identifier: MIT
#pragma once
/// Images with a class for each pixel: what a segmentation is trained on and evaluated with.
#include <strata/xtensor.hpp>

#include <string>
#include <vector>

namespace strata {

/// N images of C channels, H rows and W columns, and the class of each pixel as an index into the names.
struct labelled_pixels {
    xt::xtensor<float, 4> images;          ///< [N, C, H, W]
    xt::xtensor<int, 3> labels;            ///< [N, H, W], each in [0, class_names.size())
    std::vector<std::string> class_names;  ///< the name of each class

    /// N
    [[nodiscard]] int size() const { return static_cast<int>(images.shape()[0]); }
};

}  // namespace strata
