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
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The names in the bytes of a file of so many names, as `read_cifar10_names` gives them; `file` is the name
/// for errors.
[[nodiscard]] inline std::vector<std::string> cifar_names_of_bytes(std::span<const std::uint8_t> bytes,
                                                                   const std::string& file, int count) {
    const auto text_end = std::find_if(bytes.rbegin(), bytes.rend(),
                                       [](std::uint8_t byte) { return byte != '\n' && byte != '\r'; });
    bytes = bytes.first(static_cast<std::size_t>(bytes.rend() - text_end));
    const auto lines = bytes.empty() ? 0 : 1 + std::count(bytes.begin(), bytes.end(), '\n');
    std::vector<std::string> names(1);
    if (lines == count) {  // a long file of something else takes no memory
        for (const std::uint8_t byte : bytes)
            if (byte == '\n')
                names.emplace_back();
            else if (byte != '\r')
                names.back() += static_cast<char>(byte);
    }
    if (lines != count || std::count(names.begin(), names.end(), "") > 0)
        throw_error({.problem = "these are not the names of the classes",
                     .file = file,
                     .expected = (count == 10 ? std::string("ten") : std::to_string(count)) +
                                 " lines with a name each",
                     .found = std::to_string(lines) + " lines"});
    return names;
}

/// The ten names in the bytes of a file. Errors: another number of names.
[[nodiscard]] inline std::vector<std::string> cifar10_names_of_bytes(std::span<const std::uint8_t> bytes,
                                                                     const std::string& file) {
    return cifar_names_of_bytes(bytes, file, 10);
}

/// What the names of the classes are read from: ten lines, empty ones behind them. Errors: those of
/// `read_bytes`; another number of names.
[[nodiscard]] inline std::vector<std::string> read_cifar10_names(const std::filesystem::path& path) {
    return cifar10_names_of_bytes(read_bytes(path), path.string());
}

/// The length of an image with its label.
inline constexpr std::size_t cifar10_record = 1 + std::size_t{3} * 32 * 32;

/// How many images these bytes of a file hold. Errors: no whole number; none.
[[nodiscard]] inline std::size_t cifar10_count(std::span<const std::uint8_t> bytes, const std::string& file) {
    if (bytes.empty() || bytes.size() % cifar10_record != 0)
        throw_error({.problem = "the size of the file is no whole number of images",
                     .file = file,
                     .expected = "a multiple of 3073 bytes, 30730000 in the whole set",
                     .found = std::to_string(bytes.size()) + " bytes",
                     .advice = "Unpack the archive again"});
    return bytes.size() / cifar10_record;
}

/// Writes the images in these bytes of a file, and their labels, to `images` and `labels`, which have room
/// for `cifar10_count` of them. Errors: those of `cifar10_count`; a label above 9.
inline void unpack_cifar10(std::span<const std::uint8_t> bytes, const std::string& file, float* images,
                           int* labels) {
    const std::size_t n = cifar10_count(bytes, file);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint8_t* record = bytes.data() + i * cifar10_record;
        if (*record > 9)
            throw_error({.problem = "label out of range",
                         .file = file,
                         .name = "image " + std::to_string(i),
                         .expected = "0 to 9",
                         .found = std::to_string(*record)});
        labels[i] = *record;
        images = std::transform(record + 1, record + cifar10_record, images,
                                [](std::uint8_t v) { return static_cast<float>(v) / 255.0f; });
    }
}

/// Images and labels of the files, one behind the other; pixels scaled to [0, 1].
/// Errors: those of `read_bytes`; a size that is no whole number of records; a label above 9.
[[nodiscard]] inline labelled_images read_cifar10(const std::vector<std::filesystem::path>& files,
                                                  std::vector<std::string> names) {
    std::vector<std::vector<std::uint8_t>> contents;
    std::size_t n = 0;
    for (const auto& file : files) {
        contents.push_back(read_bytes(file));
        n += cifar10_count(contents.back(), file.string());
    }
    labelled_images set{xt::xtensor<float, 4>({n, std::size_t{3}, std::size_t{32}, std::size_t{32}}),
                        xt::xtensor<int, 1>::from_shape({n}), std::move(names)};
    std::size_t done = 0;
    for (std::size_t k = 0; k < files.size(); ++k) {
        unpack_cifar10(contents[k], files[k].string(), set.images.data() + done * (cifar10_record - 1),
                       set.labels.data() + done);
        done += contents[k].size() / cifar10_record;
    }
    return set;
}

/// Reads the set from the folder of its files. A part of it will do, `data_batch_1.bin` alone for training;
/// but none may be missing before one that is there. Errors: a file is missing; those of `read_cifar10` and
/// `read_cifar10_names`.
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
/// `cifar-10-batches-bin` or `cifar10-subset`. None where the variable is unset or empty. Errors: it names a
/// folder with none of them.
[[nodiscard]] inline std::optional<std::filesystem::path> cifar10_folder() {
    const char* named = std::getenv("STRATA_DATA");
    if (named == nullptr || *named == '\0') return std::nullopt;
    const std::filesystem::path root = named;
    for (const char* below : {"", "cifar-10-batches-bin", "cifar10-subset"})
        if (const auto folder = *below ? root / below : root;
            std::filesystem::exists(folder / "data_batch_1.bin"))
            return folder;
    throw_error({.problem = "the folder that STRATA_DATA names holds no CIFAR-10",
                 .file = root.string(),
                 .expected = "data_batch_1.bin in it, in its cifar-10-batches-bin or in its cifar10-subset",
                 .advice = "Unpack cifar-10-binary.tar.gz there, or unset the variable"});
}

}  // namespace strata::inline STRATA_TARGET
