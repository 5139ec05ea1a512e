// SPDX-License-Identifier: MIT
#pragma once
/// The loss of a grid that detects in one pass (`one_shot_grid.hpp` has its outputs).
///
///     L = 1/N sum_n sum over its truths of  position s (H(sigmoid(tx), fx) + H(sigmoid(ty), fy))
///                                         + size s ((tw - gw)^2 + (th - gh)^2) / 2
///                                         + thing H(sigmoid(to), 1) + kind log 1/softmax(c)[k]
///                   + sum over the others of  nothing H(sigmoid(to), 0)
///
///     H(p, f) = -f log p - (1 - f) log(1 - p)          s = 2 - area of the truth inside the grid / area of the grid
///     fx, fy: where in its cell a truth's middle lies   gw, gh: log of its sides by those of the anchor
///     dtx = position s (sigmoid(tx) - fx) / N           dtw = size s (tw - gw) / N, and so on
///
/// A truth is answered for by the cell that its middle lies in, and there by the anchor that overlaps it most
/// with the same middle; where two have the same, by the later truth. Other answers are to say that nothing
/// is there, unless their box has an IoU above `ignore` with a truth, whose neighbours are no mistakes: they
/// count nothing. (Redmon and Farhadi: "YOLO9000", 2017, and "YOLOv3", 2018, section 2.1: anchors, ignored
/// answers, the slope sigmoid - f; kinds by softmax as in the former. s is that of the authors' program.)
///
/// Targets are rows x1, y1, x2, y2, kind in pixels. Throws before training where a row is no box with sides
/// above 0, has its middle outside of the grid, or a kind that there is not; where the numbers of the loss
/// cannot be, and where outputs have other channels than A (5 + K).
#include <strata/kernels/softmax.hpp>
#include <strata/losses/loss.hpp>
#include <strata/vision/one_shot_grid.hpp>
#include <strata/vision/overlap.hpp>
#include <strata/vision/truth_rows.hpp>

namespace strata {

/// Why outputs may be refused.
struct answers_of_cells_are_images {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence
            << "its answers are those of the cells of a grid, shape<A * (5 + K), H, W>; end the network in "
               "conv<A * (5 + K), 1>";
    }
};

/// How much each part counts.
struct one_shot_weights {
    double position = 1, size = 1, thing = 1, nothing = 1, kind = 1;
};

struct STRATA_TAGGED one_shot_loss {
    one_shot_grid grid = {};
    double ignore = 0.5;  ///< IoU
    one_shot_weights weights = {};

