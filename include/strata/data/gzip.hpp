// SPDX-License-Identifier: MIT
#pragma once
/// Files packed by gzip (RFC 1952), unpacked whole by zlib.
///
/// A file that was cut off while it was copied and a file with a damaged byte both become an error: gzip
/// keeps a checksum and the length of what it packed, and both are compared.
#include <strata/error.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <zlib.h>

namespace strata::inline STRATA_TARGET {

/// Whether bytes begin as every gzip file does.
[[nodiscard]] inline bool is_gzip(const std::vector<std::uint8_t>& bytes) {
    return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/// Unpacks gzip data; `file` is the name for errors.
/// Errors: not gzip, the data ends early, the data is damaged, other bytes follow it.
[[nodiscard]] inline std::vector<std::uint8_t> gunzip(const std::vector<std::uint8_t>& packed,
                                                      const std::string& file) {
    if (!is_gzip(packed))
        throw_error({.problem = packed.empty() ? "the file is empty" : "this is not a gzip file",
                     .file = file,
                     .expected = "the bytes 1f 8b at its start"});
    z_stream stream{};
    // 15 is the largest window; 16 more asks for gzip's header and checksum instead of zlib's own.
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw_error({.problem = "zlib cannot start", .file = file});
    const auto closer = [](z_stream* s) { inflateEnd(s); };
    const std::unique_ptr<z_stream, decltype(closer)> closed_at_exit{&stream, closer};

    std::vector<std::uint8_t> plain, piece(std::size_t{1} << 18);
    std::size_t given = 0;
    for (;;) {
        if (stream.avail_in == 0) {  // zlib counts in 32 bits, a file may be longer
            const std::size_t count = std::min(packed.size() - given, std::size_t{1} << 30);
            stream.next_in = const_cast<std::uint8_t*>(packed.data() + given);
            stream.avail_in = static_cast<uInt>(count);
            given += count;
        }
        stream.next_out = piece.data();
        stream.avail_out = static_cast<uInt>(piece.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        plain.insert(plain.end(), piece.data(), stream.next_out);
        const std::size_t taken = given - stream.avail_in;
        if (status == Z_STREAM_END) {
            if (taken == packed.size()) return plain;
            inflateReset(&stream);  // gzip files may stand one behind another
        } else if (status == Z_BUF_ERROR) {
            throw_error({.problem = "the gzip data ends early",
                         .file = file,
                         .found = std::to_string(packed.size()) + " bytes",
                         .advice = "The file was cut off: copy or download it again"});
        } else if (status != Z_OK) {
            throw_error({.problem = "the gzip data is damaged before byte " + std::to_string(taken) + " (" +
                                    (stream.msg ? stream.msg : "zlib gives no reason") + ")",
                         .file = file,
                         .advice = "Copy or download the file again"});
        }
    }
}

/// Reads and unpacks a gzip file. Errors: those of `read_bytes` and of `gunzip`.
[[nodiscard]] inline std::vector<std::uint8_t> read_gzip(const std::filesystem::path& path) {
    return gunzip(read_bytes(path), path.string());
}

/// Reads a file that may be packed by gzip or not. Errors: those of `read_bytes` and of `gunzip`.
[[nodiscard]] inline std::vector<std::uint8_t> read_gzip_or_plain(const std::filesystem::path& path) {
    std::vector<std::uint8_t> bytes = read_bytes(path);
    return is_gzip(bytes) ? gunzip(bytes, path.string()) : bytes;
}

}  // namespace strata::inline STRATA_TARGET
