// SPDX-License-Identifier: MIT
#pragma once
/// Pictures with the boxes that a detector found in them, and those that are true: what one looks at first.
#include <array>
#include <cmath>
#include <strata/array.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/pictures/picture_of_image.hpp>
#include <strata/vision/detections.hpp>

namespace strata::inline STRATA_TARGET {

struct detection_sheet_options {
    int columns = 4;
    int scale = 3;                        ///< a pixel becomes so many by so many
    std::string title = {};               ///< above all
    std::vector<std::string> kinds = {};  ///< names; numbers where there are none
    bool captions = true;                 ///< the kind and the score of each answer
};

/// Images [N, C, H, W] of 1 or 3 channels from 0 to 1, answers in colours of their kinds, truths as thin
/// white lines. Answers of other pictures are left out. Errors: no image; other channels; boxes that are
/// none.
template <Array E>
[[nodiscard]] drawing detection_sheet(const E& images, std::span<const detection> answers,
                                      std::span<const truth_box> truths,
                                      const detection_sheet_options& o = {}) {
    const xt::xtensor<float, 4>& x = array_of_rank<float, 4>(images, "the images");
    check_detections(answers, truths);
    const auto extent = [&x](std::size_t axis) { return static_cast<int>(x.shape()[axis]); };
    const int N = extent(0), C = extent(1), H = extent(2), W = extent(3), gap = 6;
    if (N == 0 || (C != 1 && C != 3) || o.columns < 1 || o.scale < 1)
        throw_error({.problem = "a sheet shows images of 1 or 3 channels, in one column at least",
                     .name = "the images",
                     .found = shape_text(x.shape())});
    static constexpr std::array<colour, 10> inks{{{86, 180, 233},
                                                  {230, 159, 0},
                                                  {0, 200, 140},
                                                  {240, 228, 66},
                                                  {120, 150, 255},
                                                  {255, 120, 60},
                                                  {230, 140, 200},
                                                  {170, 230, 90},
                                                  {255, 90, 110},
                                                  {190, 160, 255}}};
    const int columns = std::min(o.columns, N), rows = (N + columns - 1) / columns,
              above = o.title.empty() ? 0 : 34;
    drawing sheet(columns * (W * o.scale + gap) + gap, rows * (H * o.scale + gap) + gap + above);
    if (above > 0) sheet.text(gap, 23, o.title, {.size = 16, .bold = true});
    const auto left = [&](int i) { return double(gap + i % columns * (W * o.scale + gap)); };
    const auto top = [&](int i) { return double(above + gap + i / columns * (H * o.scale + gap)); };
    const auto outline = [&](int i, const box& b, colour ink, double thickness) {
        const double scale = o.scale, x1 = left(i) + std::clamp(double(b.x1), 0.0, double(W)) * scale,
                     x2 = left(i) + std::clamp(double(b.x2), 0.0, double(W)) * scale,
                     y1 = top(i) + std::clamp(double(b.y1), 0.0, double(H)) * scale,
                     y2 = top(i) + std::clamp(double(b.y2), 0.0, double(H)) * scale;
        sheet.line({{x1, y1}, {x2, y1}, {x2, y2}, {x1, y2}, {x1, y1}}, ink, thickness);
    };
    for (int i = 0; i < N; ++i)
        sheet.image(
            left(i), top(i),
            picture_of_image(x.data() + static_cast<std::size_t>(i) * x.size() / x.shape()[0], C, H, W, 0, 1),
            o.scale);
    const auto shown = [N](int picture) { return picture >= 0 && picture < N; };
    for (const truth_box& t : truths)
        if (shown(t.picture)) outline(t.picture, t.where, colours::white, 1);
    for (const detection& d : answers) {
        if (!shown(d.picture)) continue;
        const auto kind = static_cast<std::size_t>(std::max(d.kind, 0));
        const colour ink = inks[kind % inks.size()];
        outline(d.picture, d.where, ink, 2.2);
        if (!o.captions) continue;
        const std::string name = kind < o.kinds.size() ? o.kinds[kind] : std::to_string(d.kind),
                          words = name + ' ' + std::to_string(std::lround(100 * double(d.score)));
        const double width = text_width(words, 11) + 4,
                     place = top(d.picture) + std::max(0.0, double(d.where.y1)) * o.scale,
                     begin = std::min(left(d.picture) + std::max(0.0, double(d.where.x1)) * o.scale,
                                      left(d.picture) + W * o.scale - width);
        const double y = place - 14 >= top(d.picture) ? place - 14 : place;
        sheet.rectangle(begin, y, width, 14, ink);
        sheet.text(begin + 2, y + 11, words, {.size = 11, .ink = colours::black});
    }
    return sheet;
}

}  // namespace strata::inline STRATA_TARGET
