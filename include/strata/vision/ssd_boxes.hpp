// SPDX-License-Identifier: MIT
#pragma once
/// Detection by default boxes on several maps: each says how the thing's box differs from it, and of which
/// kind the thing is, or that there is none.
///
///     outputs [N, B, 4 + 1 + K]: of default box b  tx, ty, tw, th, background, c[0], ..., c[K - 1]
///
///     box = decode(t, default box)      score of kind k = softmax(background, c)[1 + k]
///
/// B boxes in the order of `default_boxes`: maps, rows, columns, boxes of a place. A map's answers are those
/// of a convolution with A (5 + K) filters for A boxes a place, and those of all maps are joined:
///
///     conv<A * (5 + K), 3, same>, pixels_to_places, reshape<H * W * A * (5 + K)>            for each map
///     concat<...>, reshape<B, 5 + K>
///
/// (Liu and others: "SSD", 2016, section 2.1.) `ssd_loss` trains such outputs. Boxes are coded as
/// torchvision's SSD has them, with the weights 10, 10, 5, 5.
#include <strata/kernels/softmax.hpp>
#include <strata/vision/box_coder.hpp>
#include <strata/vision/default_boxes.hpp>
#include <strata/vision/kept_answers.hpp>

namespace strata::inline STRATA_TARGET {

/// The default boxes of a picture, and how others are coded beside them.
struct ssd_boxes {
    std::vector<default_map> maps = {};
    grid_extents picture = {};
    box_coder coder = {};

    /// Errors: those of `default_boxes`.
    [[nodiscard]] std::vector<box> all() const { return default_boxes(maps, picture); }
};

namespace detail {

/// Throws where outputs [rows, numbers] are not a row of 5 numbers and a score for each kind for each of so
/// many boxes.
[[gnu::cold]] inline void check_ssd_outputs(std::size_t boxes, std::size_t rows, std::size_t numbers) {
    if (rows != boxes || numbers < 6)
        throw_error({.problem = "the outputs are 5 numbers and a score for each kind, for each default box",
                     .name = "the outputs of the network",
                     .expected = '[' + std::to_string(boxes) + ", 6 or more]",
                     .found = '[' + std::to_string(rows) + ", " + std::to_string(numbers) + ']'});
}

}  // namespace detail

/// What the outputs say, the best first picture by picture; pictures are counted from `first_picture`. Boxes
/// are clipped to the picture. Errors: maps that cannot be; outputs that do not belong to their boxes, or
/// that are no finite numbers.
template <Array E>
[[nodiscard]] std::vector<detection> detections_of_ssd(const E& outputs, const ssd_boxes& grid,
                                                       const answer_limits& o = {}, int first_picture = 0) {
    const xt::xtensor<float, 3>& y = array_of_rank<float, 3>(outputs, "the outputs of the network");
    detail::check_answer_limits(o);
    const std::vector<box> known = grid.all();
    const std::size_t B = y.shape()[1], each = y.shape()[2];
    detail::check_ssd_outputs(known.size(), B, each);
    std::vector<detection> all;
    std::vector<box_offsets> codes(B);
    for (std::size_t n = 0; n < y.shape()[0]; ++n) {
        const float* const of_picture = y.data() + n * B * each;
        for (std::size_t b = 0; b < B; ++b) {
            const float* const t = of_picture + b * each;
            if (!std::all_of(t, t + each, [](float v) { return is_finite(v); }))
                throw_error({.problem = "the output is no finite number",
                             .name = with_number("picture", static_cast<int64>(n)) +
                                     with_number(", default box", static_cast<int64>(b))});
            codes[b] = {t[0], t[1], t[2], t[3]};
        }
        const std::vector<box> where = grid.coder.decode(codes, known);
        detail::answers_of_picture answers;
        for (std::size_t b = 0; b < B; ++b) {
            const float* const t = of_picture + b * each;
            const exponential_sum e = exponential_sum_of(t + 4, static_cast<int64>(each - 4));
            for (std::size_t k = 5; k < each; ++k) {
                const double score = e.share(static_cast<double>(t[k]));
                if (score < static_cast<double>(o.least_score)) continue;
                answers.add(clipped(where[b], static_cast<float>(grid.picture.height),
                                    static_cast<float>(grid.picture.width)),
                            score, static_cast<int>(k - 5));
            }
        }
        answers.hand_over(all, first_picture + static_cast<int>(n), o);
    }
    return all;
}

}  // namespace strata::inline STRATA_TARGET
