// SPDX-License-Identifier: MIT
#pragma once
/// A folder of images by class as a data set. A program that includes it links what strata::io links.
///
///     image_folder train("train", {.channels = 3, .height = 32, .width = 32});
///     image_folder test("test", {.channels = 3, .height = 32, .width = 32}, train.class_names());
///
/// Each folder in it is a class that has the folder's name, numbered in the order of the names; each file in
/// that is an image, which is read when its sample is wanted and scaled to [0, 1].
#include <strata/data/file_set.hpp>
#include <strata/data/image_reader.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// The files of the folder, all of which have the name of an image, in the classes that are wanted.
[[nodiscard]] inline labelled_files images_by_folder(const std::filesystem::path& folder,
                                                     const image_reader& options,
                                                     const std::vector<std::string>& class_names) {
    if (options.height < 1 || options.width < 1)
        throw_error({.problem = "the extents of the images are missing",
                     .file = folder.string(),
                     .expected = "a positive height and width",
                     .found = std::to_string(options.height) + " x " + std::to_string(options.width)});
    check_image_channels(folder.string(), options.channels);
    labelled_files all = files_by_folder(folder);
    for (const std::filesystem::path& file : all.files) {
        std::string kind = file.extension().string();
        for (char& c : kind)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        constexpr std::string_view kinds[] = {".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".pnm"};
        if (std::find(std::begin(kinds), std::end(kinds), kind) == std::end(kinds))
            throw_error({.problem = "the file is no image by its name",
                         .file = file.string(),
                         .expected = "a name that ends in .png, .jpg, .jpeg, .pgm, .ppm or .pnm"});
    }
    const auto listed = [](const std::vector<std::string>& names) { return quotable(list_text(names)); };
    if (!class_names.empty() && class_names != all.class_names)
        throw_error({.problem = "the folder has other classes",
                     .file = folder.string(),
                     .expected = listed(class_names),
                     .found = listed(all.class_names)});
    return all;
}

}  // namespace detail

/// The images of a folder: image i as input 0, its class as target 0.
class image_folder : public file_set<image_reader> {
public:
    /// `class_names`: those of the set that a network is trained on, where they are not its own. Errors:
    /// those of `files_by_folder`; a file that is no image by its name; other classes; no extents. What is
    /// wrong with an image is said when it is read, with the file: the errors of `read_image`; other extents,
    /// where these are refused.
    explicit image_folder(const std::filesystem::path& folder, image_reader options,
                          const std::vector<std::string>& class_names = {})
        : file_set(detail::images_by_folder(folder, options, class_names), options) {}
};

}  // namespace strata::inline STRATA_TARGET
