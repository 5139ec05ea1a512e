// SPDX-License-Identifier: MIT
#pragma once
/// Images with a class each: what a classifier is trained on and evaluated with.
#include <strata/array.hpp>
#include <strata/data/data_set.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Writes image i of x, [N, C, H, W], as input 0 of a sample.
template <class T>
void write_image(const xt::xtensor<float, 4>& x, int64 i, sample<T>& to) {
    const auto extent = [&](std::size_t axis) { return static_cast<int>(x.shape()[axis]); };
    const auto y = to.input({extent(1), extent(2), extent(3)});
    copy_numbers(x.data() + i * static_cast<int64>(y.size()), y);
}
/// Throws where there are not as many labels as images.
template <class Labels>
void check_labels_of(const xt::xtensor<float, 4>& images, const Labels& labels) {
    if (labels.shape()[0] != images.shape()[0])
        throw_error({.problem = "there are not as many labels as images",
                     .expected = std::to_string(images.shape()[0]),
                     .found = std::to_string(labels.shape()[0])});
}

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// N images of C channels, H rows and W columns, and the class of each as an index into the names.
struct STRATA_TAGGED labelled_images {
    xt::xtensor<float, 4> images;          ///< [N, C, H, W]
    xt::xtensor<int, 1> labels;            ///< [N], each in [0, class_names.size())
    std::vector<std::string> class_names;  ///< the name of each class

    labelled_images() = default;
    labelled_images(xt::xtensor<float, 4> x, xt::xtensor<int, 1> t, std::vector<std::string> names)
        : images(std::move(x)), labels(std::move(t)), class_names(std::move(names)) {}
    /// The same from arrays of other types. Throws where they have other numbers of axes.
    template <Array Images, Array Labels>
    labelled_images(const Images& x, const Labels& t, std::vector<std::string> names)
        : labelled_images(array_of_rank<float, 4>(x, "the images"), labels_of_rank<1>(t), std::move(names)) {}

    /// N
    [[nodiscard]] int size() const { return static_cast<int>(images.shape()[0]); }

    /// Image i as input 0, its class as target 0. Throws where there are not as many labels as images.
    template <class T>
    void read(int64 i, sample<T>& to) const {
        write_image(images, i, to);
        to.classes({})[0] = class_of(i);
    }
    [[nodiscard]] int class_of(int64 i) const {
        check_labels_of(images, labels);
        return labels.data()[i];
    }
};

/// A set in two parts: `auto [train, test] = fashion_mnist();`
struct STRATA_TAGGED train_and_test {
    labelled_images train, test;
};

/// The first n images of a set with their labels. Errors: n is negative or more than there are.
[[nodiscard]] inline labelled_images first(const labelled_images& set, int n) {
    if (n < 0 || n > set.size())
        throw_error({.problem = "the set does not hold that many images",
                     .expected = "a number from 0 to " + std::to_string(set.size()),
                     .found = std::to_string(n)});
    auto shape = set.images.shape();
    shape[0] = static_cast<std::size_t>(n);
    labelled_images part{xt::xtensor<float, 4>(shape), xt::xtensor<int, 1>::from_shape({shape[0]}),
                         set.class_names};
    std::copy_n(set.images.data(), part.images.size(), part.images.data());
    std::copy_n(set.labels.data(), n, part.labels.data());
    return part;
}

}  // namespace strata
