// SPDX-License-Identifier: MIT
#pragma once
/// Products whose rows are places of an image: the tiles of a convolution.
///
/// Rows are taken by blocks, and each block through all columns, so that what it reads of the image stays in
/// the nearest cache.
#include <algorithm>
#include <span>
#include <strata/kernels/products/panels.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Rows of a and c on a grid: number p is place p % across of line p / across.
template <class T>
struct tile_grid {
    const T* a;
    int64 a_line, a_place;
    T* c;
    int64 c_line, c_place;
    int lines, across;
};

/// Some rows of a grid, as tiles take them.
template <class T>
struct grid_rows {
    static constexpr int most = 8 * tile_rows;
    const T* a[most];
    T* c[most];
    int count;
};

/// Calls `body(rows)` for all rows of the grid, block by block.
template <class T, class Body>
void for_grid_rows(const tile_grid<T>& grid, Body&& body) {
    grid_rows<T> rows;
    const T* a = grid.a;
    T* c = grid.c;
    int place = 0;
    for (int left = grid.lines * grid.across; left > 0; left -= rows.count) {
        rows.count = left < rows.most ? left : rows.most;
        for (int r = 0; r < rows.count; ++r) {
            rows.a[r] = a + place * grid.a_place;
            rows.c[r] = c + place * grid.c_place;
            if (++place < grid.across) continue;
            place = 0;
            a += grid.a_line;
            c += grid.c_line;
        }
        for (int r = rows.count; r < rows.most && r < rows.count + narrow_tile_rows; ++r) {
            rows.a[r] = rows.a[rows.count - 1];
            rows.c[r] = rows.c[rows.count - 1];
        }
        body(rows);
    }
}

/// Terms of a block of the sums over a window.
inline constexpr int terms_of_window = 4 * terms_of_block;

/// One run of an inner product: where it begins in a row of a and in b (in rows of b, or elements), and its
/// terms.
struct sum_segment {
    int64 a, b;
    int depth;
};

inline constexpr int segments_at_once = 64;

/// A list of segments of bounded length; a longer sum is handed out in portions.
template <class Run>
class sum_segments {
public:
    explicit sum_segments(Run& run) : run_(run) {}
    void add(int64 a, int64 b, int depth) {
        if (count_ == segments_at_once) flush();
        segments_[count_++] = {a, b, depth};
    }
    /// Runs what is waiting; a sum of no terms runs once as well, since its result is zero, not nothing.
    void finish() {
        if (count_ > 0 || !ran_) flush();
    }

private:
    void flush() {
        run_(std::span<const sum_segment>(segments_, static_cast<std::size_t>(count_)), ran_);
        ran_ = true;
        count_ = 0;
    }
    Run& run_;
    sum_segment segments_[segments_at_once];
    int count_ = 0;
    bool ran_ = false;
};

/// The columns of c that a product computes, and b: its rows are `ldb` elements apart unless it lies
/// `in_panels`, of `depth` rows.
template <class T>
struct tile_columns_of {
    int count;
    const T* b;
    int64 ldb;
    int64 depth;
    const T* bias;   ///< null where there is none
    int64 left = 0;  ///< where in a row of c they begin
    int64 unit = 0;  ///< elements that `sum_segment::b` counts in, where those are not rows of b
    int64 block = terms_of_window;
};

/// One portion of the sums of a block of rows.
template <class T>
void run_tiles(const grid_rows<T>& rows, const tile_columns_of<T>& columns, int64 step,
               std::span<const sum_segment> segments, tile_start start) {
    tile_segment<T> located[segments_at_once];
    tile_operands<T> o{};
    o.segments = located;
    o.segments_end = located + segments.size();
    o.step = step;
    o.block = columns.block;
    for (int i = 0; i < panel_count<T>(columns.count); ++i) {
        const panel_columns at = panel_at<T>(columns.count, i);
        const panel<T> b(columns.b, columns.ldb, columns.depth, at);
        const int64 unit = columns.unit > 0 ? columns.unit : b.ldb;
        std::transform(segments.begin(), segments.end(), located, [&](const sum_segment& s) {
            return tile_segment<T>{s.a, b.b + s.b * unit, s.depth};
        });
        o.ldb = b.ldb;
        o.bias = columns.bias ? columns.bias + at.left : nullptr;
        o.left = columns.left + at.left;
        o.columns = at.count;
        for (int r = 0; r < rows.count;) {
            o.a = rows.a + r;
            o.c = rows.c + r;
            r += run_tile(o, rows.count - r, start);
        }
    }
}

/// A product over all rows of a grid; `add_segments(list)` adds the segments of its sums.
template <class T, class AddSegments>
void run_grid_rows(const grid_rows<T>& rows, const tile_columns_of<T>& columns, int64 step, bool add,
                   AddSegments&& add_segments) {
    auto run = [&](std::span<const sum_segment> segments, bool again) {
        run_tiles(rows, columns, step, segments,
                  again || add   ? tile_start::output
                  : columns.bias ? tile_start::bias
                                 : tile_start::zero);
    };
    sum_segments sum(run);
    add_segments(sum);
    sum.finish();
}

}  // namespace strata::inline STRATA_TARGET
