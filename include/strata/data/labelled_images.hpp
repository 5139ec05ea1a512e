// SPDX-License-Identifier: MIT
#pragma once
/// Images with a class each: what a classifier is trained on and evaluated with.
#include <strata/array.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

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
