// SPDX-License-Identifier: MIT
#pragma once
/// Update rules on functions of two numbers, and a map of where they go.
#include <array>
#include <cmath>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

namespace descents {
using namespace strata;

/// f(x, y) = (a x^2 + b y^2) / 2, whose gradient has Gaussian noise: the Hessian has the numbers a and b on
/// its diagonal, and they are its curvatures.
struct parabola {
    std::string name;
    double a, b, noise;
    point start;

    [[nodiscard]] double value(point p) const { return (a * p.x * p.x + b * p.y * p.y) / 2; }
    [[nodiscard]] point slope(point p, const random_stream& random, int step) const {
        const auto k = 2 * static_cast<std::uint64_t>(step);
        return {a * p.x + noise * random.normal(k), b * p.y + noise * random.normal(k + 1)};
    }
};
/// The places that a rule goes through; `moments`, where somebody asks, are its arrays after the first step.
template <class Rule>
std::vector<point> path_of(const Rule& rule, const parabola& f, int steps, const random_stream& random,
                           std::array<double, 2>* moments = nullptr) {
    buffer<double> w(2), g(2);
    std::vector<buffer<double>> arrays;
    std::vector<double*> slots;
    for (std::size_t s = 0; s < Rule::slot_names.size(); ++s) arrays.emplace_back(2);
    for (buffer<double>& array : arrays) slots.push_back(array.data());
    slots.push_back(nullptr);
    w.data()[0] = f.start.x, w.data()[1] = f.start.y;
    std::vector<point> path{f.start};
    for (int step = 1; step <= steps; ++step) {
        const point slope = f.slope(path.back(), random, step);
        g.data()[0] = slope.x, g.data()[1] = slope.y;
        rule.update(update_args<double>{w.data(), g.data(), slots.data(), 2, step, rule.rate, 1});
        path.push_back({w.data()[0], w.data()[1]});
        if (moments && step == 1) *moments = {slots[0][0], slots[1][0]};
    }
    return path;
}

struct walk {
    std::string rule;
    std::vector<point> path;
};
/// So many steps of paths over a map whose bands are of equal height in log(1 + |f|).
inline drawing map_of(const parabola& f, const std::vector<walk>& all, double half_width, double half_height,
                      std::size_t steps = 1000) {
    constexpr int width = 420, height = 300;
    const double across = width / 2.0 / half_width, up = height / 2.0 / half_height;  // pixels to 1
    picture bands(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const double v = f.value({(x - width / 2.0) / across, (height / 2.0 - y) / up});
            const double level = std::log1p(std::abs(v)) * (v < 0 ? -1 : 1);
            bands.set(x, y,
                      mixed(colours::white, v < 0 ? colour{190, 205, 225} : colour{205, 205, 205},
                            0.25 + 0.25 * (static_cast<int>(std::floor(level * 2.5)) & 3)));
        }
    drawing d(width + 20, height + 50);
    d.text(10, 26, f.name, {.size = 18, .bold = true});
    d.image(10, 40, bands);
    for (std::size_t k = 0; k < all.size(); ++k) {
        std::vector<point> line;
        for (const point p : all[k].path) {
            const double x = 10 + width / 2.0 + p.x * across, y = 40 + height / 2.0 - p.y * up;
            if (x < 10 || x > 10 + width || y < 40 || y > 40 + height) break;
            line.push_back({x, y});
            if (line.size() > steps) break;
        }
        d.line(line, curve_colour(k), 2);
    }
    return d;
}

inline drawing legend(const std::vector<walk>& all) {
    drawing d(130, 350);
    for (std::size_t k = 0; k < all.size(); ++k) {
        const double y = 60 + 28 * static_cast<double>(k);
        d.line({{8, y}, {34, y}}, curve_colour(k), 4);
        d.text(42, y + 5, all[k].rule);
    }
    return d;
}

}  // namespace descents
