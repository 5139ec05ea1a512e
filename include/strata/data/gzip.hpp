// SPDX-License-Identifier: MIT
#pragma once
/// Files packed by gzip (RFC 1952), unpacked by zlib.
///
/// A file that was cut off while it was copied and a file with a damaged byte both become an error: gzip
/// keeps a checksum and the length of what it packed, and both are compared.
#include <strata/data/file_bytes.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <zlib.h>

namespace strata::inline STRATA_TARGET {

/// Deflate, which is inside of gzip, makes at most so many bytes of one.
inline constexpr int64 deflate_ratio = 1032;

/// How many bytes a gzip file is unpacked to where nothing else is said. A file that holds more is refused.
inline constexpr int64 gzip_limit = int64{1} << 32;

/// Whether bytes begin as every gzip file does.
[[nodiscard]] inline bool is_gzip(std::span<const std::uint8_t> bytes) {
    return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/// The first `count` bytes of what gzip data hold, or all of it where that is less; `file` is the name for
/// errors. The checksum is compared where the end is reached. Takes at most three times the memory of the
/// answer.
/// Errors: not gzip, the data ends early, the data is damaged, other bytes follow it.
[[nodiscard]] inline std::vector<std::uint8_t> gunzip_first(std::span<const std::uint8_t> packed,
                                                            const std::string& file, int64 count) {
    if (!is_gzip(packed))
        throw_error({.problem = packed.empty() ? "the file is empty" : "this is not a gzip file",
                     .file = file,
                     .expected = "the bytes 1f 8b at its start"});
    z_stream stream{};
    // 15 is the largest window; 16 more asks for gzip's header and checksum instead of zlib's own.
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw_error({.problem = "zlib cannot start", .file = file});
    const auto closer = [](z_stream* s) { inflateEnd(s); };
    const std::unique_ptr<z_stream, decltype(closer)> closed_at_exit{&stream, closer};

    const auto most =
        static_cast<std::size_t>(std::min<int64>(count, std::numeric_limits<std::ptrdiff_t>::max()));
    std::vector<std::uint8_t> plain;
    std::size_t given = 0, held = 0;
    for (;;) {
        if (stream.avail_in == 0) {  // zlib counts in 32 bits, a file may be longer
            const std::size_t more = std::min(packed.size() - given, std::size_t{1} << 30);
            stream.next_in = const_cast<std::uint8_t*>(packed.data() + given);
            stream.avail_in = static_cast<uInt>(more);
            given += more;
        }
        if (held == plain.size()) {
            if (held == most) return plain;
            plain.resize(std::min(most, held == 0 ? packed.size() * 4 + 1024 : held * 2));
        }
        const std::size_t room = std::min(plain.size() - held, std::size_t{1} << 30);
        stream.next_out = plain.data() + held;
        stream.avail_out = static_cast<uInt>(room);
        const int status = inflate(&stream, Z_NO_FLUSH);
        held += room - stream.avail_out;
        const std::size_t taken = given - stream.avail_in;
        if (status == Z_STREAM_END) {
            if (taken == packed.size()) {
                plain.resize(held);
                return plain;
            }
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

/// Unpacks gzip data whole. Errors: those of `gunzip_first`; more than `most` bytes.
[[nodiscard]] inline std::vector<std::uint8_t> gunzip(std::span<const std::uint8_t> packed,
                                                      const std::string& file, int64 most = gzip_limit) {
    std::vector<std::uint8_t> plain = gunzip_first(packed, file, most + 1);
    if (static_cast<int64>(plain.size()) > most)
        throw_error({.problem = "the gzip data hold more than what is unpacked",
                     .file = file,
                     .expected = "at most " + std::to_string(most) + " bytes",
                     .advice = "Where they are meant to be so large, read them with a higher limit: "
                               "read_gzip(path, bytes)"});
    return plain;
}

/// Reads and unpacks a gzip file. Errors: those of `read_bytes` and of `gunzip`.
[[nodiscard]] inline std::vector<std::uint8_t> read_gzip(const std::filesystem::path& path,
                                                         int64 most = gzip_limit) {
    return gunzip(read_bytes(path), path.string(), most);
}

/// Reads a file that may be packed by gzip or not. Errors: those of `read_bytes` and of `gunzip`.
[[nodiscard]] inline std::vector<std::uint8_t> read_gzip_or_plain(const std::filesystem::path& path,
                                                                  int64 most = gzip_limit) {
    std::vector<std::uint8_t> bytes = read_bytes(path);
    return is_gzip(bytes) ? gunzip(bytes, path.string(), most) : bytes;
}

}  // namespace strata::inline STRATA_TARGET
