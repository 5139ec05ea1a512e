// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/cifar10.hpp>

#include "target.hpp"

namespace strata::test {

/// A file of images, whose length counts in records: the input is repeated up to so many bytes as its first
/// two say.
struct cifar10_target {
    static constexpr const char* name = "cifar10";

    static void read(bytes_view bytes) {
        if (bytes.size() < 3) return;
        std::vector<std::uint8_t> file(bytes[0] % 3U * cifar10_record + bytes[1] % 3U);
        for (std::size_t i = 0; i < file.size(); ++i) file[i] = bytes[2 + i % (bytes.size() - 2)];
        const std::size_t n = cifar10_count(file, "file");
        std::vector<float> images(n * (cifar10_record - 1));
        std::vector<int> labels(n);
        unpack_cifar10(file, "file", images.data(), labels.data());
        for (const int label : labels) demand(label >= 0 && label < 10, "a label is no class");
    }

    static std::vector<std::string> seeds() {
        return {std::string("\1\0\3abc", 6), std::string("\2\0\0", 3), std::string("\2\1\4", 3)};
    }
    static std::size_t most_memory(std::size_t size) { return 6 * 2 * cifar10_record + 4 * size + (1 << 16); }
};

struct cifar10_names_target {
    static constexpr const char* name = "cifar10_names";

    static void read(bytes_view bytes) {
        const auto names = cifar10_names_of_bytes(bytes, "file");
        demand(names.size() == 10, "not ten names");
        for (const std::string& each : names) demand(!each.empty(), "a name is empty");
    }

    static std::vector<std::string> seeds() {
        return {"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n", "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj"};
    }
    static std::size_t most_memory(std::size_t size) { return 4 * size + (1 << 14); }
};

}  // namespace strata::test
