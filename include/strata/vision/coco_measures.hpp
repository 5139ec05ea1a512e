// SPDX-License-Identifier: MIT
#pragma once
/// How well a detector does by COCO's rules: at ten thresholds, three sizes, and 1, 10 and 100 detections of
/// each kind a picture.
///
///     threshold k: 0.5 + 0.05 k, k = 0 ... 9      recall r: r / 100, r = 0 ... 100
///     AP = mean over thresholds, recalls and kinds of p(r), the largest precision at a recall of r or more
///     AR = mean over thresholds and kinds of the largest recall
///
///     By falling score each of a picture's 100 best detections of a kind takes the truth with the largest IoU of
///     those that are left, the later of equals, if that is at least the threshold. Truths that do not count, as
///     crowds and those of other sizes, are taken only where no other fits; a crowd may be taken again and again,
///     and its overlap is by the detection's area alone. What took one of them does not count, nor what took
///     none and has another size itself.
///
///     small: an area up to 32^2, medium: 32^2 to 96^2, large: from 96^2 to 10^10
///
/// (Lin and others: "Microsoft COCO", 2014, and COCO's own evaluation, whose order of equals and whose
/// roundings of thresholds these are.) Kinds without a truth do not count; what has no truth at all is -1.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <strata/kernels/sort_stably.hpp>
#include <strata/vision/detections.hpp>
#include <utility>

