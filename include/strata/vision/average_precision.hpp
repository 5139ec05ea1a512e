// SPDX-License-Identifier: MIT
#pragma once
/// How well the things of one kind are found, by PASCAL VOC's rules.
///
///     the detections are gone through by falling score; each takes the truth of its picture with the largest
///     IoU, if that is at least the threshold: right where nobody had it before, wrong where somebody had, or
///     where there is none; one that takes a difficult truth does not count
///
///     precision[k] = right among the first k / those that count among them      recall[k] = right / truths
///     p(r) = max of precision[k] where recall[k] >= r, 0 where there is none
///     average_precision_at_11_recalls = 1/11 sum of p(0), p(0.1), ..., p(1)     VOC 2007
///     average_precision               = integral of p(r) over [0, 1]            every recall, from VOC 2010 on
///
/// (Everingham and others: "The PASCAL visual object classes challenge", 2010, section 4.2; VOC's areas have
/// a + 1, these do not.) The kinds of detections and truths are compared, so that both may be of all kinds.
#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <strata/kernels/sort_stably.hpp>
#include <strata/vision/detections.hpp>
#include <strata/vision/overlap.hpp>

namespace strata {

/// After each detection that counts, by falling score.
struct precision_recall {
    std::vector<double> precision, recall;
    std::vector<float> score;
    int truths = 0;  ///< without the difficult ones
};

/// Without a truth there is no recall: the measures are empty.
[[nodiscard]] inline std::optional<double> average_precision_at_11_recalls(const precision_recall& curve) {
    if (curve.truths == 0) return std::nullopt;
    double sum = 0;
    for (int tenth = 0; tenth <= 10; ++tenth) {
        double best = 0;
        for (std::size_t k = 0; k < curve.recall.size(); ++k)
            if (curve.recall[k] >= tenth / 10.0) best = std::max(best, curve.precision[k]);
        sum += best;
    }
    return sum / 11;
}
[[nodiscard]] inline std::optional<double> average_precision(const precision_recall& curve) {
    if (curve.truths == 0) return std::nullopt;
    double sum = 0, best = 0;
    for (std::size_t k = curve.recall.size(); k-- > 0;) {
        best = std::max(best, curve.precision[k]);
        sum += best * (curve.recall[k] - (k > 0 ? curve.recall[k - 1] : 0));
    }
    return sum;
}

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// The curve of one kind. Errors: a threshold that is not in [0, 1]; a box that is none, a score that is a
/// NaN.
[[nodiscard]] inline precision_recall precision_and_recall(std::span<const detection> answers,
                                                           std::span<const truth_box> truths, int kind,
                                                           float threshold = 0.5F) {
    check_share("threshold", double(threshold));
    check_detections(answers, truths);
    precision_recall curve;
    std::map<int, std::vector<std::size_t>> of_picture;
    for (std::size_t t = 0; t < truths.size(); ++t)
        if (truths[t].kind == kind) {
            of_picture[truths[t].picture].push_back(t);
            curve.truths += !truths[t].difficult;
        }
    std::vector<const detection*> order;
    for (const detection& d : answers)
        if (d.kind == kind) order.push_back(&d);
    sort_stably(order, [](const detection* a, const detection* b) { return a->score > b->score; });
    std::vector<bool> taken(truths.size(), false);
    double right = 0, counted = 0;
    for (const detection* d : order) {
        float best = -1;
        std::size_t nearest = 0;
        for (const std::size_t t : of_picture[d->picture])
            if (const float share = intersection_over_union(d->where, truths[t].where); share > best)
                best = share, nearest = t;
        const bool found = best >= 0 && best >= threshold;
        if (found && truths[nearest].difficult) continue;
        right += found && !taken[nearest];
        if (found) taken[nearest] = true;
        curve.precision.push_back(right / ++counted);
        curve.recall.push_back(curve.truths > 0 ? right / curve.truths : 0);
        curve.score.push_back(d->score);
    }
    return curve;
}

/// The mean of `average_precision` over the kinds that have a truth; empty where none has one.
[[nodiscard]] inline std::optional<double> mean_average_precision(std::span<const detection> answers,
                                                                  std::span<const truth_box> truths,
                                                                  float threshold = 0.5F) {
    check_share("threshold", double(threshold));
    check_detections(answers, truths);
    std::set<int> kinds;
    for (const truth_box& t : truths) kinds.insert(t.kind);
    double sum = 0;
    int count = 0;
    for (const int kind : kinds)
        if (const auto of_kind = average_precision(precision_and_recall(answers, truths, kind, threshold)))
            sum += *of_kind, ++count;
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

}  // namespace strata::inline STRATA_TARGET
