// SPDX-License-Identifier: MIT
#pragma once
/// Detection without anchors: each place of maps of several strides says of each kind whether a thing of it
/// is here, and how far the four sides of its box are away, each as a distribution over bins.
///
///     level [N, K + 4 B, H, W] of stride S: scores s[0] ... s[K - 1] before the sigmoid, then of left, up, right and down B bins each
///
///     score of kind k = sigmoid(s[k])                       x = (column + 1/2) S      y = (row + 1/2) S
///     distance        = S sum_b b softmax(t)[b]             box = x - left, y - up, x + right, y + down
///
/// (Li and others: "Generalized focal loss", 2020, section 3.2; the places are those of Lyu's NanoDet.) The
/// pictures are H S high and W S wide in all levels.
#include <cmath>
#include <strata/kernels/softmax.hpp>
#include <strata/vision/kept_answers.hpp>
#include <tuple>

namespace strata {

/// What the levels stand for.
struct distance_levels {
    int kinds = 80;
    std::vector<float> strides = {8, 16, 32};  ///< pixels of the picture from place to place, of each level
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

/// The box of a place's 4 bins numbers, whose channels lie `step` apart.
[[nodiscard]] inline box box_of_distances(const float* t, std::size_t step, std::size_t bins, double x,
                                          double y, double stride) {
    double distance[4];
    for (std::size_t side = 0; side < 4; ++side, t += bins * step) {
        const exponential_sum e = exponential_sum_of(t, static_cast<int64>(bins), static_cast<int64>(step));
        double mean = 0;
        for (std::size_t b = 1; b < bins; ++b)
            mean += static_cast<double>(b) * e.share(static_cast<double>(t[b * step]));
        distance[side] = mean * stride;
    }
    return {static_cast<float>(x - distance[0]), static_cast<float>(y - distance[1]),
            static_cast<float>(x + distance[2]), static_cast<float>(y + distance[3])};
}

/// The answers of pictures, level after level.
struct answers_of_levels {
    const distance_levels& levels;
    const answer_limits& limits;
    std::vector<answers_of_picture> pictures = {};
    std::size_t level = 0;
    float height = 0, width = 0;

    /// Those of the next level.
    void add(const xt::xtensor<float, 4>& y) {
        const std::size_t N = y.shape()[0], C = y.shape()[1], H = y.shape()[2], W = y.shape()[3],
                          K = static_cast<std::size_t>(levels.kinds), plane = H * W, bins = (C - K) / 4;
        check(y);
        const float stride = levels.strides[level];
        for (std::size_t n = 0; n < N; ++n)
            for (std::size_t p = 0; p < plane; ++p) {
                const float* const t = y.data() + n * C * plane + p;
                for (std::size_t c = 0; c < C; ++c)
                    if (!is_finite(t[c * plane]))
                        throw_error({.problem = "the output is no finite number",
                                     .name = name() + with_number(", picture", static_cast<int64>(n))});
                for (std::size_t k = 0; k < K; ++k) {
                    const double score = logistic(static_cast<double>(t[k * plane]));
                    if (score < static_cast<double>(limits.least_score)) continue;
                    const auto middle = [stride](std::size_t place) {
                        return (static_cast<double>(place) + 0.5) * static_cast<double>(stride);
                    };
                    const box b = box_of_distances(t + K * plane, plane, bins, middle(p % W), middle(p / W),
                                                   static_cast<double>(stride));
                    pictures[n].add(clipped(b, height, width), score, static_cast<int>(k));
                }
            }
        ++level;
    }

private:
    [[nodiscard]] std::string name() const { return with_number("level", static_cast<int64>(level)); }

    [[gnu::cold]] void check(const xt::xtensor<float, 4>& y) {
        const auto& e = y.shape();
        const float stride = levels.strides[level];
        if (!is_finite(stride) || stride <= 0)
            throw_error({.problem = "the stride of a level has to be above 0",
                         .name = name(),
                         .found = std::to_string(stride)});
        const std::size_t K = static_cast<std::size_t>(levels.kinds);
        if (e[1] < K + 8 || (e[1] - K) % 4 != 0)
            throw_error({.problem = "the channels of a level are a score for each kind, and of each of 4 "
                                    "sides two bins or more",
                         .name = name(),
                         .expected = std::to_string(K) + " + 4 B channels",
                         .found = std::to_string(e[1])});
        const float h = static_cast<float>(e[2]) * stride, w = static_cast<float>(e[3]) * stride;
        if (level == 0) {
            pictures.resize(e[0]);
            height = h, width = w;
        }
        const auto text = [](std::size_t n, float rows, float columns) {
            return std::to_string(n) + " of " + std::to_string(std::lround(rows)) + " x " +
                   std::to_string(std::lround(columns)) + " pixels";
        };
        if (e[0] != pictures.size() || !(h == height && w == width))
            throw_error({.problem = "the levels are of other pictures",
                         .name = name(),
                         .expected = text(pictures.size(), height, width),
                         .found = text(e[0], h, w)});
    }
};

}  // namespace detail

/// What the levels of a network say, as `predict` hands them over, the best first picture by picture;
/// pictures are counted from `first_picture`. Boxes are clipped to the picture. Errors: no kind; strides that
/// are not one for each level, or not above 0; other channels; levels of other pictures; an output that is no
/// finite number.
template <Array... E>
[[nodiscard]] std::vector<detection> detections_of_distances(const std::tuple<E...>& outputs,
                                                             const distance_levels& levels = {},
                                                             const answer_limits& limits = {},
                                                             int first_picture = 0) {
    detail::check_answer_limits(limits);
    if (levels.kinds < 1 || levels.strides.size() != sizeof...(E))
        throw_error({.problem = "a detector has a kind or more, and a stride for each of its levels",
                     .name = "distance_levels",
                     .expected = std::to_string(sizeof...(E)) + " strides",
                     .found = std::to_string(levels.kinds) + " kinds and " +
                              std::to_string(levels.strides.size()) + " strides"});
    detail::answers_of_levels answers{levels, limits};
    std::apply([&](const auto&... y) { (answers.add(array_of_rank<float, 4>(y, "a level")), ...); }, outputs);
    std::vector<detection> all;
    for (std::size_t n = 0; n < answers.pictures.size(); ++n)
        answers.pictures[n].hand_over(all, first_picture + static_cast<int>(n), limits);
    return all;
}

}  // namespace strata::inline STRATA_TARGET
