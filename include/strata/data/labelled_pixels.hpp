// SPDX-License-Identifier: MIT
#pragma once
/// Images with a class for each pixel: what a segmentation is trained on and evaluated with.
#include <strata/array.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace strata {

/// N images of C channels, H rows and W columns, and the class of each pixel as an index into the names.
struct STRATA_TAGGED labelled_pixels {
    xt::xtensor<float, 4> images;          ///< [N, C, H, W]
    xt::xtensor<int, 3> labels;            ///< [N, H, W], each in [0, class_names.size())
    std::vector<std::string> class_names;  ///< the name of each class

    labelled_pixels() = default;
    labelled_pixels(xt::xtensor<float, 4> x, xt::xtensor<int, 3> t, std::vector<std::string> names)
        : images(std::move(x)), labels(std::move(t)), class_names(std::move(names)) {}
    /// The same from arrays of other types. Throws where they have other numbers of axes.
    template <Array Images, Array Labels>
    labelled_pixels(const Images& x, const Labels& t, std::vector<std::string> names)
        : labelled_pixels(array_of_rank<float, 4>(x, "the images"), labels_of_rank<3>(t), std::move(names)) {}

    /// N
    [[nodiscard]] int size() const { return static_cast<int>(images.shape()[0]); }

    /// Image i as input 0, the classes of its pixels as target 0. Throws where there are not as many labels
    /// as images.
    template <class T>
    void read(int64 i, sample<T>& to) const {
        check_labels_of(images, labels);
        write_image(images, i, to);
        const auto extent = [&](std::size_t axis) { return static_cast<int>(labels.shape()[axis]); };
        const auto t = to.classes({extent(1), extent(2)});
        copy_numbers(labels.data() + i * static_cast<int64>(t.size()), t);
    }
};

}  // namespace strata
