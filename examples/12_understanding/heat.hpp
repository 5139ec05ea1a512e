// SPDX-License-Identifier: MIT
#pragma once
/// Maps drawn as heat, a row for each image.
#include <algorithm>
#include <strata/pictures/image_grid.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <vector>

/// From black over red and yellow to white, as the share goes from 0 to 1.
inline std::array<float, 3> heat_of(double share) {
    const auto part = [](double v) { return static_cast<float>(std::clamp(v, 0.0, 1.0)); };
    return {part(3 * share), part(3 * share - 1), part(3 * share - 2)};
}

/// Images [n, 1 or 3, H, W], and maps [n, H, W] of them.
struct heat_rows {
    const xt::xtensor<float, 4>& images;
    std::vector<std::string> names{"image"};
    std::vector<xt::xtensor<double, 3>> maps{};

    template <class Map>
    void add(const std::string& name, const Map& map) {
        names.push_back(name);
        maps.emplace_back(map);
    }
    /// A row for each image: itself, then each map; its hundredth of greatest values is white, what is below
    /// 0 black.
    [[nodiscard]] strata::picture drawn(const std::vector<std::string>& labels, int scale) const {
        const auto& e = images.shape();
        const std::size_t n = e[0], area = e[2] * e[3], columns = names.size();
        xt::xtensor<float, 4> tiles({n * columns, std::size_t{3}, e[2], e[3]});
        strata::image_grid_options how{.columns = static_cast<int>(columns), .scale = scale};
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t c = 0; c < 3; ++c)
                std::copy_n(images.data() + (i * e[1] + std::min(c, e[1] - 1)) * area, area,
                            tiles.data() + (i * columns * 3 + c) * area);
            how.captions.push_back(labels[i]);
            for (std::size_t k = 0; k < maps.size(); ++k) {
                const double* const map = maps[k].data() + i * area;
                std::vector<double> sorted(map, map + area);
                std::sort(sorted.begin(), sorted.end());
                const double white = std::max(1e-12, sorted[area - 1 - area / 100]);
                for (std::size_t p = 0; p < area; ++p)
                    for (std::size_t c = 0; c < 3; ++c)
                        tiles.data()[((i * columns + k + 1) * 3 + c) * area + p] = heat_of(map[p] / white)[c];
                how.captions.push_back(names[k + 1]);
            }
        }
        return strata::image_grid(tiles, how);
    }
};
