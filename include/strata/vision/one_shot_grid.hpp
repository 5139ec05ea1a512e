// SPDX-License-Identifier: MIT
#pragma once
/// Detection in one pass: each cell of a grid over the picture says of some anchors whether a thing is there,
/// how its box differs from the anchor, and of which kind it is.
///
///     outputs [N, A (5 + K), H, W]: of anchor a the channels a (5 + K) + 0 ... are tx, ty, tw, th, to, c[0], ..., c[K - 1]
///
///     x = (column + sigmoid(tx)) stride       width  = anchor.width exp(tw)
///     y = (row    + sigmoid(ty)) stride       height = anchor.height exp(th)
///     score of kind k = sigmoid(to) softmax(c)[k]
///
/// (Redmon and Farhadi: "YOLO9000", 2017, section 2, and "YOLOv3", 2018, section 2.1.) A box has its middle
/// in the cell that answers for it. `one_shot_loss` trains such outputs. As with coded boxes, tw and th count
/// up to log(1000/16).
#include <algorithm>
#include <cmath>
#include <strata/kernels/softmax.hpp>
#include <strata/vision/kept_answers.hpp>

namespace strata {

/// A box without a place: what a cell compares things with.
struct box_sides {
    float width = 0, height = 0;
};

/// IoU of two boxes with the same middle.
[[nodiscard]] constexpr float overlap_at_origin(const box_sides& a, const box_sides& b) {
    const float both = std::min(a.width, b.width) * std::min(a.height, b.height),
                either = a.width * a.height + b.width * b.height - both;
    return either > 0 ? both / either : 0;
}

/// The anchor that overlaps a box most, the first of equals.
[[nodiscard]] inline int nearest_anchor(std::span<const box_sides> anchors, const box_sides& b) {
    int best = 0;
    for (int a = 1; a < static_cast<int>(anchors.size()); ++a)
        if (overlap_at_origin(anchors[static_cast<std::size_t>(a)], b) >
            overlap_at_origin(anchors[static_cast<std::size_t>(best)], b))
            best = a;
    return best;
}

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// What grid cells stand for.
struct one_shot_grid {
    std::vector<box_sides> anchors = {};
    float stride = 32;  ///< pixels of the picture from cell to cell
};

namespace detail {

/// exp(t) beyond which a box does not grow, as that of `box_coder`.
inline constexpr double largest_log_side = 4.135166556742356;

/// The box of a cell's four numbers, whose channels lie `step` apart.
template <class T>
[[nodiscard]] box box_of_cell(const T* t, std::size_t step, int row, int column, const box_sides& anchor,
                              float stride) {
    const auto number = [&](std::size_t j) { return static_cast<double>(t[j * step]); };
    const auto side = [&](std::size_t j, float of_anchor) {
        return static_cast<float>(std::exp(std::min(number(j), largest_log_side)) *
                                  static_cast<double>(of_anchor));
    };
    const auto middle = [&](std::size_t j, int cell) {
        return static_cast<float>((cell + logistic(number(j))) * static_cast<double>(stride));
    };
    return corner_form({middle(0, column), middle(1, row), side(2, anchor.width), side(3, anchor.height)});
}

[[gnu::cold]] inline void check_grid(std::span<const box_sides> anchors, float stride) {
    if (anchors.empty()) throw_error({.problem = "a grid without anchors finds nothing", .name = "anchors"});
    for (std::size_t a = 0; a < anchors.size(); ++a)
        if (!is_finite(anchors[a].width) || !is_finite(anchors[a].height) || anchors[a].width <= 0 ||
            anchors[a].height <= 0)
            throw_error(
                {.problem = "the sides of an anchor have to be above 0",
                 .name = with_number("anchor", static_cast<int64>(a)),
                 .found = std::to_string(anchors[a].width) + " x " + std::to_string(anchors[a].height)});
    if (!is_finite(stride) || stride <= 0)
        throw_error({.problem = "the stride of a grid has to be above 0",
                     .name = "stride",
                     .found = std::to_string(stride)});
}
/// The channels of an anchor, of C in all. Throws where the grid cannot be, or C is no 5 and a score for each
/// kind, for each anchor.
[[nodiscard, gnu::cold]] inline std::size_t channels_of_anchor(const one_shot_grid& grid, std::size_t C,
                                                               const char* outputs) {
    check_grid(grid.anchors, grid.stride);
    const std::size_t A = grid.anchors.size();
    if (C % A != 0 || C / A < 6)
        throw_error({.problem = "the channels of a grid are 5 and a score for each kind, for each anchor",
                     .name = outputs,
                     .expected = std::to_string(A) + " times 6 channels or more",
                     .found = std::to_string(C)});
    return C / A;
}

}  // namespace detail

/// What a grid's outputs [N, A (5 + K), H, W] say, the best first picture by picture; pictures are counted
/// from `first_picture`. Boxes are clipped to the grid. Errors: anchors or a stride that cannot be; channels
/// that are not 5 + K for each anchor, K at least 1; an output that is no finite number.
template <Array E>
[[nodiscard]] std::vector<detection> detections_of_grid(const E& outputs, const one_shot_grid& grid,
                                                        const answer_limits& o = {}, int first_picture = 0) {
    const xt::xtensor<float, 4>& y = array_of_rank<float, 4>(outputs, "the outputs of the grid");
    detail::check_answer_limits(o);
    const std::size_t N = y.shape()[0], C = y.shape()[1], H = y.shape()[2], W = y.shape()[3],
                      A = grid.anchors.size(), plane = H * W,
                      each = detail::channels_of_anchor(grid, C, "the outputs of the grid");
    std::vector<detection> all;
    for (std::size_t n = 0; n < N; ++n) {
        detail::answers_of_picture answers;
        for (std::size_t a = 0; a < A; ++a)
            for (std::size_t p = 0; p < plane; ++p) {
                const float* const t = y.data() + (n * C + a * each) * plane + p;
                for (std::size_t j = 0; j < each; ++j)
                    if (!is_finite(t[j * plane]))
                        throw_error({.problem = "the output is no finite number",
                                     .name = with_number("picture", static_cast<int64>(n)) +
                                             with_number(", anchor", static_cast<int64>(a))});
                const double there = detail::logistic(static_cast<double>(t[4 * plane]));
                if (there < static_cast<double>(o.least_score)) continue;
                const exponential_sum e = exponential_sum_of(t + 5 * plane, static_cast<int64>(each - 5),
                                                             static_cast<int64>(plane));
                const box b =
                    clipped(detail::box_of_cell(t, plane, static_cast<int>(p / W), static_cast<int>(p % W),
                                                grid.anchors[a], grid.stride),
                            static_cast<float>(H) * grid.stride, static_cast<float>(W) * grid.stride);
                for (std::size_t k = 5; k < each; ++k) {
                    const double score = there * e.share(static_cast<double>(t[k * plane]));
                    if (score < static_cast<double>(o.least_score)) continue;
                    answers.add(b, score, static_cast<int>(k - 5));
                }
            }
        answers.hand_over(all, first_picture + static_cast<int>(n), o);
    }
    return all;
}

}  // namespace strata::inline STRATA_TARGET
