// SPDX-License-Identifier: MIT
#pragma once
/// Zip archives, such as NumPy's `.npz` files are: members that are stored or packed by deflate, unpacked by
/// zlib. They are written by zip_bytes.hpp.
///
/// The directory at the end of the file says where its members are, how long and with which checksum; each
/// claim is compared with the file before memory is taken, and the checksum after a member is unpacked. What
/// large archives add (ZIP64), archives in several files and encryption are refused.
///
/// Source: PKWARE, APPNOTE.TXT, .ZIP File Format Specification 6.3.
#include <strata/data/gzip.hpp>
#include <strata/error.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/target.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One file in an archive, as the directory says.
struct zip_member {
    std::string name;
    bool deflated = false;  ///< else stored as it is
    std::uint32_t checksum = 0;
    std::size_t begin = 0, packed = 0, size = 0;  ///< where its bytes are, and how many they are unpacked
};

namespace detail {

/// The numbers of an archive, least byte first.
struct zip_numbers {
    std::span<const std::uint8_t> bytes;

    [[nodiscard]] std::uint16_t two(std::size_t at) const {
        return from_little_endian<std::uint16_t>(bytes.data() + at);
    }
    [[nodiscard]] std::uint32_t four(std::size_t at) const {
        return from_little_endian<std::uint32_t>(bytes.data() + at);
    }
};

/// The length of what is fixed of a member's own header, of a row of the directory and of the archive's end.
inline constexpr std::size_t zip_local = 30, zip_row = 46, zip_end = 22;
inline constexpr std::uint32_t zip_local_mark = 0x04034b50, zip_row_mark = 0x02014b50,
                               zip_end_mark = 0x06054b50;

[[noreturn, gnu::cold]] inline void refuse_zip(const char* problem, const std::string& file,
                                               const std::string& name = {}, const std::string& advice = {}) {
    throw_error({.problem = problem, .file = file, .name = quotable(name, 80), .advice = advice});
}

/// Where the record is that ends the archive: a comment may follow it, up to the end of the file.
[[nodiscard]] inline std::size_t find_zip_end(const zip_numbers& in, const std::string& file) {
    const std::size_t size = in.bytes.size();
    for (std::size_t comment = 0; comment <= 0xffff && zip_end + comment <= size; ++comment) {
        const std::size_t at = size - zip_end - comment;
        if (in.four(at) == zip_end_mark && in.two(at + 20) == comment) return at;
    }
    if (size == 0) refuse_zip("the file is empty", file);
    if (size < 4 || in.four(0) != zip_local_mark)
        throw_error({.problem = "this is not a zip archive",
                     .file = file,
                     .expected = "the bytes 'PK' 03 04 at its start"});
    refuse_zip("the archive ends early", file, {}, "The file was cut off: copy it again");
}

/// The member of a row of the directory, with its place taken from its own header, which has to agree.
[[nodiscard]] inline zip_member zip_member_of_row(const zip_numbers& in, std::size_t row,
                                                  const std::string& file, std::size_t directory) {
    const std::uint8_t* letters = in.bytes.data() + row + zip_row;
    zip_member m{.name = std::string(letters, letters + in.two(row + 28)),
                 .deflated = in.two(row + 10) == 8,
                 .checksum = in.four(row + 16),
                 .packed = in.four(row + 20),
                 .size = in.four(row + 24)};
    const std::size_t own = in.four(row + 42);
    if (in.two(row + 8) & 1) refuse_zip("the member is encrypted", file, m.name);
    if (in.two(row + 10) != 8 && in.two(row + 10) != 0)
        throw_error({.problem = "the member is packed in a way that is not read",
                     .file = file,
                     .name = quotable(m.name, 80),
                     .expected = "0 (stored) or 8 (deflate)",
                     .found = std::to_string(in.two(row + 10))});
    if (m.packed == 0xffffffff || m.size == 0xffffffff || own == 0xffffffff)
        refuse_zip("the member is larger than 4 GB, which is not read", file, m.name,
                   "Save its arrays as files of their own");
    const char* const damaged = "the directory of the archive disagrees with its members";
    if (own > directory || directory - own < zip_local || in.four(own) != zip_local_mark)
        refuse_zip(damaged, file, m.name);
    const std::size_t name_length = in.two(own + 26);
    m.begin = own + zip_local + name_length + in.two(own + 28);
    if (m.begin > directory || m.packed > directory - m.begin || name_length != m.name.size() ||
        !std::equal(m.name.begin(), m.name.end(),
                    in.bytes.begin() + static_cast<std::ptrdiff_t>(own + zip_local),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }) ||
        (m.deflated ? m.size / static_cast<std::size_t>(deflate_ratio) > m.packed : m.size != m.packed))
        refuse_zip(damaged, file, m.name);
    return m;
}

}  // namespace detail

