// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <strata/data/fashion_mnist.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

TEST_CASE("Fashion-MNIST has 60000 images to train with and 10000 to test with, as many of each class") {
    auto [train, test] = strata::fashion_mnist();
    CHECK(train.images.shape() == xt::xtensor<float, 4>::shape_type{60000, 1, 28, 28});
    CHECK(test.images.shape() == xt::xtensor<float, 4>::shape_type{10000, 1, 28, 28});
    for (const auto* set : {&train, &test}) {
        std::vector<int> count(10, 0);
        for (const int label : set->labels) ++count[static_cast<std::size_t>(label)];
        CHECK(count == std::vector<int>(10, set->size() / 10));
        const auto [least, most] = std::minmax_element(set->images.begin(), set->images.end());
        CHECK(*least == 0.0f);
        CHECK(*most == 1.0f);
        CHECK(set->class_names.size() == 10);
    }
    // The mean of the training pixels as the set's users quote it for normalization.
    const double sum = std::accumulate(train.images.begin(), train.images.end(), 0.0);
    CHECK(std::abs(sum / static_cast<double>(train.images.size()) - 0.2860) < 5e-5);
    CHECK(train.class_names[static_cast<std::size_t>(train.labels(0))] == "Ankle boot");
}

TEST_CASE(
    "a missing file of Fashion-MNIST is named, with the package that has it and the way to give a folder") {
    temporary_folder folder;
    const auto said = text_of<strata::error>([&] { (void)strata::fashion_mnist(folder.path); });
    CHECK(contains(said, folder.path.string() + "/train-images-idx3-ubyte.gz: the file is missing. Install"));
    CHECK(contains(said, "Debian's package dataset-fashion-mnist"));
    CHECK(contains(said, "fashion_mnist(\"folder\")"));
}

TEST_CASE("each of the four files is looked for, packed or not, before any is read") {
    temporary_folder folder;
    const std::vector<std::string> names = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                            "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto said = text_of<strata::error>([&] { (void)strata::mnist_folder(folder.path, {"a"}); });
        CHECK(
            contains(said, names[i] + ".gz: the file is missing. Give the folder that holds the four files"));
        put_file(folder.path / (names[i] + (i % 2 == 0 ? "" : ".gz")), "");
    }
}

TEST_CASE("a folder in MNIST's form is read with its own class names, and its images must be 28 x 28") {
    temporary_folder folder;
    const std::string labels("\0\0\x08\x01\0\0\0\1\1", 9), zeros(28 * 28, '\0');
    const std::string images = std::string("\0\0\x08\x03\0\0\0\1\0\0\0\x1c\0\0\0\x1c", 16) + zeros;
    for (const char* part : {"train", "t10k"}) {
        put_file(folder.path / (std::string(part) + "-images-idx3-ubyte"), images);
        put_file(folder.path / (std::string(part) + "-labels-idx1-ubyte"), labels);
    }
    const auto sets = strata::mnist_folder(folder.path, {"zero", "one"});
    CHECK(sets.train.class_names[static_cast<std::size_t>(sets.test.labels(0))] == "one");
    put_file(folder.path / "t10k-images-idx3-ubyte",
             std::string("\0\0\x08\x03\0\0\0\1\0\0\0\1\0\0\0\1", 16) + "a");
    CHECK(contains(text_of<strata::error>([&] {
                       (void)strata::mnist_folder(folder.path, {"zero", "one"});
                   }),
                   "t10k-images-idx3-ubyte: the images have other extents, expected 28 x 28, found 1 x 1"));
}