    template <Shape Y>
    using decision = std::conditional_t<Image<Y>, Y, refused<answers_of_cells_are_images>>;
    template <Shape Y>
    using target = ragged_target<real_numbers, shape<5>>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        const std::size_t each = check_outputs<Y>();
        double sum = 0;
        for (int n = 0; n < a.n; ++n) {
            const int64 begin = n > 0 ? a.targets[0].row_ends[n - 1] : 0, end = a.targets[0].row_ends[n];
            sum += of_sample<Y>(a.y + int64{n} * Y::size, a.dy ? a.dy + int64{n} * Y::size : nullptr,
                                a.targets[0].numbers + 5 * begin, static_cast<std::size_t>(end - begin), each,
                                1.0 / a.n);
        }
        return sum / a.n;
    }

    template <Shape Y, class T>
    void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) const {
        detail::check_truth_rows(n, targets[0],
                                 {.height = extent(height<Y>),
                                  .width = extent(width<Y>),
                                  .kinds = static_cast<int>(check_outputs<Y>()) - 5,
                                  .outside = "the truth has its middle outside of the grid",
                                  .no_such_kind = "the grid has no such kind"},
                                 what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("ignore", ignore);
        visit("position", weights.position), visit("size", weights.size), visit("thing", weights.thing);
        visit("nothing", weights.nothing), visit("kind", weights.kind);
        visit("stride", grid.stride);
        for (std::size_t a = 0; a < grid.anchors.size(); ++a) {
            const std::string name = "anchors[" + std::to_string(a) + "].";
            visit(name + "width", grid.anchors[a].width), visit(name + "height", grid.anchors[a].height);
        }
    }

private:
    [[nodiscard]] float extent(int cells) const { return static_cast<float>(cells) * grid.stride; }
    /// The channels of an anchor.
    template <Shape Y>
    std::size_t check_outputs() const {
        check_share("ignore", ignore);
        for (const double w : {weights.position, weights.size, weights.thing, weights.nothing, weights.kind})
            if (!is_finite(w) || w < 0)
                throw_error({.problem = "a weight of the loss cannot be negative",
                             .name = "one_shot_weights",
                             .found = std::to_string(w)});
        return detail::channels_of_anchor(grid, static_cast<std::size_t>(channels<Y>),
                                          "the outputs of the network");
    }

    /// The cross entropy of yes or no of a score, and its slope.
    static double entropy(double y, double t, double weight, double& slope) {
        slope = weight * (detail::logistic(y) - t);
        return weight * (std::max(y, 0.0) - t * y + std::log1p(std::exp(-std::abs(y))));
    }

    /// The loss of one sample, [H, W, C], whose gradient is multiplied by `share`.
    template <Shape Y, class T>
    double of_sample(const T* y, T* dy, const T* rows, std::size_t truths, std::size_t each,
                     double share) const {
        constexpr auto C = static_cast<std::size_t>(channels<Y>), W = static_cast<std::size_t>(width<Y>),
                       cells = W * static_cast<std::size_t>(height<Y>);
        const std::size_t A = grid.anchors.size();
        std::vector<box> boxes(truths);
        // which truth an anchor of a cell answers for; -1: none
        std::vector<int> answers_for(cells * A, -1);
        for (std::size_t t = 0; t < truths; ++t) {
            boxes[t] = detail::box_of_row(rows + 5 * t);
            const centre_box c = centre_form(boxes[t]);
            const auto cell = [&](float at, std::size_t count) {
                return std::min(static_cast<std::size_t>(std::max(at / grid.stride, 0.0F)), count - 1);
            };
            const std::size_t at = cell(c.y, cells / W) * W + cell(c.x, W);
            const auto anchor = static_cast<std::size_t>(nearest_anchor(grid.anchors, {c.width, c.height}));
            answers_for[at * A + anchor] = static_cast<int>(t);
        }
        double sum = 0;
        for (std::size_t p = 0; p < cells; ++p)
            for (std::size_t a = 0; a < A; ++a) {
                const T* const at = y + p * C + a * each;
                T* const slope = dy ? dy + p * C + a * each : nullptr;
                if (slope) std::fill_n(slope, each, T(0));
                const auto put = [&](std::size_t j, double value) {
                    if (slope) slope[j] = static_cast<T>(value * share);
                };
                const int row = static_cast<int>(p / W), column = static_cast<int>(p % W);
                double d = 0;
                if (const int t = answers_for[p * A + a]; t < 0) {
                    const box found = detail::box_of_cell(at, 1, row, column, grid.anchors[a], grid.stride);
                    if (std::any_of(boxes.begin(), boxes.end(), [&](const box& b) {
                            return static_cast<double>(intersection_over_union(found, b)) > ignore;
                        }))
                        continue;
                    sum += entropy(static_cast<double>(at[4]), 0, weights.nothing, d), put(4, d);
                } else {
                    sum += of_truth(at, each, boxes[static_cast<std::size_t>(t)], grid.anchors[a],
                                    {column, row}, extent(height<Y>), extent(width<Y>),
                                    static_cast<std::size_t>(rows[5 * t + 4]), put);
                }
            }
        return sum;
    }

    /// The loss of an answer that is responsible for a truth.
    template <class T>
    double of_truth(const T* y, std::size_t each, const box& truth, const box_sides& anchor,
                    std::array<int, 2> cell, float height_of_grid, float width_of_grid, std::size_t kind,
                    auto&& put) const {
        const auto number = [y](std::size_t j) { return static_cast<double>(y[j]); };
        const centre_box c = centre_form(truth);
        const double inside = double(area(clipped(truth, height_of_grid, width_of_grid))),
                     s = 2 - inside / (double(height_of_grid) * double(width_of_grid)),
                     stride = double(grid.stride);
        double sum = 0, d = 0;
        sum += entropy(number(0), double(c.x) / stride - cell[0], weights.position * s, d), put(0, d);
        sum += entropy(number(1), double(c.y) / stride - cell[1], weights.position * s, d), put(1, d);
        const std::array<double, 2> sides{std::log(double(c.width) / double(anchor.width)),
                                          std::log(double(c.height) / double(anchor.height))};
        for (const std::size_t j : {std::size_t{0}, std::size_t{1}}) {
            d = number(2 + j) - sides[j];
            sum += weights.size * s * d * d / 2, put(2 + j, weights.size * s * d);
        }
        sum += entropy(number(4), 1, weights.thing, d), put(4, d);
        const exponential_sum e = exponential_sum_of(y + 5, static_cast<int64>(each) - 5);
        for (std::size_t k = 5; k < each; ++k)
            put(k, weights.kind * (e.share(number(k)) - (k - 5 == kind ? 1 : 0)));
        return sum + weights.kind * (e.logarithm() - number(5 + kind));
    }
};

}  // namespace strata
