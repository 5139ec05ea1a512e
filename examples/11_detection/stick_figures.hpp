// SPDX-License-Identifier: MIT
#pragma once
/// Stick figures that a program draws, so that it knows where their key points are.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <strata/kernels/random.hpp>
#include <strata/pictures/drawing.hpp>

namespace stick_figures {

using namespace strata;

constexpr int points = 11, side = 64;
enum key_point {
    top,
    neck,
    hip,
    left_elbow,
    left_hand,
    right_elbow,
    right_hand,
    left_knee,
    left_foot,
    right_knee,
    right_foot
};
/// What a figure is drawn of, and how bright.
struct limb {
    key_point from, to;
    float bright;
};
constexpr limb limbs[] = {{top, neck, 0.7F},          {neck, hip, 0.7F},
                          {neck, left_elbow, 0.45F},  {left_elbow, left_hand, 0.45F},
                          {hip, left_knee, 0.45F},    {left_knee, left_foot, 0.45F},
                          {neck, right_elbow, 0.95F}, {right_elbow, right_hand, 0.95F},
                          {hip, right_knee, 0.95F},   {right_knee, right_foot, 0.95F}};

using key_points = std::array<point, points>;
struct stick_figure {
    std::array<float, side * side> pixels{};
    key_points at{};
};

inline void draw_line(stick_figure& f, point a, point b, float bright) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::max(dx * dx + dy * dy, 1e-9);
    for (int i = 0; i < side; ++i)
        for (int j = 0; j < side; ++j) {
            const double x = j + 0.5 - a.x, y = i + 0.5 - a.y,
                         along = std::clamp((x * dx + y * dy) / length, 0.0, 1.0),
                         away = std::hypot(x - along * dx, y - along * dy);
            float& pixel = f.pixels[static_cast<std::size_t>(i * side + j)];
            pixel = std::max(pixel, bright * static_cast<float>(std::clamp(1.8 - away, 0.0, 1.0)));
        }
}

/// Figure i of a seed: a trunk a little aslant, limbs as joints allow, two strokes that mean nothing, noise.
inline stick_figure draw_figure(seed s, std::uint64_t i) {
    const random_stream random(s, i);
    std::uint64_t k = 0;
    const auto between = [&](double low, double high) { return low + (high - low) * random.uniform(k++); };
    const auto away = [](point p, double angle, double length) {  // 0: downwards
        return point{p.x + length * std::sin(angle), p.y + length * std::cos(angle)};
    };
    stick_figure f;
    key_points& p = f.at;
    const double size = between(9, 14), slant = between(-0.35, 0.35);
    p[hip] = {0, 0};
    p[neck] = away(p[hip], std::numbers::pi + slant, 1.2 * size);
    p[top] = away(p[neck], std::numbers::pi + slant + between(-0.3, 0.3), 0.6 * size);
    for (const bool left : {true, false}) {
        const double outwards = left ? 1 : -1, arm = between(0.2, 2.6), leg = between(0.1, 0.9);
        p[left ? left_elbow : right_elbow] = away(p[neck], outwards * arm, 0.65 * size);
        p[left ? left_hand : right_hand] =
            away(p[left ? left_elbow : right_elbow], outwards * (arm + between(-0.2, 1.4)), 0.65 * size);
        p[left ? left_knee : right_knee] = away(p[hip], outwards * leg, 0.8 * size);
        p[left ? left_foot : right_foot] =
            away(p[left ? left_knee : right_knee], outwards * (leg - between(0, 0.9)), 0.8 * size);
    }
    point low = p[0], high = p[0];
    for (const point& q : p)
        low = {std::min(low.x, q.x), std::min(low.y, q.y)},
        high = {std::max(high.x, q.x), std::max(high.y, q.y)};
    const double scale = std::min(1.0, (side - 6) / std::max(high.x - low.x, high.y - low.y)),
                 x = between(3, side - 3 - scale * (high.x - low.x)),
                 y = between(3, side - 3 - scale * (high.y - low.y));
    for (point& q : p) q = {x + scale * (q.x - low.x), y + scale * (q.y - low.y)};
    for (int strokes = 0; strokes < 2; ++strokes) {
        const point from{between(4, 60), between(4, 60)};
        draw_line(f, from, away(from, between(0, 6.28), between(5, 9)),
                  static_cast<float>(between(0.3, 0.9)));
    }
    for (const limb& l : limbs) draw_line(f, p[l.from], p[l.to], l.bright);
    constexpr std::uint64_t noise = 1000;
    for (std::size_t q = 0; q < f.pixels.size(); ++q)
        f.pixels[q] += static_cast<float>(0.08 * random.normal(noise + q));
    return f;
}

/// The key points of a figure, joined as they should be, over a picture of `scale` times its pixels; those
/// outside at its border.
inline void draw_pose(drawing& sheet, const key_points& p, double x, double y, double scale, colour ink) {
    const auto at = [&](key_point k) {
        const double inside = side;
        return point{x + scale * std::clamp(p[k].x, 0.0, inside),
                     y + scale * std::clamp(p[k].y, 0.0, inside)};
    };
    for (const limb& l : limbs) sheet.line({at(l.from), at(l.to)}, ink, 2);
    for (const limb& l : limbs) sheet.line({at(l.to)}, ink, 5);
}

}  // namespace stick_figures