/// The members of an archive in the order of its directory; `file` is the name for errors. Errors: no zip
/// archive; cut off; in several files, encrypted, packed by something else, above 4 GB; a directory that
/// disagrees with the file; two members of one name.
[[nodiscard]] inline std::vector<zip_member> zip_members(std::span<const std::uint8_t> bytes,
                                                         const std::string& file) {
    const detail::zip_numbers in{bytes};
    const std::size_t end = detail::find_zip_end(in, file);
    const std::size_t count = in.two(end + 10), length = in.four(end + 12), begin = in.four(end + 16);
    if (count == 0xffff || length == 0xffffffff || begin == 0xffffffff)
        detail::refuse_zip("the archive is larger than 4 GB or has too many members, which is not read", file,
                           {}, "Save its arrays as files of their own");
    if (in.two(end + 4) != 0 || in.two(end + 6) != 0 || in.two(end + 8) != count)
        detail::refuse_zip("the archive is one of several files", file);
    const char* const damaged = "the directory of the archive is damaged";
    if (length > end || begin != end - length) detail::refuse_zip(damaged, file);
    std::vector<zip_member> all;
    std::set<std::string> names;
    std::size_t at = begin;
    for (std::size_t i = 0; i < count; ++i) {
        if (end - at < detail::zip_row || in.four(at) != detail::zip_row_mark)
            detail::refuse_zip(damaged, file);
        const std::size_t row = detail::zip_row + in.two(at + 28) + in.two(at + 30) + in.two(at + 32);
        if (end - at < row) detail::refuse_zip(damaged, file);
        all.push_back(detail::zip_member_of_row(in, at, file, begin));
        if (!names.insert(all.back().name).second)
            detail::refuse_zip("two members have the same name", file, all.back().name);
        at += row;
    }
    if (at != end) detail::refuse_zip(damaged, file);
    return all;
}

/// The content of a member. Errors: it is damaged: it cannot be unpacked, has another length than the
/// directory says, or another checksum.
[[nodiscard]] inline std::vector<std::uint8_t> unzip(std::span<const std::uint8_t> bytes, const zip_member& m,
                                                     const std::string& file) {
    const auto packed = bytes.subspan(m.begin, m.packed);
    std::vector<std::uint8_t> plain;
    const auto refuse = [&](const char* problem) {
        detail::refuse_zip(problem, file, m.name, "The file was damaged: copy it again");
    };
    if (!m.deflated) {
        plain.assign(packed.begin(), packed.end());
    } else {
        z_stream stream{};
        // A negative window asks for deflate alone, without zlib's header and checksum.
        if (inflateInit2(&stream, -15) != Z_OK) throw_error({.problem = "zlib cannot start", .file = file});
        const auto closer = [](z_stream* s) { inflateEnd(s); };
        const std::unique_ptr<z_stream, decltype(closer)> closed_at_exit{&stream, closer};
        plain.assign(m.size + 1, 0);  // one more shows a member that is longer
        stream.next_in = const_cast<std::uint8_t*>(packed.data());
        stream.avail_in = static_cast<uInt>(packed.size());
        stream.next_out = plain.data();
        stream.avail_out = static_cast<uInt>(plain.size());
        const int status = inflate(&stream, Z_FINISH);
        if (status != Z_STREAM_END || stream.avail_in != 0) refuse("the member cannot be unpacked");
        if (stream.avail_out != 1) refuse("the member has another length than the directory says");
        plain.resize(m.size);
    }
    if (crc32_z(0, plain.data(), plain.size()) != m.checksum) refuse("the checksum of the member is another");
    return plain;
}

}  // namespace strata::inline STRATA_TARGET
