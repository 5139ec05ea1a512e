// SPDX-License-Identifier: MIT
#pragma once
/// CIFAR-100: colour images of a hundred kinds of things in twenty groups, 32 x 32 pixels, in the data set's
/// own binary files.
///
///     train.bin, test.bin                             records of 3,074 bytes: the group 0 to 19, the kind 0 to 99, then
///                                                     32 rows of 32 bytes of red, as many of green, as many of blue
///     coarse_label_names.txt, fine_label_names.txt    the names of the groups and of the kinds, a line each
///
///     const auto [train, test] = cifar100("cifar-100-binary");
///     t.fit(train);                          // the kinds; train.with_coarse_labels() has the groups
///
/// Source: A. Krizhevsky, Learning multiple layers of features from tiny images, 2009; the archive is
/// cifar-100-binary.tar.gz.
#include <strata/data/cifar10.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Images with their kind, "maple_tree", as class; the group of each, "trees", beside it.
struct cifar100_images : labelled_images {
    xt::xtensor<int, 1> coarse_labels;      ///< [N], each in [0, 20)
    std::vector<std::string> coarse_names;  ///< the twenty names

    /// The same images with the group as class.
    [[nodiscard]] labelled_images with_coarse_labels() const { return {images, coarse_labels, coarse_names}; }
};
struct cifar100_train_and_test {
    cifar100_images train, test;
};

/// The images and labels in the bytes of a file, without names; pixels scaled to [0, 1]; `file` is the name
/// for errors. Errors: a size that is no whole number of records, or none; a label out of range; a kind in
/// two groups.
[[nodiscard]] inline cifar100_images cifar100_of_bytes(std::span<const std::uint8_t> bytes,
                                                       const std::string& file) {
    constexpr std::size_t pixels = std::size_t{3} * 32 * 32, record = 2 + pixels;
    if (bytes.empty() || bytes.size() % record != 0)
        throw_error({.problem = "the size of the file is no whole number of images",
                     .file = file,
                     .expected = "a multiple of 3074 bytes, 153700000 in train.bin",
                     .found = std::to_string(bytes.size()) + " bytes",
                     .advice = "Unpack the archive again"});
    const std::size_t n = bytes.size() / record;
    cifar100_images set;
    set.images = xt::xtensor<float, 4>({n, std::size_t{3}, std::size_t{32}, std::size_t{32}});
    set.labels = set.coarse_labels = xt::xtensor<int, 1>::from_shape({n});
    std::array<int, 100> group;
    group.fill(-1);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint8_t* from = bytes.data() + i * record;
        const int coarse = from[0], fine = from[1];
        const auto refuse = [&](const char* problem, const char* expected, int found) {
            throw_error({.problem = problem,
                         .file = file,
                         .name = "image " + std::to_string(i),
                         .expected = expected,
                         .found = std::to_string(found)});
        };
        if (coarse > 19) refuse("coarse label out of range", "0 to 19", coarse);
        if (fine > 99) refuse("fine label out of range", "0 to 99", fine);
        int& known = group[static_cast<std::size_t>(fine)];
        if (known >= 0 && known != coarse)
            refuse("a fine label has two coarse ones", std::to_string(known).c_str(), coarse);
        known = coarse;
        set.coarse_labels(i) = coarse;
        set.labels(i) = fine;
        std::transform(from + 2, from + record, set.images.data() + i * pixels,
                       [](std::uint8_t v) { return static_cast<float>(v) / 255.0f; });
    }
    return set;
}

/// Reads the set from the folder of its files. Errors: a file is missing or cannot be read; other than twenty
/// and a hundred names; those of `cifar100_of_bytes`.
[[nodiscard]] inline cifar100_train_and_test cifar100(const std::filesystem::path& folder) {
    const auto bytes_of = [&](const char* name) {
        if (!std::filesystem::exists(folder / name))
            throw_error({.problem = "the file is missing",
                         .file = (folder / name).string(),
                         .advice = "Give the folder that cifar-100-binary.tar.gz unpacks to"});
        return read_bytes(folder / name);
    };
    const auto names = [&](const char* name, int count) {
        return cifar_names_of_bytes(bytes_of(name), (folder / name).string(), count);
    };
    const auto coarse = names("coarse_label_names.txt", 20), fine = names("fine_label_names.txt", 100);
    const auto part = [&](const char* name) {
        cifar100_images set = cifar100_of_bytes(bytes_of(name), (folder / name).string());
        set.class_names = fine;
        set.coarse_names = coarse;
        return set;
    };
    return {part("train.bin"), part("test.bin")};
}

}  // namespace strata::inline STRATA_TARGET
