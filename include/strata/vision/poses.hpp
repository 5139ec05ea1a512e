// SPDX-License-Identifier: MIT
#pragma once
/// People from heat maps: what the four heads of `posenet` say, put together greedily (Papandreou, Zhu, Chen,
/// Gidaris, Tompson, Murphy: "PersonLab", 2018, section 3.1).
///
///     P[k, i, j] = sigmoid(scores[k, i, j])           how likely point k of somebody is at place (i, j)
///     S (i, j) + offsets[k, i, j]                     where exactly, in pixels: S is the stride
///     forward[e, i, j], backward[e, i, j]             from a point at the place to the other end of edge e
///
/// Each place of P that is a local maximum and likely enough may begin a person, the likeliest first, unless
/// the same point of somebody who has been found is within a radius of it. From there the 16 edges of a tree
/// over the 17 points are followed, up to the nose and down from it; after each edge the point is moved to
/// where the offsets of its place say, twice. The score of a person is the mean over the 17 points of P, of
/// which those count 0 that lie within the radius of the same point of one found before.
#include <algorithm>
#include <array>
#include <cmath>
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/target.hpp>
#include <strata/vision/pose.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

struct pose_options {
    int stride = 16;           ///< pixels between two places
    float threshold = 0.5F;    ///< P of a point that a person begins with
    float radius = 20;         ///< pixels within which two points are one
    float least_score = 0.2F;  ///< persons below it are left out
    int most = 20;             ///< persons at most
};

namespace detail {

/// One picture's maps, and what is asked of them.
struct pose_maps {
    xt::xtensor<float, 3> scores, offsets, forward, backward;
    pose_options options;

    [[nodiscard]] int rows() const { return static_cast<int>(scores.shape()[1]); }
    [[nodiscard]] int columns() const { return static_cast<int>(scores.shape()[2]); }
    [[nodiscard]] static float at(const xt::xtensor<float, 3>& map, int channel, int i, int j) {
        return map(static_cast<std::size_t>(channel), static_cast<std::size_t>(i),
                   static_cast<std::size_t>(j));
    }
    [[nodiscard]] float probability(int k, int i, int j) const {
        return 1 / (1 + std::exp(-at(scores, k, i, j)));
    }
    /// The number of the nearest place along an axis of this many.
    [[nodiscard]] int nearest(float position, int places) const {
        const float place = std::round(position / static_cast<float>(options.stride));
        return static_cast<int>(std::clamp(place, 0.0F, static_cast<float>(places - 1)));
    }
    [[nodiscard]] key_point exact(int k, int i, int j) const {
        const float S = static_cast<float>(options.stride);
        return {S * static_cast<float>(j) + at(offsets, k + 17, i, j),
                S * static_cast<float>(i) + at(offsets, k, i, j), probability(k, i, j)};
    }
    /// The other end of edge e.
    [[nodiscard]] key_point moved(const key_point& from, const xt::xtensor<float, 3>& displacements, int e,
                                  int k) const {
        int i = nearest(from.y, rows()), j = nearest(from.x, columns());
        key_point to{from.x + at(displacements, e + 16, i, j), from.y + at(displacements, e, i, j), 0};
        for (int step = 0; step < 2; ++step) {
            i = nearest(to.y, rows()), j = nearest(to.x, columns());
            to = exact(k, i, j);
        }
        to.score = probability(k, nearest(to.y, rows()), nearest(to.x, columns()));
        return to;
    }
    [[nodiscard]] bool is_local_maximum(int k, int i, int j) const {
        for (int a = std::max(0, i - 1); a <= std::min(rows() - 1, i + 1); ++a)
            for (int b = std::max(0, j - 1); b <= std::min(columns() - 1, j + 1); ++b)
                if (at(scores, k, a, b) > at(scores, k, i, j)) return false;
        return true;
    }
    [[nodiscard]] bool is_taken(const std::vector<pose>& found, std::size_t k, const key_point& p) const {
        for (const pose& person : found) {
            const float dx = person.points[k].x - p.x, dy = person.points[k].y - p.y;
            if (dx * dx + dy * dy <= options.radius * options.radius) return true;
        }
        return false;
    }
    [[nodiscard]] pose grown_from(int k, const key_point& root) const {
        pose person;
        std::array<bool, 17> known{};
        const auto put = [&](int at_point, const key_point& p) {
            person.points[static_cast<std::size_t>(at_point)] = p;
            known[static_cast<std::size_t>(at_point)] = true;
        };
        const auto knows = [&](int point) { return known[static_cast<std::size_t>(point)]; };
        const auto of = [&](int point) { return person.points[static_cast<std::size_t>(point)]; };
        put(k, root);
        for (int e = 15; e >= 0; --e) {
            const auto [parent, child] = body_tree[static_cast<std::size_t>(e)];
            if (knows(child) && !knows(parent)) put(parent, moved(of(child), backward, e, parent));
        }
        for (int e = 0; e < 16; ++e) {
            const auto [parent, child] = body_tree[static_cast<std::size_t>(e)];
            if (knows(parent) && !knows(child)) put(child, moved(of(parent), forward, e, child));
        }
        return person;
    }
};

inline void check_pose_maps(const pose_maps& m) {
    const auto check = [&](const xt::xtensor<float, 3>& map, std::size_t channels, const char* name) {
        const auto& e = map.shape();
        if (e[0] != channels || e[1] != m.scores.shape()[1] || e[2] != m.scores.shape()[2] || map.size() == 0)
            throw_error({.problem = "the map has another shape than poses are made of",
                         .name = name,
                         .expected = std::to_string(channels) + " channels over " + std::to_string(m.rows()) +
                                     " x " + std::to_string(m.columns()) + " places, at least one",
                         .found = shape_text(e)});
        for (const float value : map)
            if (!is_finite(value))
                throw_error({.problem = "the map holds a value that is not finite", .name = name});
    };
    check(m.scores, 17, "scores");
    check(m.offsets, 34, "offsets");
    check(m.forward, 32, "forward");
    check(m.backward, 32, "backward");
    const pose_options& o = m.options;
    if (o.stride < 1 || o.most < 0 || !(o.radius >= 0) || !(o.threshold >= 0 && o.threshold <= 1) ||
        is_nan(o.least_score))
        throw_error({.problem = "a stride of 1 or more, a radius of 0 or more, a threshold from 0 to 1, a "
                                "least score and a number of people are needed",
                     .name = "pose_options"});
}

}  // namespace detail

