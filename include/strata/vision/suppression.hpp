// SPDX-License-Identifier: MIT
#pragma once
/// Of boxes that overlap, the one with the largest score: a detector finds everything several times.
///
/// Boxes are gone through in the order of their scores, the earlier first of equal ones. One is kept unless
/// IoU(it, one that was kept) > threshold. By classes, boxes of different classes do not see each other.
/// What is returned are the numbers of the boxes that are kept, in that order: torchvision's nms and
/// batched_nms, whose arithmetic this is, so that the same boxes are kept to the last bit.
///
/// Each box is compared with a vector of kept ones at a time, and with no more once one of them takes it
/// away.
///
/// Errors: scores or classes that are not one for each box; a threshold that is not in [0, 1]; a score that
/// is a NaN; a box with a side below 0 or that is not finite. No boxes: none are kept.
#include <algorithm>
#include <map>
#include <numeric>
#include <strata/kernels/simd.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/vision/box.hpp>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// The boxes that were kept, corner by corner. Beyond them are empty boxes, which overlap nothing.
class kept_boxes {
public:
    explicit kept_boxes(std::size_t most)
        : stride_(most + static_cast<std::size_t>(slack_elements)), numbers_(5 * stride_, 0.0F) {}

    void clear() {
        std::fill(numbers_.begin(), numbers_.end(), 0.0F);
        count_ = 0;
    }
    void add(const box& b) {
        const float parts[] = {b.x1, b.y1, b.x2, b.y2, area(b)};
        for (std::size_t i = 0; i < 5; ++i) numbers_[i * stride_ + count_] = parts[i];
        ++count_;
    }
    /// Whether one of them has an IoU above the threshold with b.
    [[nodiscard]] bool overlap(const box& b, float threshold) const {
        using vector = simd<float>;
        const float *const x1 = numbers_.data(), *const y1 = x1 + stride_, *const x2 = y1 + stride_,
                           *const y2 = x2 + stride_, *const areas = y2 + stride_;
        const vector left(b.x1), top(b.y1), right(b.x2), bottom(b.y2), own(area(b)), limit(threshold),
            zero(0.0F);
        for (std::size_t k = 0; k < count_; k += vector::size) {
            const auto at = [k](const float* p) { return vector::load_unaligned(p + k); };
            const vector width = xsimd::max(zero, xsimd::min(right, at(x2)) - xsimd::max(left, at(x1))),
                         height = xsimd::max(zero, xsimd::min(bottom, at(y2)) - xsimd::max(top, at(y1)));
            // rounded by itself, not as part of a sum
            const vector both = unknown(width * height);
            const auto touch = both > zero;
            if (!xsimd::any(touch)) continue;
            const vector share = both / (own + at(areas) - both);
            if (xsimd::any(touch & (share > limit))) return true;
        }
        return false;
    }

private:
    std::size_t stride_, count_ = 0;
    std::vector<float> numbers_;
};

inline void check_scores(std::span<const box> boxes, std::span<const float> scores) {
    check_boxes(boxes, "box");
    check_count(boxes.size(), scores.size(), "the scores");
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (is_nan(scores[i]))
            throw_error(
                {.problem = "the score is no number", .name = with_number("box", static_cast<int64>(i))});
}
/// The numbers of the scores, the largest first, the earlier first of equal ones.
[[nodiscard]] inline std::vector<int> by_falling_score(std::span<const float> scores) {
    std::vector<int> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    sort_stably(order, [&](int a, int b) {
        return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
    });
    return order;
}
[[nodiscard]] inline std::vector<int> not_suppressed(std::span<const box> boxes, std::span<const int> order,
                                                     float threshold, kept_boxes& kept) {
    std::vector<int> numbers;
    kept.clear();
    for (const int number : order) {
        const box& b = boxes[static_cast<std::size_t>(number)];
        if (kept.overlap(b, threshold)) continue;
        kept.add(b);
        numbers.push_back(number);
    }
    return numbers;
}

}  // namespace detail

[[nodiscard]] inline std::vector<int> non_maximum_suppression(std::span<const box> boxes,
                                                              std::span<const float> scores,
                                                              float threshold) {
    check_share("threshold", double(threshold));
    detail::check_scores(boxes, scores);
    detail::kept_boxes kept(boxes.size());
    return detail::not_suppressed(boxes, detail::by_falling_score(scores), threshold, kept);
}

/// By classes.
[[nodiscard]] inline std::vector<int> non_maximum_suppression(std::span<const box> boxes,
                                                              std::span<const float> scores,
                                                              std::span<const int> classes, float threshold) {
    check_share("threshold", double(threshold));
    detail::check_scores(boxes, scores);
    check_count(boxes.size(), classes.size(), "the classes");
    const std::vector<int> order = detail::by_falling_score(scores);
    std::map<int, std::vector<int>> of_class;
    for (const int number : order) of_class[classes[static_cast<std::size_t>(number)]].push_back(number);
    std::vector<bool> stays(boxes.size(), false);
    for (const auto& [one_class, numbers] : of_class) {
        detail::kept_boxes kept(numbers.size());
        for (const int number : detail::not_suppressed(boxes, numbers, threshold, kept))
            stays[static_cast<std::size_t>(number)] = true;
    }
    std::vector<int> all;
    for (const int number : order)
        if (stays[static_cast<std::size_t>(number)]) all.push_back(number);
    return all;
}

}  // namespace strata::inline STRATA_TARGET
