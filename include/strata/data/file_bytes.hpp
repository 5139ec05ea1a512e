// SPDX-License-Identifier: MIT
#pragma once
/// A whole file as bytes.
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// An open C stream that closes itself: C++ streams do not say why they failed.
using open_file = std::unique_ptr<std::FILE, decltype([](std::FILE* f) { std::fclose(f); })>;

/// What the system calls an error number: "No such file or directory".
[[nodiscard]] inline std::string system_text(int number) { return std::generic_category().message(number); }

/// Every byte of a file. Errors: the file does not exist, is a folder or device, cannot be read.
[[nodiscard]] inline std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::status(path, ignored);
    if (std::filesystem::is_directory(status))
        throw_error({.problem = "this is a folder, not a file", .file = path.string()});
    // A device may have no end, and opening a pipe would wait for a writer that may never come.
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        throw_error({.problem = "this is a device or pipe, not a file", .file = path.string()});
    const open_file file{std::fopen(path.string().c_str(), "rb")};
    if (!file && errno == ENOENT)
        throw_error({.problem = "the file does not exist",
                     .file = path.string(),
                     .advice = "Check the name, and the folder that the program was started in"});
    if (!file)
        throw_error({.problem = "the file cannot be opened: " + system_text(errno), .file = path.string()});
    // One byte more than there should be shows the end; a file that says no size, as those in /proc, is read
    // in pieces.
    std::vector<std::uint8_t> bytes;
    const std::uintmax_t size = std::filesystem::file_size(path, ignored);
    const std::size_t first =
        ignored || size == 0 ? std::size_t{1} << 16 : static_cast<std::size_t>(size) + 1;
    for (std::size_t piece = first;; piece = std::max(bytes.size(), std::size_t{1} << 16)) {
        const std::size_t before = bytes.size();
        bytes.resize(before + piece);
        const std::size_t count = std::fread(bytes.data() + before, 1, piece, file.get());
        bytes.resize(before + count);
        if (std::ferror(file.get()))
            throw_error({.problem = "the file cannot be read: " + system_text(errno), .file = path.string()});
        if (count < piece) return bytes;
    }
}

}  // namespace strata::inline STRATA_TARGET