/// The people of one picture, the likeliest beginning first. scores: [17, h, w] before the sigmoid; offsets:
/// [34, h, w]; forward, backward: [32, h, w]; of each first the rows, then the columns. Errors: other shapes,
/// a value that is not finite, options that cannot be.
template <Array A, Array B, Array C, Array D>
[[nodiscard]] std::vector<pose> poses_of(const A& scores, const B& offsets, const C& forward,
                                         const D& backward, const pose_options& options = {}) {
    const detail::pose_maps m{
        array_of_rank<float, 3>(scores, "scores"), array_of_rank<float, 3>(offsets, "offsets"),
        array_of_rank<float, 3>(forward, "forward"), array_of_rank<float, 3>(backward, "backward"), options};
    detail::check_pose_maps(m);
    struct beginning {
        int k;
        key_point where;
    };
    std::vector<beginning> queue;
    for (int k = 0; k < 17; ++k)
        for (int i = 0; i < m.rows(); ++i)
            for (int j = 0; j < m.columns(); ++j)
                if (m.probability(k, i, j) >= options.threshold && m.is_local_maximum(k, i, j))
                    queue.push_back({k, m.exact(k, i, j)});
    sort_stably(queue, [](const beginning& a, const beginning& b) { return a.where.score > b.where.score; });
    std::vector<pose> found, shown;
    for (const beginning& b : queue) {
        if (static_cast<int>(shown.size()) == options.most) break;
        if (m.is_taken(found, static_cast<std::size_t>(b.k), b.where)) continue;
        pose person = m.grown_from(b.k, b.where);
        for (std::size_t k = 0; k < 17; ++k)
            if (!m.is_taken(found, k, person.points[k])) person.score += person.points[k].score / 17;
        found.push_back(person);
        if (person.score >= options.least_score) shown.push_back(person);
    }
    return shown;
}

}  // namespace strata::inline STRATA_TARGET
