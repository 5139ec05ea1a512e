// SPDX-License-Identifier: MIT
#pragma once
/// Weights that scripts/weights has converted, photographs to run them on, and what scripts/compare-weights
/// reads.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <strata/data/image_file.hpp>
#include <strata/io/model_file.hpp>
#include <strata/io/save_safetensors.hpp>
#include <string>
#include <utility>
#include <vector>

/// Where scripts/data and scripts/weights put what they fetch.
inline std::filesystem::path fetched_folder() {
    namespace fs = std::filesystem;
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    const char* const home = std::getenv("HOME");
    return cache && *cache ? fs::path(cache) / "strata" : fs::path(home ? home : ".") / ".cache/strata";
}

/// The converted file, in this folder or, where it is "", in that of scripts/weights. Throws where there is
/// none.
inline std::filesystem::path published_weights(const std::string& name, const std::filesystem::path& folder) {
    const auto file = (folder.empty() ? fetched_folder() / "weights" : folder) / (name + ".safetensors");
    if (!exists(file))
        strata::throw_error({.problem = "there are no weights here",
                             .file = file.string(),
                             .advice = "scripts/weights " + name +
                                       " fetches and converts them; --weights names another folder."});
    return file;
}

/// A file, or one of the photographs that Debian's package darknet ships: dog, eagle, giraffe, horses, kite,
/// person. Throws where there is none.
inline std::filesystem::path photograph_of(const std::string& name) {
    namespace fs = std::filesystem;
    if (exists(fs::path(name))) return name;
    for (const fs::path& in : {fs::path("/usr/share/darknet/data"), fetched_folder() / "darknet",
                               fetched_folder() / "photographs"})
        for (const char* const kind : {".jpg", ".png"})
            if (exists(in / (name + kind))) return in / (name + kind);
    strata::throw_error({.problem = "there is no such photograph",
                         .name = name,
                         .advice = "Name a PNG or JPEG file, or fetch some by scripts/data darknet."});
}

/// Lines, a disc and a wave over 3 x height x width pixels: where no photograph is wanted.
inline xt::xtensor<float, 3> drawn_picture(int height, int width) {
    xt::xtensor<float, 3> x(
        {std::size_t{3}, static_cast<std::size_t>(height), static_cast<std::size_t>(width)});
    for (int i = 0; i < height; ++i)
        for (int j = 0; j < width; ++j) {
            const int from_middle = (2 * i - height) * (2 * i - height) + (2 * j - width) * (2 * j - width);
            const bool disc = from_middle < height * width / 3, line = (i + 2 * j) % 23 < 5;
            for (int c = 0; c < 3; ++c)
                x(static_cast<std::size_t>(c), static_cast<std::size_t>(i), static_cast<std::size_t>(j)) =
                    disc ? (line ? 0.9f : 0.3f + 0.2f * static_cast<float>(c))
                         : static_cast<float>((i * (c + 1)) % height) / static_cast<float>(height);
        }
    return x;
}

/// A photograph in the middle of a square, and where it lies there.
struct squared {
    xt::xtensor<float, 3> x;
    double scale;
    int top, left, height, width;

    /// Places of the square as places of the photograph.
    [[nodiscard]] double column(double of_square) const { return (of_square - left) / scale; }
    [[nodiscard]] double row(double of_square) const { return (of_square - top) / scale; }
};
/// As large as it fits, with `around` where the photograph is not.
inline squared in_a_square(const xt::xtensor<float, 3>& photograph, int side, float around) {
    const double h = double(photograph.shape()[1]), w = double(photograph.shape()[2]),
                 scale = side / std::max(h, w);
    const int height = std::max(1, int(std::lround(h * scale))),
              width = std::max(1, int(std::lround(w * scale)));
    const auto extent = static_cast<std::size_t>(side);
    squared f{xt::xtensor<float, 3>({std::size_t{3}, extent, extent}, around),
              scale,
              (side - height) / 2,
              (side - width) / 2,
              height,
              width};
    xt::view(f.x, xt::all(), xt::range(f.top, f.top + height), xt::range(f.left, f.left + width)) =
        strata::resized(photograph, height, width);
    return f;
}

/// The first sample of each array under its name, for scripts/compare-weights.
inline void write_answers(const std::filesystem::path& file,
                          std::vector<std::pair<std::string, xt::xtensor<float, 4>>> arrays) {
    std::vector<strata::named_tensor<float>> tensors;
    for (auto& [name, x] : arrays) {
        const auto& e = x.shape();
        const auto extent = [&e](std::size_t axis) { return static_cast<std::ptrdiff_t>(e[axis]); };
        tensors.push_back(
            {name, {1, extent(1), extent(2), extent(3)}, {0, extent(2) * extent(3), extent(3), 1}, x.data()});
    }
    strata::save_safetensors(file, tensors);
}
