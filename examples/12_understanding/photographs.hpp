// SPDX-License-Identifier: MIT
#pragma once
/// Photographs that the lessons find, and sheets of pictures.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <strata/data/image_file.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/pictures/image_grid.hpp>
#include <string>
#include <vector>

/// Folders in which photographs are looked for: scripts/data puts them into the first, Debian's
/// python3-skimage into the last.
inline std::filesystem::path photograph(const std::string& name, const std::string& folder) {
    namespace fs = std::filesystem;
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    const char* const home = std::getenv("HOME");
    const fs::path fetched =
        cache && *cache ? fs::path(cache) / "strata" : fs::path(home ? home : ".") / ".cache/strata";
    for (const fs::path& in :
         {fs::path(folder), fetched / "photographs", fs::path("/usr/lib/python3/dist-packages/skimage/data")})
        for (const char* const kind : {".png", ".jpg"})
            if (!in.empty() && exists(in / (name + kind))) return in / (name + kind);
    return {};
}

/// The middle square of a photograph, of this side, or a sheet of 16 images of the data set from number
/// `begin` on.
template <int Channels>
xt::xtensor<float, 3> square_of(const std::string& name, const std::string& folder,
                                const strata::labelled_images& set, int begin, int side) {
    if (const std::filesystem::path file = photograph(name, folder); !file.empty()) {
        const auto whole = strata::read_image(file, Channels);
        const std::size_t h = whole.shape()[1], w = whole.shape()[2], least = std::min(h, w);
        const xt::xtensor<float, 3> middle =
            xt::view(whole, xt::all(), xt::range((h - least) / 2, (h - least) / 2 + least),
                     xt::range((w - least) / 2, (w - least) / 2 + least));
        return strata::resized(middle, side, side);
    }
    std::cout << "no photograph " << name
              << ": scripts/data photographs fetches some; images of the set instead\n";
    xt::xtensor<float, 3> sheet(
        {std::size_t{Channels}, static_cast<std::size_t>(side), static_cast<std::size_t>(side)});
    for (int k = 0; k < 16; ++k)
        xt::view(sheet, xt::all(), xt::range(k / 4 * 32, k / 4 * 32 + 32),
                 xt::range(k % 4 * 32, k % 4 * 32 + 32)) = xt::view(set.images, begin + k);
    return sheet;
}

struct sheet_of_pictures {
    std::vector<xt::xtensor<float, 3>> pictures{};
    std::vector<std::string> names{};

    void add(const std::string& name, const xt::xtensor<float, 3>& x) {
        pictures.push_back(x), names.push_back(name);
    }
    void write(const std::filesystem::path& file, int columns) const {
        const auto& e = pictures[0].shape();
        xt::xtensor<float, 4> tiles({pictures.size(), e[0], e[1], e[2]});
        for (std::size_t i = 0; i < pictures.size(); ++i) xt::view(tiles, i) = pictures[i];
        strata::write_png(strata::image_grid(tiles, {.columns = columns, .scale = 2, .captions = names}),
                          file);
    }
};
