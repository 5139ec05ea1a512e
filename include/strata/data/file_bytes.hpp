// SPDX-License-Identifier: MIT
#pragma once
/// A whole file as bytes, read and written.
///
/// Reading says why a file cannot be read. Writing never leaves half a file under the final name: the bytes
/// go to a temporary file beside it, which takes the name only when all of it has been written.
#include <strata/error.hpp>
#include <strata/target.hpp>

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

/// Every byte of a file. Errors: the file does not exist, is a folder, cannot be read.
[[nodiscard]] inline std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw_error({.problem = "this is a folder, not a file", .file = path.string()});
    const open_file file{std::fopen(path.string().c_str(), "rb")};
    if (!file && errno == ENOENT)
        throw_error({.problem = "the file does not exist",
                     .file = path.string(),
                     .advice = "Check the name, and the folder that the program was started in"});
    if (!file)
        throw_error({.problem = "the file cannot be opened: " + system_text(errno), .file = path.string()});
    std::vector<std::uint8_t> bytes;
    for (std::size_t piece = std::size_t{1} << 16;; piece = bytes.size()) {
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
