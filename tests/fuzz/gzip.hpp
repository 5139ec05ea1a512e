// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/gzip.hpp>

#include <zlib.h>

#include <algorithm>
#include <string>

#include "../data/image_bytes.hpp"
#include "target.hpp"

namespace strata::test {

/// The text as one member of a gzip file.
inline std::string gzipped(const std::string& plain) {
    z_stream stream{};
    if (::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
    std::string packed(::deflateBound(&stream, plain.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (::deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

/// The same without packing it, which is quicker.
inline std::string gzip_stored(const std::string& plain) {
    std::string end = big_endian(static_cast<std::uint32_t>(plain.size())) + big_endian(checksum(plain));
    std::reverse(end.begin(), end.end());
    return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + stored(plain) + end;
}

/// gzip files as they come, and as the first half of a file whose other half is sound.
struct gzip_target {
    static constexpr const char* name = "gzip";
    static constexpr std::size_t most = 1 << 14;

    static void read(bytes_view bytes) {
        const auto first = [&] {
            return gunzip_first(bytes, "file", bytes.empty() ? 0 : bytes[bytes.size() - 1]);
        };
        if (bytes.size() % 2 == 0)
            demand(gunzip(bytes, "file", most).size() <= most, "more is unpacked than the limit");
        else
            demand(first().size() <= 255, "more is unpacked than was asked for");
    }

    static std::vector<std::string> seeds() {
        std::string varied;
        for (int i = 0; i < 2000; ++i) varied += static_cast<char>(i * i % 251);
        return {gzipped(""),
                gzipped("a"),
                gzipped(varied),
                gzip_stored(varied.substr(0, 301)),
                gzipped(std::string(100'000, 'x')),
                gzipped("one") + gzipped("two")};
    }
    static std::size_t most_memory(std::size_t size) { return 8 * most + 8 * size + (1 << 16); }
};

}  // namespace strata::test
