// SPDX-License-Identifier: MIT
#pragma once
/// Boxes in which something may be, found without a network: segments of the picture, joined two by two,
/// the most similar neighbours first, until one is left. Each segment there ever was is a proposal.
///
///     s(A, B) = s_colour + s_size + s_fill
///
///     s_colour = sum_b min(h[A, b], h[B, b])                 h: 25 bins a channel of values from 0 to 1, sum 1
///     s_size   = 1 - (|A| + |B|) / |picture|                 small ones first
///     s_fill   = 1 - (|box of A and B| - |A| - |B|) / |picture|
///
/// (Uijlings and others: "Selective search for object recognition", 2013, sections 3.1 and 3.2, without
/// texture; the segments to begin with are those of `graph_segments` at several scales.) Proposals are in
/// turns of the scales, the largest segments first: the paper's order by the hierarchy, without its draw.
/// Errors: those of `graph_segments`; no scale.
#include <strata/vision/box.hpp>
#include <strata/vision/graph_segments.hpp>

namespace strata::inline STRATA_TARGET {

struct selective_search_options {
    std::vector<double> scales = {0.3, 3};  ///< of the segments to begin with
    int smallest = 12;                      ///< pixels of a segment to begin with
    float least_side = 4;                   ///< pixels of a proposal
    int most = 2000;                        ///< proposals
};

namespace detail {

/// A segment as selective search sees it.
struct grown_segment {
    double pixels = 0;
    box where = {};
    std::vector<double> colours;   ///< a histogram of each channel, one after another; sum 1
    std::vector<char> neighbours;  ///< whether segment k touches this one
    bool joined = false;           ///< whether it is part of a larger one by now
};

[[nodiscard]] inline std::vector<grown_segment> segments_to_grow(const xt::xtensor<float, 3>& x,
                                                                 const xt::xtensor<int, 2>& numbers) {
    constexpr std::size_t bins = 25;
    const std::size_t C = x.shape()[0], H = x.shape()[1], W = x.shape()[2],
                      count = 1 + static_cast<std::size_t>(xt::amax(numbers)());
    std::vector<grown_segment> all(count);
    for (grown_segment& s : all) {
        s.where = {static_cast<float>(W), static_cast<float>(H), 0, 0};
        s.colours.assign(bins * C, 0);
        s.neighbours.assign(2 * count - 1, 0);
    }
    const auto at = [&](std::size_t i, std::size_t j) { return static_cast<std::size_t>(numbers(i, j)); };
    const auto touch = [&](std::size_t a, std::size_t b) {
        if (a != b) all[a].neighbours[b] = all[b].neighbours[a] = 1;
    };
    for (std::size_t i = 0; i < H; ++i)
        for (std::size_t j = 0; j < W; ++j) {
            const std::size_t number = at(i, j);
            grown_segment& s = all[number];
            s.pixels += 1;
            s.where = {std::min(s.where.x1, static_cast<float>(j)),
                       std::min(s.where.y1, static_cast<float>(i)),
                       std::max(s.where.x2, static_cast<float>(j + 1)),
                       std::max(s.where.y2, static_cast<float>(i + 1))};
            for (std::size_t c = 0; c < C; ++c)
                s.colours[bins * c + static_cast<std::size_t>(
                                         std::clamp(x(c, i, j) * float{bins}, 0.0F, float{bins - 1}))] += 1;
            if (j + 1 < W) touch(number, at(i, j + 1));
            if (i + 1 < H) touch(number, at(i + 1, j));
        }
    for (grown_segment& s : all)
        for (double& share : s.colours) share /= s.pixels * static_cast<double>(C);
    return all;
}

[[nodiscard]] constexpr box box_around(const box& a, const box& b) {
    return {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
}

[[nodiscard]] inline double similarity(const grown_segment& a, const grown_segment& b, double picture) {
    double same = 0;
    for (std::size_t k = 0; k < a.colours.size(); ++k) same += std::min(a.colours[k], b.colours[k]);
    const double both = a.pixels + b.pixels;
    return same + (1 - both / picture) +
           (1 - (static_cast<double>(area(box_around(a.where, b.where))) - both) / picture);
}

/// The segments to begin with and, behind them, each that is made of two.
inline void grow(std::vector<grown_segment>& all, double picture) {
    struct pair_of_segments {
        std::size_t a, b;
        double similarity;
    };
    std::vector<pair_of_segments> pairs;
    const std::size_t begun = all.size(), end = 2 * begun - 1;
    for (std::size_t a = 0; a < begun; ++a)
        for (std::size_t b = a + 1; b < begun; ++b)
            if (all[a].neighbours[b]) pairs.push_back({a, b, similarity(all[a], all[b], picture)});
    all.reserve(end);
    while (!pairs.empty()) {
        const auto most = std::max_element(pairs.begin(), pairs.end(), [](const auto& p, const auto& q) {
            return p.similarity < q.similarity;
        });
        const std::size_t first = most->a, second = most->b, number = all.size();
        grown_segment &a = all[first], &b = all[second];
        grown_segment both{a.pixels + b.pixels, box_around(a.where, b.where), a.colours, a.neighbours, false};
        for (std::size_t k = 0; k < both.colours.size(); ++k)
            both.colours[k] = (a.pixels * a.colours[k] + b.pixels * b.colours[k]) / both.pixels;
        for (std::size_t k = 0; k < end; ++k) both.neighbours[k] |= b.neighbours[k];
        a.joined = b.joined = true;
        pairs.erase(std::remove_if(pairs.begin(), pairs.end(),
                                   [&](const auto& p) { return all[p.a].joined || all[p.b].joined; }),
                    pairs.end());
        for (std::size_t k = 0; k < number; ++k) {
            if (all[k].joined) both.neighbours[k] = 0;
            if (!both.neighbours[k]) continue;
            all[k].neighbours[number] = 1;
            pairs.push_back({k, number, similarity(all[k], both, picture)});
        }
        all.push_back(std::move(both));
    }
}

}  // namespace detail

/// The proposals for a picture [C, H, W] with values from 0 to 1, each box once.
template <Array E>
[[nodiscard]] std::vector<box> selective_search(const E& picture, const selective_search_options& o = {}) {
    const xt::xtensor<float, 3>& x = array_of_rank<float, 3>(picture, "the picture");
    if (o.scales.empty())
        throw_error({.problem = "selective search begins with segments of one scale at least",
                     .name = "selective_search_options"});
    const auto pixels = static_cast<double>(x.shape()[1] * x.shape()[2]);
    std::vector<std::vector<box>> by_scale;
    std::size_t longest = 0;
    for (const double scale : o.scales) {
        std::vector<detail::grown_segment> all =
            detail::segments_to_grow(x, graph_segments(x, {.scale = scale, .smallest = o.smallest}));
        detail::grow(all, pixels);
        sort_stably(all, [](const auto& a, const auto& b) { return a.pixels > b.pixels; });
        std::vector<box>& boxes = by_scale.emplace_back();
        for (const detail::grown_segment& s : all)
            if (std::min(s.where.x2 - s.where.x1, s.where.y2 - s.where.y1) >= o.least_side)
                boxes.push_back(s.where);
        longest = std::max(longest, boxes.size());
    }
    std::vector<box> proposals;
    const auto most = static_cast<std::size_t>(std::max(o.most, 0));
    for (std::size_t k = 0; k < longest; ++k)
        for (const std::vector<box>& boxes : by_scale)
            if (k < boxes.size() && proposals.size() < most &&
                std::find(proposals.begin(), proposals.end(), boxes[k]) == proposals.end())
                proposals.push_back(boxes[k]);
    return proposals;
}

}  // namespace strata::inline STRATA_TARGET