namespace strata {

struct coco_figures {
    double ap = -1, ap_50 = -1, ap_75 = -1, ap_small = -1, ap_medium = -1, ap_large = -1;
    double ar_1 = -1, ar_10 = -1, ar_100 = -1, ar_small = -1, ar_medium = -1, ar_large = -1;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail::coco {

inline constexpr int thresholds = 10, sizes = 4, recalls = 101, most_detections = 100;

[[nodiscard]] constexpr double threshold(int k) { return 0.5 + k * ((0.95 - 0.5) / (thresholds - 1)); }
[[nodiscard]] constexpr double recall(int r) { return r == recalls - 1 ? 1 : r * 0.01; }
/// Size 0 is all of them.
[[nodiscard]] constexpr bool has_size(int size, double area) {
    constexpr std::array<double, sizes> from{0, 0, 32 * 32, 96 * 96}, to{1e10, 32 * 32, 96 * 96, 1e10};
    return area >= from[static_cast<std::size_t>(size)] && area <= to[static_cast<std::size_t>(size)];
}
[[nodiscard]] inline double area_of(const box& b) {
    return (double(b.x2) - double(b.x1)) * (double(b.y2) - double(b.y1));
}
[[nodiscard]] inline double area_of(const truth_box& t) {
    return t.area < 0 ? area_of(t.where) : double(t.area);
}
[[nodiscard]] inline double overlap(const box& d, const truth_box& t) {
    const double width = double(std::min(d.x2, t.where.x2)) - double(std::max(d.x1, t.where.x1)),
                 height = double(std::min(d.y2, t.where.y2)) - double(std::max(d.y1, t.where.y1));
    if (width <= 0 || height <= 0) return 0;
    const double both = width * height, own = area_of(d);
    return both / (t.crowd ? own : own + area_of(t.where) - both);
}

/// What became of a detection: bit k of `right[size]` and `left_out[size]` is of threshold k.
struct judged {
    float score;
    int rank;
    std::array<std::uint16_t, sizes> right{}, left_out{};
};

/// What there is of a kind in a picture.
struct in_picture {
    std::vector<const detection*> answers;
    std::vector<const truth_box*> truths;
};

/// How a picture's detections fare at one size; `share`: [detection, truth].
inline void judge(const in_picture& p, int size, const xt::xtensor<double, 2>& share, judged* out) {
    // those that count first
    std::vector<std::size_t> order;
    std::vector<bool> counts(p.truths.size());
    for (std::size_t t = 0; t < p.truths.size(); ++t)
        counts[t] = !p.truths[t]->crowd && has_size(size, area_of(*p.truths[t]));
    for (const bool first : {true, false})
        for (std::size_t t = 0; t < p.truths.size(); ++t)
            if (counts[t] == first) order.push_back(t);
    for (int k = 0; k < thresholds; ++k) {
        std::vector<bool> taken(p.truths.size(), false);
        for (std::size_t d = 0; d < p.answers.size(); ++d) {
            double best = std::min(threshold(k), 1 - 1e-10);
            std::size_t mine = p.truths.size();
            for (const std::size_t t : order) {
                if (taken[t] && !p.truths[t]->crowd) continue;
                if (mine < p.truths.size() && counts[mine] && !counts[t]) break;
                if (share(d, t) < best) continue;
                best = share(d, t);
                mine = t;
            }
            const auto bit = static_cast<std::uint16_t>(1 << k);
            const auto at = static_cast<std::size_t>(size);
            if (mine == p.truths.size()) {
                if (!has_size(size, area_of(p.answers[d]->where))) out[d].left_out[at] |= bit;
            } else {
                taken[mine] = true;
                (counts[mine] ? out[d].right : out[d].left_out)[at] |= bit;
            }
        }
    }
}

/// Sums over kinds and thresholds of p's means and of the largest recalls, and how many there are.
struct sums {
    std::array<double, thresholds> precision{}, recall{};
    int kinds = 0;

    [[nodiscard]] double ap(int k) const {
        return kinds > 0 ? precision[static_cast<std::size_t>(k)] / kinds : -1;
    }
    [[nodiscard]] static double mean(const std::array<double, thresholds>& of, int kinds) {
        double sum = 0;
        for (const double one : of) sum += one;
        return kinds > 0 ? sum / (kinds * thresholds) : -1;
    }
    [[nodiscard]] double ap() const { return mean(precision, kinds); }
    [[nodiscard]] double ar() const { return mean(recall, kinds); }
};

/// Adds a kind: its detections by falling score, and the number of its truths, of a size.
inline void add_kind(sums& s, const std::vector<judged>& all, int truths, int size, int most) {
    if (truths == 0) return;
    ++s.kinds;
    const auto at = static_cast<std::size_t>(size);
    for (int k = 0; k < thresholds; ++k) {
        std::vector<double> precision, recalled;
        double right = 0, counted = 0;
        for (const judged& d : all) {
            if (d.rank >= most) continue;
            const bool counts = (d.left_out[at] >> k & 1) == 0;
            right += d.right[at] >> k & 1;
            counted += counts;
            precision.push_back(right / (counted + std::numeric_limits<double>::epsilon()));
            recalled.push_back(right / truths);
        }
        for (std::size_t i = precision.size(); i-- > 1;)
            precision[i - 1] = std::max(precision[i - 1], precision[i]);
        double sum = 0;
        for (int r = 0; r < recalls; ++r) {
            const auto first = std::lower_bound(recalled.begin(), recalled.end(), recall(r));
            if (first != recalled.end()) sum += precision[static_cast<std::size_t>(first - recalled.begin())];
        }
        s.precision[static_cast<std::size_t>(k)] += sum / recalls;
        s.recall[static_cast<std::size_t>(k)] += recalled.empty() ? 0 : recalled.back();
    }
}

}  // namespace detail::coco

/// Errors: a box that is none, a score or an area that is a NaN.
[[nodiscard]] inline coco_figures coco_measures(std::span<const detection> answers,
                                                std::span<const truth_box> truths) {
    using namespace detail::coco;
    check_detections(answers, truths);
    std::map<int, std::map<int, in_picture>> kinds;
    for (const detection& d : answers) kinds[d.kind][d.picture].answers.push_back(&d);
    for (const truth_box& t : truths) kinds[t.kind][t.picture].truths.push_back(&t);
    std::array<sums, sizes> of_size;
    sums first, ten;
    for (auto& [kind, pictures] : kinds) {
        std::vector<judged> all;
        std::array<int, sizes> count{};
        for (auto& [picture, p] : pictures) {
            sort_stably(p.answers,
                        [](const detection* a, const detection* b) { return a->score > b->score; });
            if (p.answers.size() > most_detections) p.answers.resize(most_detections);
            auto share = xt::xtensor<double, 2>::from_shape({p.answers.size(), p.truths.size()});
            for (std::size_t d = 0; d < p.answers.size(); ++d)
                for (std::size_t t = 0; t < p.truths.size(); ++t)
                    share(d, t) = overlap(p.answers[d]->where, *p.truths[t]);
            std::vector<judged> here;
            for (std::size_t d = 0; d < p.answers.size(); ++d)
                here.push_back({p.answers[d]->score, static_cast<int>(d)});
            for (int size = 0; size < sizes; ++size) {
                judge(p, size, share, here.data());
                for (const truth_box* t : p.truths)
                    count[static_cast<std::size_t>(size)] += !t->crowd && has_size(size, area_of(*t));
            }
            all.insert(all.end(), here.begin(), here.end());
        }
        sort_stably(all, [](const judged& a, const judged& b) { return a.score > b.score; });
        for (int size = 0; size < sizes; ++size)
            add_kind(of_size[static_cast<std::size_t>(size)], all, count[static_cast<std::size_t>(size)],
                     size, most_detections);
        add_kind(first, all, count[0], 0, 1);
        add_kind(ten, all, count[0], 0, 10);
    }
    return {.ap = of_size[0].ap(),
            .ap_50 = of_size[0].ap(0),
            .ap_75 = of_size[0].ap(5),
            .ap_small = of_size[1].ap(),
            .ap_medium = of_size[2].ap(),
            .ap_large = of_size[3].ap(),
            .ar_1 = first.ar(),
            .ar_10 = ten.ar(),
            .ar_100 = of_size[0].ar(),
            .ar_small = of_size[1].ar(),
            .ar_medium = of_size[2].ar(),
            .ar_large = of_size[3].ar()};
}

}  // namespace strata::inline STRATA_TARGET
