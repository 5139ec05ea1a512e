// SPDX-License-Identifier: MIT
#pragma once
/// Points of the plane in squares within squares, so that what is far away is seen as one (Barnes, Hut,
/// 1986).
///
/// The points are sorted along Morton's curve (1966), so that each square has a run of them. The nodes lie in
/// the order of a walk from the whole into its parts: what follows a node is its first part, and `next` is
/// where the walk goes on that does not enter it.
#include <strata/int64.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET::detail {

/// Bit b of x at bit 2 b.
constexpr std::uint32_t spread_bits(std::uint32_t x) {
    x = (x | x << 8) & 0x00FF00FF;
    x = (x | x << 4) & 0x0F0F0F0F;
    x = (x | x << 2) & 0x33333333;
    return (x | x << 1) & 0x55555555;
}

template <class T>
class quadtree {
public:
    struct node {
        T x, y;                    ///< the mean of its points
        T count;                   ///< of them
        T squared_side;            ///< of the square
        std::int32_t next;         ///< the node behind all of its parts
        std::int32_t first, last;  ///< its points, where it has no parts; else both are 0
    };

    /// A square of no more than `leaf` points is not divided, nor one at the 16th level.
    void build(const T* x, const T* y, int64 n, int leaf) {
        sort(x, y, n);
        for (std::size_t i = 0; i < order_.size(); ++i) {
            x_[i] = x[order_[i]];
            y_[i] = y[order_[i]];
        }
        nodes_.clear();
        add(0, static_cast<std::int32_t>(n), 0, leaf);
    }

    [[nodiscard]] const std::vector<node>& nodes() const { return nodes_; }
    /// The points in the order of the tree, and the number of each.
    [[nodiscard]] const std::vector<T>& x() const { return x_; }
    [[nodiscard]] const std::vector<T>& y() const { return y_; }
    [[nodiscard]] const std::vector<std::uint32_t>& order() const { return order_; }

private:
    static constexpr int levels = 16;

    void sort(const T* x, const T* y, int64 n) {
        const auto size = static_cast<std::size_t>(n);
        const auto [left, right] = std::minmax_element(x, x + n);
        const auto [low, high] = std::minmax_element(y, y + n);
        side_ = std::max(*right - *left, *high - *low);
        const T scale = side_ > T(0) ? T(65535) / side_ : T(0);
        keys_.resize(size), order_.resize(size), x_.resize(size), y_.resize(size);
        spare_keys_.resize(size), spare_order_.resize(size);
        for (std::size_t i = 0; i < size; ++i) {
            const auto column = static_cast<std::uint32_t>((x[i] - *left) * scale),
                       row = static_cast<std::uint32_t>((y[i] - *low) * scale);
            keys_[i] = spread_bits(std::min(column, 65535U)) | spread_bits(std::min(row, 65535U)) << 1;
            order_[i] = static_cast<std::uint32_t>(i);
        }
        for (int shift = 0; shift < 32; shift += 8) {  // digit by digit, equal ones in their order
            std::array<std::size_t, 257> begins{};
            for (const std::uint32_t key : keys_) ++begins[(key >> shift & 255) + 1];
            for (std::size_t d = 0; d < 256; ++d) begins[d + 1] += begins[d];
            for (std::size_t i = 0; i < size; ++i) {
                const std::size_t to = begins[keys_[i] >> shift & 255]++;
                spare_keys_[to] = keys_[i];
                spare_order_[to] = order_[i];
            }
            std::swap(keys_, spare_keys_);
            std::swap(order_, spare_order_);
        }
    }

    /// The square at this level with points [first, last).
    void add(std::int32_t first, std::int32_t last, int level, int leaf) {
        const std::size_t here = nodes_.size();
        const T side = side_ / static_cast<T>(std::uint32_t{1} << level);
        node made{T(0), T(0), static_cast<T>(last - first), side * side, 0, 0, 0};
        nodes_.push_back(made);
        if (last - first <= leaf || level == levels) {
            for (std::int32_t i = first; i < last; ++i)
                made.x += x_[static_cast<std::size_t>(i)], made.y += y_[static_cast<std::size_t>(i)];
            made.first = first;
            made.last = last;
        } else {
            const int shift = 2 * (levels - 1 - level);
            for (std::uint32_t part = 0; part < 4 && first < last; ++part) {
                std::int32_t end = first;
                while (end < last && (keys_[static_cast<std::size_t>(end)] >> shift & 3) == part) ++end;
                if (end == first) continue;
                const std::size_t child = nodes_.size();
                add(first, end, level + 1, leaf);
                made.x += nodes_[child].x * nodes_[child].count;
                made.y += nodes_[child].y * nodes_[child].count;
                first = end;
            }
        }
        made.x /= made.count;
        made.y /= made.count;
        made.next = static_cast<std::int32_t>(nodes_.size());
        nodes_[here] = made;
    }

    T side_ = 0;
    std::vector<node> nodes_;
    std::vector<T> x_, y_;
    std::vector<std::uint32_t> keys_, order_, spare_keys_, spare_order_;
};

}  // namespace strata::inline STRATA_TARGET::detail
