// SPDX-License-Identifier: MIT
#pragma once
/// Files as a data set, each read when its sample is wanted.
#include <strata/data/data_set.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Files with a class each.
struct labelled_files {
    std::vector<std::filesystem::path> files;
    std::vector<int> classes;  ///< of each file; none where they have no classes
    std::vector<std::string> class_names = {};
};

/// The files in the folders of a folder, each of which is a class that has the folder's name, in the order of
/// their names; what begins with a dot is left out. Errors: no such folder; no file in its folders; a class
/// without a file.
[[nodiscard]] inline labelled_files files_by_folder(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    const auto refuse = [&](const char* problem) {
        throw_error({.problem = problem,
                     .file = folder.string(),
                     .expected = "a folder for each class, with its files in it"});
    };
    std::error_code failed;
    if (!fs::is_directory(folder, failed)) refuse("there is no such folder");
    const auto sorted = [](const fs::path& of, auto&& wanted) {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(of))
            if (entry.path().filename().string()[0] != '.' && wanted(entry)) found.push_back(entry.path());
        std::sort(found.begin(), found.end());
        return found;
    };
    labelled_files all;
    std::vector<std::string> empty;
    for (const fs::path& of_class : sorted(folder, [](const auto& entry) { return entry.is_directory(); })) {
        const auto number = static_cast<int>(all.class_names.size());
        all.class_names.push_back(of_class.filename().string());
        std::vector<fs::path> files =
            sorted(of_class, [](const auto& entry) { return entry.is_regular_file(); });
        if (files.empty()) empty.push_back(of_class.string());
        for (fs::path& file : files) {
            all.files.push_back(std::move(file));
            all.classes.push_back(number);
        }
    }
    if (all.files.empty()) refuse("there are no files in its folders");
    if (!empty.empty())
        throw_error({.problem = "the class has no examples",
                     .file = empty[0],
                     .expected = "a file at least",
                     .advice = "Remove the folder, or put files into it"});
    return all;
}

/// Samples that are a file each, which `read(path, to)` reads. Where files have classes, the class is the
/// first target; else `read` writes all targets.
///
///     file_set clips(paths, [](const std::filesystem::path& path, auto& to) { ... });
///     file_set photographs(files_by_folder("train"), image_reader{.height = 32, .width = 32});
///
/// `read` is called from several threads at once, unless it says `static constexpr bool one_reader = true`.
/// Errors: another number of classes than of files.
template <class Read>
class file_set {
public:
    static constexpr bool one_reader = strata::one_reader<Read>;

    file_set(labelled_files files, Read read) : files_(std::move(files)), read_(std::move(read)) {
        if (!files_.classes.empty() && files_.classes.size() != files_.files.size())
            throw_error({.problem = "not one class for each file",
                         .expected = std::to_string(files_.files.size()),
                         .found = std::to_string(files_.classes.size())});
    }
    file_set(std::vector<std::filesystem::path> files, Read read)
        : file_set(labelled_files{std::move(files), {}}, std::move(read)) {}

    [[nodiscard]] int64 size() const { return static_cast<int64>(files_.files.size()); }
    [[nodiscard]] const std::filesystem::path& file(int64 i) const { return files_.files[index(i)]; }

    template <class T>
    requires std::invocable < const Read&, const std::filesystem::path&, sample<T>
    & > void read(int64 i, sample<T>& to) const {
        read_(file(i), to);
        if (!files_.classes.empty()) to.classes({})[0] = class_of(i);
    }
    /// Throws where files have no classes.
    [[nodiscard]] int class_of(int64 i) const {
        if (files_.classes.empty())
            throw_error({.problem = "the files of this set have no classes", .file = file(i).string()});
        return files_.classes[index(i)];
    }
    [[nodiscard]] const std::vector<std::string>& class_names() const { return files_.class_names; }

private:
    static std::size_t index(int64 i) { return static_cast<std::size_t>(i); }

    labelled_files files_;
    Read read_;
};

}  // namespace strata::inline STRATA_TARGET
