// SPDX-License-Identifier: MIT
#pragma once
/// Stamps of ten kinds and photographs to paste them on, each in two parts: of what is trained on nothing is
/// judged by.
///
///     scripts/data stamps         things with an alpha channel, of Debian's tuxpaint-stamps-default
///     scripts/data photographs    of python3-skimage
///     scripts/data backgrounds    of mate-backgrounds; without them there are fewer photographs
#include <algorithm>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/image_file.hpp>
#include <strata/data/order.hpp>
#include <string>
#include <utility>
#include <vector>

#include "../published_weights.hpp"

namespace stamps {

using namespace strata;
namespace fs = std::filesystem;

struct kind_of_stamps {
    const char* name;
    const char* folder;
};
inline constexpr kind_of_stamps kinds[] = {{"bird", "animals/birds"},     {"mammal", "animals/mammals"},
                                           {"insect", "animals/insects"}, {"fruit", "food/fruit"},
                                           {"flower", "plants/flowers"},  {"vegetable", "food/vegetables"},
                                           {"house", "town/houses"},      {"sign", "town/roadsigns"},
                                           {"vehicle", "vehicles"},       {"money", "symbols/money"}};

struct part {
    labelled_images pieces{};                          ///< [N, 4, side, side]
    std::vector<xt::xtensor<float, 3>> photographs{};  ///< [3, H, W]
};
struct parts {
    part train{}, test{};
};

/// Photographs without things of these kinds, their shorter side made 256 pixels.
inline std::vector<xt::xtensor<float, 3>> photographs_of(const std::vector<std::string>& names) {
    const std::vector<fs::path> folders{
        fetched_folder() / "photographs",     fetched_folder() / "backgrounds",
        fetched_folder() / "darknet",         "/usr/lib/python3/dist-packages/skimage/data",
        "/usr/share/backgrounds/mate/nature", "/usr/share/darknet/data"};
    std::vector<xt::xtensor<float, 3>> found;
    for (const std::string& name : names) {
        const auto in = std::find_if(folders.begin(), folders.end(),
                                     [&](const fs::path& folder) { return exists(folder / name); });
        if (in == folders.end()) continue;
        const auto x = read_image(*in / name);
        const auto h = static_cast<int>(x.shape()[1]), w = static_cast<int>(x.shape()[2]),
                   least = std::min(h, w);
        found.push_back(resized(x, 256 * h / least, 256 * w / least));
    }
    return found;
}

/// A stamp in the corner of a transparent square, its longer side that of the square.
inline xt::xtensor<float, 3> in_square(const xt::xtensor<float, 3>& x, int side) {
    const auto h = static_cast<int>(x.shape()[1]), w = static_cast<int>(x.shape()[2]),
               longer = std::max(h, w);
    const auto small = resized_cut_out(x, std::max(1, side * h / longer), std::max(1, side * w / longer));
    const auto extent = static_cast<std::size_t>(side);
    xt::xtensor<float, 3> square = xt::zeros<float>({std::size_t{4}, extent, extent});
    xt::view(square, xt::all(), xt::range(0, small.shape()[1]), xt::range(0, small.shape()[2])) = small;
    return square;
}

/// Of each kind a third, drawn by the seed, to be judged by.
inline parts parts_of_stamps(const fs::path& folder, seed s, int side = 64) {
    std::vector<std::pair<fs::path, int>> train, test;
    for (std::size_t k = 0; k < std::size(kinds); ++k) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder / kinds[k].folder))
            if (entry.path().extension() == ".png" && !entry.path().stem().string().ends_with("_mirror"))
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        std::vector<std::uint32_t> order(files.size());
        shuffled{}(order, static_cast<int64>(files.size()), s, static_cast<int>(k));
        for (std::size_t i = 0; i < order.size(); ++i)
            (3 * i < order.size() ? test : train).emplace_back(files[order[i]], static_cast<int>(k));
    }
    const auto read = [&](const std::vector<std::pair<fs::path, int>>& files) {
        const auto extent = static_cast<std::size_t>(side);
        labelled_images set{xt::xtensor<float, 4>::from_shape({files.size(), 4, extent, extent}),
                            xt::xtensor<int, 1>::from_shape({files.size()}),
                            {}};
        for (const kind_of_stamps& k : kinds) set.class_names.emplace_back(k.name);
        for (std::size_t i = 0; i < files.size(); ++i) {
            xt::view(set.images, i) = in_square(read_image(files[i].first, 4), side);
            set.labels(i) = files[i].second;
        }
        return set;
    };
    return {{read(train), {}}, {read(test), {}}};
}

/// Pieces of Fashion-MNIST, their grey value also their alpha where it is seen, on nothing.
inline part part_of_clothes(const labelled_images& clothes) {
    const std::size_t N = clothes.images.shape()[0], area = 28 * 28;
    labelled_images set{xt::xtensor<float, 4>::from_shape({N, 4, 28, 28}), clothes.labels,
                        clothes.class_names};
    for (std::size_t n = 0; n < N; ++n)
        for (std::size_t p = 0; p < area; ++p) {
            const float grey = clothes.images.data()[n * area + p];
            for (std::size_t c = 0; c < 3; ++c) set.images.data()[(4 * n + c) * area + p] = grey;
            set.images.data()[(4 * n + 3) * area + p] = grey > 0.05F ? 1.0F : 0.0F;
        }
    return {std::move(set), {xt::zeros<float>({3, 28, 28})}};
}

/// Stamps and photographs; where there are none, pieces of Fashion-MNIST on a black canvas, and a sentence
/// that says so.
inline parts found_or_clothes(seed s, const fs::path& clothes) {
    for (const fs::path& folder : {fetched_folder() / "stamps", fs::path("/usr/share/tuxpaint/stamps")}) {
        if (!std::all_of(std::begin(kinds), std::end(kinds),
                         [&](const kind_of_stamps& k) { return is_directory(folder / k.folder); }))
            continue;
        parts p = parts_of_stamps(folder, s);
        p.train.photographs = photographs_of({"astronaut.png", "brick.png", "coffee.png", "grass.png",
                                              "motorcycle_left.png", "hubble_deep_field.jpg", "Aqua.jpg",
                                              "Blinds.jpg", "Dune.jpg", "GreenMeadow.jpg"});
        p.test.photographs = photographs_of({"camera.png", "gravel.png", "ihc.png", "rocket.jpg", "kite.jpg",
                                             "RainDrops.jpg", "Storm.jpg", "Wood.jpg"});
        if (p.train.photographs.empty() || p.test.photographs.empty()) continue;
        std::cout << p.train.pieces.size() << " stamps on " << p.train.photographs.size()
                  << " photographs to learn from, " << p.test.pieces.size() << " others on "
                  << p.test.photographs.size() << " others to be judged by\n";
        return p;
    }
    std::cout
        << "There are no stamps or no photographs here (scripts/data stamps and scripts/data photographs "
           "fetch them): pieces of Fashion-MNIST on a black canvas instead.\n";
    const train_and_test data = fashion_mnist(clothes);
    return {part_of_clothes(data.train), part_of_clothes(data.test)};
}

}  // namespace stamps
