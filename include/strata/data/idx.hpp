// SPDX-License-Identifier: MIT
#pragma once
/// The IDX format of MNIST and the sets that took its form, packed by gzip or not.
///
///     images    magic 2051, N, H, W: 32 bits each, highest byte first; then N H W bytes, 0 black to 255
///     white labels    magic 2049, N                                        ; then N bytes
///
/// Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, "File formats".
#include <strata/data/gzip.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The content of an IDX file of bytes, before it means something.
struct idx_content {
    std::vector<int> extents;         ///< as the header says
    std::vector<std::uint8_t> bytes;  ///< header and values
    const std::uint8_t* values;       ///< where the values begin in `bytes`
};

/// Reads an IDX file of unsigned bytes with the given number of axes: 3 for images, 1 for labels.
/// Errors: those of `read_gzip_or_plain`; a header cut off, another magic number, counts other than the bytes
/// there are.
[[nodiscard]] inline idx_content read_idx_bytes(const std::filesystem::path& path, int axes) {
    idx_content content{{}, read_gzip_or_plain(path), nullptr};
    const auto& bytes = content.bytes;
    const std::size_t header = 4 + 4 * static_cast<std::size_t>(axes);
    const auto number_at = [&](std::size_t at) {
        return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
               std::uint32_t{bytes[at + 2]} << 8 | std::uint32_t{bytes[at + 3]};
    };
    // The type 8 (unsigned byte) and the number of axes are the two low bytes.
    const std::uint32_t magic = 0x800 + static_cast<std::uint32_t>(axes);
    if (bytes.size() >= 4 && number_at(0) != magic)
        throw_error({.problem = "wrong magic number",
                     .file = path.string(),
                     .expected = std::to_string(magic) + (axes == 3 ? " (images)" : " (labels)"),
                     .found = std::to_string(number_at(0)),
                     .advice = number_at(0) == 2049   ? "This is a file of labels"
                               : number_at(0) == 2051 ? "This is a file of images"
                                                      : "This is no IDX file of bytes"});
    if (bytes.size() < header)
        throw_error({.problem = "the file ends inside the header",
                     .file = path.string(),
                     .expected = std::to_string(header) + " bytes",
                     .found = std::to_string(bytes.size())});
    double product = 1;  // a double holds any count exactly that memory could hold, and does not overflow
    std::string text;
    for (std::size_t at = 4; at < header; at += 4) {
        const std::uint32_t extent = number_at(at);
        product *= extent;
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
        content.extents.push_back(static_cast<int>(std::min(extent, std::uint32_t{0x7fffffff})));
    }
    if (product == 0)
        throw_error({.problem = "the header counts " + text + ": nothing", .file = path.string()});
    if (product != static_cast<double>(bytes.size() - header))
        throw_error({.problem = "the header's counts disagree with the length of the file",
                     .file = path.string(),
                     .expected = text + " bytes behind the header",
                     .found = std::to_string(bytes.size() - header)});
    content.values = bytes.data() + header;
    return content;
}

/// The images of an IDX file, [N, 1, H, W], scaled from bytes to [0, 1].
/// Errors: those of `read_idx_bytes`; extents other than height and width, where these are not 0.
[[nodiscard]] inline xt::xtensor<float, 4> read_idx_images(const std::filesystem::path& path, int height = 0,
                                                           int width = 0) {
    const idx_content content = read_idx_bytes(path, 3);
    const int h = content.extents[1], w = content.extents[2];
    if ((height != 0 && h != height) || (width != 0 && w != width))
        throw_error({.problem = "the images have other extents",
                     .file = path.string(),
                     .expected = std::to_string(height) + " x " + std::to_string(width),
                     .found = std::to_string(h) + " x " + std::to_string(w)});
    xt::xtensor<float, 4> images({static_cast<std::size_t>(content.extents[0]), std::size_t{1},
                                  static_cast<std::size_t>(h), static_cast<std::size_t>(w)});
    std::transform(content.values, content.values + images.size(), images.data(),
                   [](std::uint8_t value) { return static_cast<float>(value) / 255.0f; });
    return images;
}

/// The labels of an IDX file. Errors: those of `read_idx_bytes`; a label that is not in [0, classes).
[[nodiscard]] inline xt::xtensor<int, 1> read_idx_labels(const std::filesystem::path& path, int classes) {
    const idx_content content = read_idx_bytes(path, 1);
    auto labels = xt::xtensor<int, 1>::from_shape({static_cast<std::size_t>(content.extents[0])});
    for (std::size_t i = 0; i < labels.size(); ++i) {
        labels(i) = content.values[i];
        if (labels(i) >= classes)
            throw_error({.problem = "label out of range",
                         .file = path.string(),
                         .name = "label " + std::to_string(i),
                         .expected = "0 to " + std::to_string(classes - 1),
                         .found = std::to_string(labels(i))});
    }
    return labels;
}

/// Images and their labels from a pair of IDX files.
/// Errors: those of both readers; as many images as labels are expected.
[[nodiscard]] inline labelled_images read_idx(const std::filesystem::path& images_path,
                                              const std::filesystem::path& labels_path,
                                              std::vector<std::string> class_names, int height = 0,
                                              int width = 0) {
    labelled_images set{read_idx_images(images_path, height, width),
                        read_idx_labels(labels_path, static_cast<int>(class_names.size())),
                        {}};
    set.class_names = std::move(class_names);
    if (set.images.shape()[0] != set.labels.size())
        throw_error({.problem = "not one label for each image",
                     .file = labels_path.string(),
                     .expected = std::to_string(set.size()) + " labels, as many as " +
                                 images_path.filename().string() + " has images",
                     .found = std::to_string(set.labels.size()),
                     .advice = "Take both files from the same set"});
    return set;
}

}  // namespace strata::inline STRATA_TARGET
