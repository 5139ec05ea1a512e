// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/idx.hpp>

#include "gzip.hpp"
#include "target.hpp"

namespace strata::test {

/// IDX files of images and of labels, plain or packed; the first byte says which, and whether what follows is
/// packed before.
struct idx_target {
    static constexpr const char* name = "idx";

    static void read(bytes_view bytes) {
        const std::uint8_t form = bytes.empty() ? 0 : bytes[0];
        bytes = bytes.subspan(bytes.empty() ? 0 : 1);
        const std::string packed = form & 1 ? gzip_stored(text(bytes)) : std::string();
        if (form & 1) bytes = view(packed);
        if (form & 2) {
            for (const int label : idx_labels_of_bytes(bytes, "file", 10))
                demand(label >= 0 && label < 10, "a label is no class");
        } else {
            for (const float v : idx_images_of_bytes(bytes, "file", form & 4 ? 2 : 0, 0))
                demand(v >= 0 && v <= 1, "a value is not in [0, 1]");
        }
    }

    static std::vector<std::string> seeds() {
        const std::string images =
            big_endian(2051) + big_endian(2) + big_endian(2) + big_endian(3) + "abcdefghijkl";
        const std::string labels = big_endian(2049) + big_endian(3) + std::string("\0\1\2", 3);
        return {std::string(1, '\0') + images,
                '\4' + images,
                std::string(1, '\0') + gzipped(images),
                '\1' + images,
                '\2' + labels,
                '\3' + labels,
                '\2' + gzipped(labels)};
    }
    static std::size_t most_memory(std::size_t size) { return (3 + 1 + 4) * 1032 * size + (1 << 16); }
};

/// A labelled set: a file of images and one of labels, cut where the first byte says.
struct idx_pair_target {
    static constexpr const char* name = "idx_pair";

    static void read(bytes_view bytes) {
        if (bytes.empty()) return;
        const std::size_t images = std::min<std::size_t>(bytes[0], bytes.size() - 1);
        const labelled_images set = idx_set_of_bytes(bytes.subspan(1, images), "images",
                                                     bytes.subspan(1 + images), "labels", {"coat", "bag"});
        demand(set.images.shape()[0] == set.labels.size() && set.size() > 0, "not one label for each image");
    }

    static std::vector<std::string> seeds() {
        const std::string images =
            big_endian(2051) + big_endian(3) + big_endian(1) + big_endian(2) + "abcdef";
        const std::string labels = big_endian(2049) + big_endian(3) + std::string("\0\1\1", 3);
        return {static_cast<char>(images.size()) + images + labels};
    }
    static std::size_t most_memory(std::size_t size) { return idx_target::most_memory(size); }
};

}  // namespace strata::test
