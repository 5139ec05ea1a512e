// SPDX-License-Identifier: MIT
#pragma once
/// CIFAR-10: colour images of ten kinds of things, 32 x 32 pixels, in the data set's own binary files.
///
///     data_batch_1.bin ... data_batch_5.bin, test_batch.bin     records of 3,073 bytes: a label 0 to 9, then 32 rows of
///                                                               32 bytes of red, as many of green, as many of blue
///     batches.meta.txt                                          the ten names, a line each
///
/// Source: A. Krizhevsky, Learning multiple layers of features from tiny images, 2009; the archive is
/// cifar-10-binary.tar.gz.
#include <strata/data/file_bytes.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What the names of the classes are read from: ten lines, empty ones behind them. Errors: another number of names.
[[nodiscard]] inline std::vector<std::string> read_cifar10_names(const std::filesystem::path& path) {
    std::vector<std::string> names(1);
    for (const std::uint8_t byte : read_bytes(path))
        if (byte == '\n')
            names.emplace_back();
        else if (byte != '\r')
            names.back() += static_cast<char>(byte);
    while (!names.empty() && names.back().empty()) names.pop_back();
    if (names.size() != 10 || std::count(names.begin(), names.end(), "") > 0)
        throw_error({.problem = "these are not the names of the classes",
                     .file = path.string(),
                     .expected = "ten lines with a name each",
                     .found = std::to_string(names.size()) + " lines"});
    return names;
}

/// Images and labels of the files, one behind the other; pixels scaled to [0, 1].
/// Errors: those of `read_bytes`; a size that is no whole number of records; a label above 9.
[[nodiscard]] inline labelled_images read_cifar10(const std::vector<std::filesystem::path>& files, std::vector<std::string> names) {
    constexpr std::size_t pixels = std::size_t{3} * 32 * 32, record = 1 + pixels;
    std::vector<std::vector<std::uint8_t>> contents;
    std::size_t n = 0;
    for (const auto& file : files) {
        contents.push_back(read_bytes(file));
        const std::size_t size = contents.back().size();
        if (size == 0 || size % record != 0)
            throw_error({.problem = "the size of the file is no whole number of images",
                         .file = file.string(),
                         .expected = "a multiple of 3073 bytes, 30730000 in the whole set",
                         .found = std::to_string(size) + " bytes",
                         .advice = "Unpack the archive again"});
        n += size / record;
    }
    labelled_images set{xt::xtensor<float, 4>({n, std::size_t{3}, std::size_t{32}, std::size_t{32}}),
                        xt::xtensor<int, 1>::from_shape({n}), std::move(names)};
    float* image = set.images.data();
    int* label = set.labels.data();
    for (std::size_t k = 0; k < files.size(); ++k)
        for (std::size_t at = 0; at < contents[k].size(); at += record) {
            const std::uint8_t* bytes = contents[k].data() + at;
            if (*bytes > 9)
                throw_error({.problem = "label out of range",
                             .file = files[k].string(),
                             .name = "image " + std::to_string(at / record),
                             .expected = "0 to 9",
                             .found = std::to_string(*bytes)});
            *label++ = *bytes;
            image = std::transform(bytes + 1, bytes + record, image, [](std::uint8_t v) { return static_cast<float>(v) / 255.0f; });
        }
    return set;
}

/// Reads the set from the folder of its files. A part of it will do, `data_batch_1.bin` alone for training; but none may
/// be missing before one that is there. Errors: a file is missing; those of `read_cifar10` and `read_cifar10_names`.
[[nodiscard]] inline train_and_test cifar10(const std::filesystem::path& folder) {
    const auto batch = [&](int k) { return folder / ("data_batch_" + std::to_string(k) + ".bin"); };
    const auto existing = [](const std::filesystem::path& file) {
        if (!std::filesystem::exists(file))
            throw_error({.problem = "the file is missing",
                         .file = file.string(),
                         .advice = "Give the folder that cifar-10-binary.tar.gz unpacks to"});
        return file;
    };
    int batches = 5;
    while (batches > 1 && !std::filesystem::exists(batch(batches))) --batches;
    std::vector<std::filesystem::path> files;
    for (int k = 1; k <= batches; ++k) files.push_back(existing(batch(k)));
    const auto test = existing(folder / "test_batch.bin"), meta = existing(folder / "batches.meta.txt");
    const auto names = read_cifar10_names(meta);
    return {read_cifar10(files, names), read_cifar10({test}, names)};
}

/// Where the set is, below the folder that the environment variable STRATA_DATA names: in it, or in its
/// `cifar-10-batches-bin` or `cifar10-subset`. None where the variable is unset or empty. Errors: it names a folder with
/// none of them.
[[nodiscard]] inline std::optional<std::filesystem::path> cifar10_folder() {
    const char* named = std::getenv("STRATA_DATA");
    if (named == nullptr || *named == '\0') return std::nullopt;
    const std::filesystem::path root = named;
    for (const char* below : {"", "cifar-10-batches-bin", "cifar10-subset"})
        if (const auto folder = *below ? root / below : root; std::filesystem::exists(folder / "data_batch_1.bin")) return folder;
    throw_error({.problem = "the folder that STRATA_DATA names holds no CIFAR-10",
                 .file = root.string(),
                 .expected = "data_batch_1.bin in it, in its cifar-10-batches-bin or in its cifar10-subset",
                 .advice = "Unpack cifar-10-binary.tar.gz there, or unset the variable"});
}

}  // namespace strata::inline STRATA_TARGET
