// SPDX-License-Identifier: MIT
#pragma once
/// Zip archives in the making: members that are stored or packed by deflate; zip.hpp reads them.
#include <strata/data/zip.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A member in the making.
struct zip_content {
    std::string name, bytes;
};

/// An archive of these members, stored or `deflated`; the same members give the same bytes. `file` is the
/// name for errors. Errors: two members of one name; more than 4 GB, or than 65,534 members.
[[nodiscard]] inline std::string zip_bytes(const std::vector<zip_content>& members, const std::string& file,
                                           bool deflated = false) {
    std::string archive, directory;
    const auto put = [](std::string& to, std::uint64_t number, int bytes) {
        for (int i = 0; i < bytes; ++i) to += static_cast<char>(number >> (8 * i) & 255);
    };
    constexpr std::size_t limit = 0xfffffffe;
    std::set<std::string> names;
    if (members.size() > 0xfffe) detail::refuse_zip("the archive has too many members", file);
    for (const auto& [name, plain] : members) {
        if (!names.insert(name).second) detail::refuse_zip("two members have the same name", file, name);
        if (name.size() > 0xffff) detail::refuse_zip("the name of a member is too long", file, name);
        if (plain.size() > limit || archive.size() + plain.size() + plain.size() / 1000 + 100'000 > limit)
            detail::refuse_zip("the archive would be larger than 4 GB", file, name,
                               "Save its arrays as files of their own");
        std::string packed = plain;
        if (deflated) {
            z_stream stream{};
            if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
                throw_error({.problem = "zlib cannot start", .file = file});
            packed.resize(deflateBound(&stream, static_cast<uLong>(plain.size())));
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
            stream.avail_in = static_cast<uInt>(plain.size());
            stream.next_out = reinterpret_cast<Bytef*>(packed.data());
            stream.avail_out = static_cast<uInt>(packed.size());
            static_cast<void>(deflate(&stream, Z_FINISH));
            packed.resize(packed.size() - stream.avail_out);
            deflateEnd(&stream);
        }
        const std::size_t begin = archive.size();
        std::string shared;  // what the member's own header and the directory both say
        for (const int number : {20, 0, deflated ? 8 : 0, 0, 33})
            put(shared, static_cast<unsigned>(number), 2);
        put(shared, crc32_z(0, reinterpret_cast<const Bytef*>(plain.data()), plain.size()), 4);
        put(shared, packed.size(), 4);
        put(shared, plain.size(), 4);
        put(shared, name.size(), 2);
        put(shared, 0, 2);
        put(archive, detail::zip_local_mark, 4);
        archive += shared + name + packed;
        put(directory, detail::zip_row_mark, 4);
        put(directory, 20, 2);
        directory += shared;
        directory.append(10, '\0');
        put(directory, begin, 4);
        directory += name;
    }
    const std::size_t begin = archive.size();
    archive += directory;
    put(archive, detail::zip_end_mark, 4);
    put(archive, 0, 4);
    put(archive, members.size(), 2);
    put(archive, members.size(), 2);
    put(archive, directory.size(), 4);
    put(archive, begin, 4);
    put(archive, 0, 2);
    return archive;
}

}  // namespace strata::inline STRATA_TARGET
