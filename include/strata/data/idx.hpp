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
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The content of an IDX file of bytes, before it means something.
struct idx_content {
    std::vector<int> extents;          ///< as the header says
    std::vector<std::uint8_t> values;  ///< as many as the product of the extents
};

/// The content of the bytes of an IDX file, packed by gzip or not, with the given number of axes: 3 for
/// images, 1 for labels; `file` is the name for errors. The header is read first: what it claims is compared
/// with the length of the file before memory is taken, and no more than that is unpacked.
/// Errors: those of `gunzip_first`; a header cut off, another magic number, counts other than the bytes there
/// are.
[[nodiscard]] inline idx_content idx_content_of_bytes(std::span<const std::uint8_t> bytes,
                                                      const std::string& file, int axes) {
    const std::size_t header = 4 + 4 * static_cast<std::size_t>(axes);
    const bool packed = is_gzip(bytes);
    std::vector<std::uint8_t> unpacked;
    if (packed) unpacked = gunzip_first(bytes, file, static_cast<int64>(header));
    const std::span<const std::uint8_t> start = packed ? unpacked : bytes;
    const auto number_at = [&](std::size_t at) {
        return std::uint32_t{start[at]} << 24 | std::uint32_t{start[at + 1]} << 16 |
               std::uint32_t{start[at + 2]} << 8 | std::uint32_t{start[at + 3]};
    };
    // The type 8 (unsigned byte) and the number of axes are the two low bytes.
    const std::uint32_t magic = 0x800 + static_cast<std::uint32_t>(axes);
    if (start.size() >= 4 && number_at(0) != magic)
        throw_error({.problem = "wrong magic number",
                     .file = file,
                     .expected = std::to_string(magic) + (axes == 3 ? " (images)" : " (labels)"),
                     .found = std::to_string(number_at(0)),
                     .advice = number_at(0) == 2049   ? "This is a file of labels"
                               : number_at(0) == 2051 ? "This is a file of images"
                                                      : "This is no IDX file of bytes"});
    if (start.size() < header)
        throw_error({.problem = "the file ends inside the header",
                     .file = file,
                     .expected = std::to_string(header) + " bytes",
                     .found = std::to_string(start.size())});
    idx_content content;
    // No file is longer than this, also one that was packed.
    const int64 most = static_cast<int64>(bytes.size()) * (packed ? deflate_ratio : 1);
    int64 product = 1;
    bool nothing = false, countable = true;
    std::string text;
    for (std::size_t at = 4; at < header; at += 4) {
        const std::uint32_t extent = number_at(at);
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
        nothing = nothing || extent == 0;
        countable = countable && extent <= std::uint32_t{std::numeric_limits<int>::max()};
        content.extents.push_back(static_cast<int>(extent));
        product = extent > 0 && product > most / extent ? most + 1 : product * extent;
    }
    if (nothing) throw_error({.problem = "the header counts " + text + ": nothing", .file = file});
    const auto wanted = [&](const std::string& found) {
        return error{{.problem = "the header's counts disagree with the length of the file",
                      .file = file,
                      .expected = text + " bytes behind the header",
                      .found = found}};
    };
    const int64 there = static_cast<int64>(bytes.size() - header);
    if (packed && product > most)
        throw_error(
            wanted(std::to_string(bytes.size()) + " packed, which hold at most " + std::to_string(most)));
    if (!packed && product != there) throw_error(wanted(std::to_string(there)));
    if (!countable)
        throw_error({.problem = "the header counts " + text + ": an extent is larger than what is read",
                     .file = file,
                     .expected = "at most " + std::to_string(std::numeric_limits<int>::max())});
    if (packed) {
        content.values = gunzip_first(bytes, file, static_cast<int64>(header) + product + 1);
        content.values.erase(content.values.begin(),
                             content.values.begin() + static_cast<std::ptrdiff_t>(header));
        if (static_cast<int64>(content.values.size()) > product) throw_error(wanted("more"));
        if (static_cast<int64>(content.values.size()) < product)
            throw_error(wanted(std::to_string(content.values.size())));
    } else {
        content.values.assign(bytes.begin() + static_cast<std::ptrdiff_t>(header), bytes.end());
    }
    return content;
}

