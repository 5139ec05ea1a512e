// SPDX-License-Identifier: MIT
#pragma once
/// Fashion-MNIST: 60000 images to train with and 10000 to test with, 28 x 28, grey, ten kinds of clothing.
///
/// Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
/// Learning Algorithms, 2017. Debian's package dataset-fashion-mnist installs the files where they are looked
/// for.
#include <strata/data/idx.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Reads the four files that MNIST and the sets of its form come in, "train-images-idx3-ubyte.gz" and so on,
/// with or without ".gz". The pixels are scaled to [0, 1]. Errors: a file is missing (`advice` says what to
/// do then); those of `read_idx`; images that are not 28 x 28.
[[nodiscard]] inline train_and_test mnist_folder(
    const std::filesystem::path& folder, const std::vector<std::string>& class_names,
    const std::string& advice = "Give the folder that holds the four files") {
    const auto file = [&](const std::string& name) {
        for (const char* ending : {".gz", ""})
            if (std::filesystem::exists(folder / (name + ending))) return folder / (name + ending);
        throw_error(
            {.problem = "the file is missing", .file = (folder / (name + ".gz")).string(), .advice = advice});
    };
    const auto train_images = file("train-images-idx3-ubyte"), train_labels = file("train-labels-idx1-ubyte"),
               test_images = file("t10k-images-idx3-ubyte"), test_labels = file("t10k-labels-idx1-ubyte");
    return {read_idx(train_images, train_labels, class_names, 28, 28),
            read_idx(test_images, test_labels, class_names, 28, 28)};
}

/// What the ten labels stand for.
[[nodiscard]] inline std::vector<std::string> fashion_mnist_classes() {
    return {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
            "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
}

/// Reads Fashion-MNIST. Errors: those of `mnist_folder`.
[[nodiscard]] inline train_and_test fashion_mnist(
    const std::filesystem::path& folder = "/usr/share/datasets/fashion-mnist") {
    return mnist_folder(
        folder, fashion_mnist_classes(),
        "Install Debian's package dataset-fashion-mnist, or give the folder that holds the four "
        "files: fashion_mnist(\"folder\")");
}

}  // namespace strata::inline STRATA_TARGET
