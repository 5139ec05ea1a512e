// SPDX-License-Identifier: MIT
#pragma once
/// How well the outline of a segmentation is met, which an overlap of areas hardly tells.
///
///     outline     the pixels of a class with a neighbour (left, right, above, below) of another class, or at the
///                 border of the picture
///     precision = share of the answer's outline within `tolerance` pixels of the truth's outline
///     recall    = share of the truth's outline within `tolerance` pixels of the answer's
///     F         = 2 precision recall / (precision + recall)
///
/// (Csurka and others: "What is a good evaluation measure for semantic segmentation?", 2013, section 2.2;
/// distances are Euclidean.) Where neither has a pixel of the class all three are 1, where one has none all
/// are 0.
#include <algorithm>
#include <strata/array.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata {

struct boundary_figures {
    double precision = 0, recall = 0, f = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

using label_map = xt::xtensor<int, 2>;

[[nodiscard]] inline label_map outline(const label_map& labels, int kind) {
    label_map out(labels.shape(), 0);
    const std::size_t H = labels.shape()[0], W = labels.shape()[1];
    for (std::size_t i = 0; i < H; ++i)
        for (std::size_t j = 0; j < W; ++j) {
            if (labels(i, j) != kind) continue;
            const bool inside = i > 0 && j > 0 && i + 1 < H && j + 1 < W && labels(i - 1, j) == kind &&
                                labels(i + 1, j) == kind && labels(i, j - 1) == kind &&
                                labels(i, j + 1) == kind;
            out(i, j) = !inside;
        }
    return out;
}

/// How many pixels there are, and how many of them have one of the others within the tolerance.
struct pixels_met {
    double all = 0, met = 0;

    pixels_met(const label_map& pixels, const label_map& others, double tolerance) {
        const auto H = static_cast<int64>(pixels.shape()[0]), W = static_cast<int64>(pixels.shape()[1]);
        const auto at = [](const label_map& m, int64 i, int64 j) {
            return m(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) != 0;
        };
        const auto reach = static_cast<int64>(tolerance);
        const auto any_around = [&](int64 i, int64 j) {
            for (int64 y = std::max(i - reach, int64{0}); y <= std::min(i + reach, H - 1); ++y)
                for (int64 x = std::max(j - reach, int64{0}); x <= std::min(j + reach, W - 1); ++x)
                    if (at(others, y, x) &&
                        static_cast<double>((y - i) * (y - i) + (x - j) * (x - j)) <= tolerance * tolerance)
                        return true;
            return false;
        };
        for (int64 i = 0; i < H; ++i)
            for (int64 j = 0; j < W; ++j)
                if (at(pixels, i, j)) ++all, met += any_around(i, j);
    }
};

}  // namespace detail

/// Of one class, in a picture of labels [H, W] and in what is answered for it. Errors: pictures of different
/// extents; a tolerance that is not between 0 and 1000 pixels.
template <Array Answer, Array Truth>
[[nodiscard]] boundary_figures boundary_f(const Answer& answer, const Truth& truth, int kind,
                                          double tolerance = 2) {
    const detail::label_map mine = labels_of_rank<2>(answer), theirs = labels_of_rank<2>(truth);
    if (mine.shape() != theirs.shape())
        throw_error({.problem = "the masks have different extents",
                     .expected = shape_text(theirs.shape()),
                     .found = shape_text(mine.shape())});
    if (!is_finite(tolerance) || tolerance < 0 || tolerance > 1000)
        throw_error({.problem = "the tolerance is no distance in pixels",
                     .name = "tolerance",
                     .expected = "0 to 1000",
                     .found = std::to_string(tolerance)});
    const detail::label_map of_answer = detail::outline(mine, kind), of_truth = detail::outline(theirs, kind);
    const detail::pixels_met right(of_answer, of_truth, tolerance), found(of_truth, of_answer, tolerance);
    if (right.all == 0 && found.all == 0) return {1, 1, 1};
    if (right.met == 0 || found.met == 0) return {};
    const double precision = right.met / right.all, recall = found.met / found.all;
    return {precision, recall, 2 * precision * recall / (precision + recall)};
}

}  // namespace strata::inline STRATA_TARGET
