// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/npz.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "target.hpp"

namespace strata::test {

/// NumPy's files; the first byte says which elements are wanted.
struct npy_target {
    static constexpr const char* name = "npy";

    template <class T>
    static void read_as(bytes_view bytes) {
        const xt::xarray<T> x = npy_of_bytes<T>(bytes, "file");
        demand(x.size() <= bytes.size(), "there are more elements than bytes");
    }
    static void read(bytes_view bytes) {
        if (bytes.empty()) return;
        const bytes_view file = bytes.subspan(1);
        switch (bytes[0] % 4) {
            case 0:
                return read_as<float>(file);
            case 1:
                return read_as<double>(file);
            case 2:
                return read_as<std::int64_t>(file);
            default:
                return read_as<bool>(file);
        }
    }

    static std::vector<std::string> seeds() {
        return {'\0' + npy_bytes(xt::xtensor<float, 2>{{1, 2, 3}, {4, 5, 6}}),
                '\1' + npy_bytes(xt::xtensor<double, 1>{1, 2}),
                '\2' + npy_bytes(xt::xtensor<std::int64_t, 3>{{{1}, {2}}}),
                '\3' + npy_bytes(xt::xtensor<bool, 1>{true, false}),
                '\0' + npy_header_text("<f2", {2}) + "abcd"};
    }
    static std::size_t most_memory(std::size_t size) { return 16 * size + (1 << 16); }
};

/// Archives of them.
struct npz_target {
    static constexpr const char* name = "npz";

    static void read(bytes_view bytes) {
        const npz_file file({bytes.begin(), bytes.end()}, "file");
        for (const std::string& array : file.names()) static_cast<void>(file.read<float>(array));
    }

    static std::vector<std::string> seeds() {
        const std::string x = npy_bytes(xt::xtensor<float, 1>{1, 2, 3});
        const std::string y = npy_bytes(xt::xtensor<float, 2>(xt::zeros<float>({20, 30})));
        return {zip_bytes({{"x.npy", x}, {"y.npy", y}}, "file"),
                zip_bytes({{"x.npy", x}, {"y.npy", y}}, "file", true), zip_bytes({}, "file")};
    }
    static std::size_t most_memory(std::size_t size) { return 4 * 1033 * size + (1 << 17); }
};

}  // namespace strata::test