/// The images in the bytes of an IDX file, as `read_idx_images` gives them; `file` is the name for errors.
[[nodiscard]] inline xt::xtensor<float, 4> idx_images_of_bytes(std::span<const std::uint8_t> bytes,
                                                               const std::string& file, int height = 0,
                                                               int width = 0) {
    const idx_content content = idx_content_of_bytes(bytes, file, 3);
    const int h = content.extents[1], w = content.extents[2];
    if ((height != 0 && h != height) || (width != 0 && w != width))
        throw_error({.problem = "the images have other extents",
                     .file = file,
                     .expected = std::to_string(height) + " x " + std::to_string(width),
                     .found = std::to_string(h) + " x " + std::to_string(w)});
    xt::xtensor<float, 4> images({static_cast<std::size_t>(content.extents[0]), std::size_t{1},
                                  static_cast<std::size_t>(h), static_cast<std::size_t>(w)});
    std::transform(content.values.begin(), content.values.end(), images.data(),
                   [](std::uint8_t value) { return static_cast<float>(value) / 255.0f; });
    return images;
}

/// The images of an IDX file, [N, 1, H, W], scaled from bytes to [0, 1].
/// Errors: those of `read_bytes` and `idx_content_of_bytes`; extents other than height and width, where these
/// are not 0.
[[nodiscard]] inline xt::xtensor<float, 4> read_idx_images(const std::filesystem::path& path, int height = 0,
                                                           int width = 0) {
    return idx_images_of_bytes(read_bytes(path), path.string(), height, width);
}

/// The labels in the bytes of an IDX file, as `read_idx_labels` gives them; `file` is the name for errors.
[[nodiscard]] inline xt::xtensor<int, 1> idx_labels_of_bytes(std::span<const std::uint8_t> bytes,
                                                             const std::string& file, int classes) {
    const idx_content content = idx_content_of_bytes(bytes, file, 1);
    auto labels = xt::xtensor<int, 1>::from_shape({content.values.size()});
    for (std::size_t i = 0; i < labels.size(); ++i) {
        labels(i) = content.values[i];
        if (labels(i) >= classes)
            throw_error({.problem = "label out of range",
                         .file = file,
                         .name = "label " + std::to_string(i),
                         .expected = "0 to " + std::to_string(classes - 1),
                         .found = std::to_string(labels(i))});
    }
    return labels;
}

/// The labels of an IDX file. Errors: those of `read_bytes` and `idx_content_of_bytes`; a label that is not
/// in [0, classes).
[[nodiscard]] inline xt::xtensor<int, 1> read_idx_labels(const std::filesystem::path& path, int classes) {
    return idx_labels_of_bytes(read_bytes(path), path.string(), classes);
}

/// Images and their labels in the bytes of a pair of IDX files, as `read_idx` gives them; the names are for
/// errors.
[[nodiscard]] inline labelled_images idx_set_of_bytes(std::span<const std::uint8_t> image_bytes,
                                                      const std::string& image_file,
                                                      std::span<const std::uint8_t> label_bytes,
                                                      const std::string& label_file,
                                                      std::vector<std::string> class_names, int height = 0,
                                                      int width = 0) {
    labelled_images set{idx_images_of_bytes(image_bytes, image_file, height, width),
                        idx_labels_of_bytes(label_bytes, label_file, static_cast<int>(class_names.size())),
                        {}};
    set.class_names = std::move(class_names);
    if (set.images.shape()[0] != set.labels.size())
        throw_error({.problem = "not one label for each image",
                     .file = label_file,
                     .expected = std::to_string(set.size()) + " labels, as many as " +
                                 std::filesystem::path(image_file).filename().string() + " has images",
                     .found = std::to_string(set.labels.size()),
                     .advice = "Take both files from the same set"});
    return set;
}

/// Images and their labels from a pair of IDX files.
/// Errors: those of both readers; as many images as labels are expected.
[[nodiscard]] inline labelled_images read_idx(const std::filesystem::path& images_path,
                                              const std::filesystem::path& labels_path,
                                              std::vector<std::string> class_names, int height = 0,
                                              int width = 0) {
    return idx_set_of_bytes(read_bytes(images_path), images_path.string(), read_bytes(labels_path),
                            labels_path.string(), std::move(class_names), height, width);
}

}  // namespace strata::inline STRATA_TARGET
