// SPDX-License-Identifier: MIT
#pragma once
/// A picture cut into segments: places that differ less inside of a segment than segments differ from each
/// other.
///
///     w(p, q) = |x[:, p] - x[:, q]|             of pixels that touch, at a corner as well
///     edges from the lightest to the heaviest: the segments A and B at its ends become one where
///
///         w <= min(Int(A) + scale / |A|, Int(B) + scale / |B|)
///
///     Int(A): the heaviest edge by which A was joined, 0 of a single pixel      |A|: its pixels
///
/// At the end segments below `smallest` pixels join the neighbour that is least unlike them. Of equal edges
/// the earlier is first: by rows, columns, and to the right, down, down to the right, down to the left.
/// (Felzenszwalb and Huttenlocher: "Efficient graph-based image segmentation", 2004, section 3; they blur the
/// picture before.) Errors: an empty picture, a pixel that is no finite number, a scale below 0.
#include <array>
#include <cmath>
#include <numeric>
#include <strata/array.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

struct segment_options {
    double scale = 1;   ///< in units of pixels' values: the larger, the larger are segments
    int smallest = 12;  ///< pixels
};

namespace detail {

/// Two pixels that touch.
struct pixel_edge {
    float weight;
    std::uint32_t from, to;
};

[[nodiscard]] inline std::vector<pixel_edge> edges_between_pixels(const xt::xtensor<float, 3>& x) {
    const std::size_t C = x.shape()[0], H = x.shape()[1], W = x.shape()[2];
    std::vector<pixel_edge> all;
    all.reserve(4 * H * W);
    const auto join = [&](std::size_t p, std::size_t q) {
        float sum = 0;
        for (std::size_t c = 0; c < C; ++c) {
            const float d = x.data()[c * H * W + p] - x.data()[c * H * W + q];
            sum += d * d;
        }
        all.push_back({std::sqrt(sum), static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(q)});
    };
    for (std::size_t i = 0; i < H; ++i)
        for (std::size_t j = 0; j < W; ++j) {
            const std::size_t p = i * W + j;
            if (j + 1 < W) join(p, p + 1);
            if (i + 1 < H) join(p, p + W);
            if (i + 1 < H && j + 1 < W) join(p, p + W + 1);
            if (i + 1 < H && j > 0) join(p, p + W - 1);
        }
    return all;
}

/// Pixels that are joined to segments; each is known by one of its pixels.
class joined_pixels {
public:
    explicit joined_pixels(std::size_t pixels) : above_(pixels), size_(pixels, 1), inside_(pixels, 0) {
        std::iota(above_.begin(), above_.end(), 0U);
    }
    [[nodiscard]] std::uint32_t segment_of(std::uint32_t p) {
        while (above_[p] != p) p = above_[p] = above_[above_[p]];
        return p;
    }
    [[nodiscard]] int64 size(std::uint32_t segment) const { return size_[segment]; }
    /// The heaviest edge that the segment may be joined by.
    [[nodiscard]] double most(std::uint32_t segment, double scale) const {
        return inside_[segment] + scale / static_cast<double>(size_[segment]);
    }
    void join(std::uint32_t a, std::uint32_t b, double weight) {
        above_[b] = a;
        size_[a] += size_[b];
        inside_[a] = std::max({inside_[a], inside_[b], weight});
    }

private:
    std::vector<std::uint32_t> above_;
    std::vector<int64> size_;
    std::vector<double> inside_;
};

inline void check_picture_to_search(const xt::xtensor<float, 3>& x) {
    if (x.size() == 0)
        throw_error({.problem = "there is nothing in an empty picture",
                     .name = "the picture",
                     .found = shape_text(x.shape())});
    for (std::size_t p = 0; p < x.size(); ++p)
        if (!is_finite(x.data()[p]))
            throw_error({.problem = "the picture has a pixel that is no finite number",
                         .name = with_number("pixel", static_cast<int64>(p))});
}

}  // namespace detail

/// The segment [H, W] of each pixel of a picture [C, H, W], numbered from 0 in the order of their first
/// pixels.
template <Array E>
[[nodiscard]] xt::xtensor<int, 2> graph_segments(const E& picture, const segment_options& o = {}) {
    const xt::xtensor<float, 3>& x = array_of_rank<float, 3>(picture, "the picture");
    detail::check_picture_to_search(x);
    if (!is_finite(o.scale) || o.scale < 0)
        throw_error({.problem = "a scale of segments is 0 or more",
                     .name = "segment_options",
                     .found = std::to_string(o.scale)});
    std::vector<detail::pixel_edge> edges = detail::edges_between_pixels(x);
    sort_stably(edges, [](const auto& a, const auto& b) { return a.weight < b.weight; });
    const std::size_t H = x.shape()[1], W = x.shape()[2];
    detail::joined_pixels segments(H * W);
    for (const auto& [weight, from, to] : edges) {
        const std::uint32_t a = segments.segment_of(from), b = segments.segment_of(to);
        const auto w = static_cast<double>(weight);
        if (a != b && w <= std::min(segments.most(a, o.scale), segments.most(b, o.scale)))
            segments.join(a, b, w);
    }
    for (const auto& [weight, from, to] : edges) {
        const std::uint32_t a = segments.segment_of(from), b = segments.segment_of(to);
        if (a != b && std::min(segments.size(a), segments.size(b)) < o.smallest)
            segments.join(a, b, static_cast<double>(weight));
    }
    auto numbers = xt::xtensor<int, 2>::from_shape({H, W});
    std::vector<int> number(H * W, -1);
    int count = 0;
    for (std::size_t p = 0; p < H * W; ++p) {
        int& n = number[segments.segment_of(static_cast<std::uint32_t>(p))];
        if (n < 0) n = count++;
        numbers.data()[p] = n;
    }
    return numbers;
}

}  // namespace strata::inline STRATA_TARGET
