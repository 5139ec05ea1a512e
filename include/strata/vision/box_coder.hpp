// SPDX-License-Identifier: MIT
#pragma once
/// Boxes as what a network puts out: where they are beside a box that is known, in numbers of about the same
/// size.
///
///     encode    t = (wx (g.x - a.x) / a.width, wy (g.y - a.y) / a.height,
///                    ww log(g.width / a.width), wh log(g.height / a.height))
///     decode    g.x = t.x / wx * a.width + a.x      g.width = exp(min(t.w / ww, limit)) * a.width
///
///     a: the known box (an anchor, a proposal)    g: the other    weights: (wx, wy, ww, wh)
///
/// (Girshick and others: "Rich feature hierarchies", 2014, appendix C; the weights are Fast R-CNN's.)
/// torchvision's BoxCoder, with its weights and its limit log(1000 / 16): an output that is far too large
/// gives a box 62.5 times as wide, not an infinite one.
#include <cmath>
#include <strata/vision/box.hpp>

namespace strata {

/// A coded box.
struct box_offsets {
    float x = 0, y = 0, width = 0, height = 0;

    friend constexpr bool operator==(const box_offsets&, const box_offsets&) = default;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// `box_coder{}` is Fast R-CNN's second stage, `box_coder{1, 1, 1, 1}` that of region proposals.
struct box_coder {
    float x = 10, y = 10, width = 5, height = 5;  ///< the weights
    float limit = 4.135166556742356F;             ///< of t.w / ww and t.h / wh

    /// Errors: a weight that is not above 0; boxes that are not one for each known box; a side below 0, and
    /// of a side that is divided by or whose logarithm is taken, 0.
    [[nodiscard]] std::vector<box_offsets> encode(std::span<const box> boxes,
                                                  std::span<const box> known) const {
        check_weights();
        check_count(known.size(), boxes.size(), "the boxes to encode");
        check_filled(boxes, "box");
        check_filled(known, "known box");
        std::vector<box_offsets> codes(boxes.size());
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const centre_box a = centre_form(known[i]), g = centre_form(boxes[i]);
            codes[i] = {x * (g.x - a.x) / a.width, y * (g.y - a.y) / a.height,
                        width * std::log(g.width / a.width), height * std::log(g.height / a.height)};
        }
        return codes;
    }

    /// Errors: a weight that is not above 0; codes that are not one for each known box; a known box with a
    /// side below 0; a code that is no finite number.
    [[nodiscard]] std::vector<box> decode(std::span<const box_offsets> codes,
                                          std::span<const box> known) const {
        check_weights();
        check_count(known.size(), codes.size(), "the codes");
        check_boxes(known, "known box");
        std::vector<box> boxes(codes.size());
        for (std::size_t i = 0; i < codes.size(); ++i) {
            const box_offsets& t = codes[i];
            if (!is_finite(t.x) || !is_finite(t.y) || !is_finite(t.width) || !is_finite(t.height))
                throw_error({.problem = "the code is no finite number",
                             .name = with_number("code", static_cast<int64>(i))});
            const centre_box a = centre_form(known[i]);
            boxes[i] = corner_form({t.x / x * a.width + a.x, t.y / y * a.height + a.y,
                                    std::exp(std::min(t.width / width, limit)) * a.width,
                                    std::exp(std::min(t.height / height, limit)) * a.height});
        }
        return boxes;
    }

private:
    void check_weights() const {
        for (const float weight : {x, y, width, height})
            if (!is_finite(weight) || weight <= 0)
                throw_error({.problem = "the weights of a box coder have to be above 0",
                             .name = "box_coder",
                             .found = std::to_string(weight)});
    }
    static void check_filled(std::span<const box> boxes, const char* what) {
        check_boxes(boxes, what);
        for (std::size_t i = 0; i < boxes.size(); ++i)
            if (boxes[i].x1 >= boxes[i].x2 || boxes[i].y1 >= boxes[i].y2)
                throw_error({.problem = "the box is empty, and cannot be coded",
                             .name = with_number(what, static_cast<int64>(i)),
                             .expected = "sides above 0",
                             .found = box_text(boxes[i])});
    }
};

}  // namespace strata::inline STRATA_TARGET
