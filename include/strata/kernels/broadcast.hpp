// SPDX-License-Identifier: MIT
#pragma once
/// Values that are read together where an axis of one may be 1: its only number stands for all of the
/// others'.
#include <algorithm>
#include <array>
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/reductions.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// How a value is read: all of it is there, one number stands for all, one for each channel, one for each
/// place, or some axes are 1.
enum class reading { whole, number, channels, places, some_axes };

/// How K values in memory, channels last behind the other axes, are read as if all had the extents of the
/// result.
template <std::size_t K, std::size_t Axes>
struct broadcast_extents {
    struct value {
        int64 size;                     ///< elements of a sample
        std::array<int64, Axes> steps;  ///< to the next place of each axis; 0 where the axis is 1
        bool one_channel;               ///< and the result has more
    };
    std::array<int, Axes> axes;  ///< of the result, without the channels
    int channels;
    int64 size;  ///< of the result, for a sample
    std::array<value, K> values;

    [[nodiscard]] constexpr reading how(std::size_t k) const {
        const value& v = values[k];
        if (v.size == size) return reading::whole;
        if (v.size == 1) return reading::number;
        if (v.size == channels && !v.one_channel) return reading::channels;
        return v.one_channel && v.size * channels == size ? reading::places : reading::some_axes;
    }
    /// Whether all of the values are as large as the result.
    [[nodiscard]] constexpr bool all_whole() const {
        for (const value& v : values)
            if (v.size != size) return false;
        return true;
    }
};

/// Elements that are read together at most: whole places, or a part of one that has more.
template <class T>
inline constexpr int64 most_read_together = std::max(512, most_together<T>);

/// A block of the result's elements: some places of a sample, or some channels of one place.
struct place_block {
    int64 place, places, channel, channels;

    [[nodiscard]] constexpr int64 elements() const { return places * channels; }
};

/// Calls `body(blocks)` for all channels, or for parts of them, and there `blocks(body)` calls `body(block)`
/// for all places in order. Blocks but the last hold whole groups of `rows_together`.
template <class T, class Body>
inline void for_channels(int64 places, int64 C, Body&& body) {
    for_blocks(C, most_read_together<T>, [&](int64 left, int64 right) {
        const int64 step = rows_together<T>(C) * C;
        const int64 together = C > most_read_together<T> ? 1 : most_read_together<T> / step * (step / C);
        body(left, right, [&](auto&& of_block) {
            for_blocks(places, together, [&](int64 first, int64 last) {
                of_block(place_block{first, last - first, left, right - left});
            });
        });
    });
}

/// Where value k begins at a place of the result.
template <std::size_t K, std::size_t Axes>
inline int64 start_of_place(const broadcast_extents<K, Axes>& e, std::size_t k, int64 place) {
    int64 start = 0;
    for (std::size_t i = Axes; i-- > 0; place /= e.axes[i]) start += place % e.axes[i] * e.values[k].steps[i];
    return start;
}

/// Value k of a sample, x, as the block of the result has it: in x itself, or copied to `room`. What is the
/// same at all places is copied with the first block.
template <class T, std::size_t K, std::size_t Axes>
const T* read_block(const broadcast_extents<K, Axes>& e, std::size_t k, const T* x, const place_block& b,
                    T* room) {
    const reading how = e.how(k);
    const int64 C = b.channels;
    if (how == reading::whole) return x + b.place * e.channels + b.channel;
    if (how == reading::number) {
        if (b.place == 0) std::fill_n(room, b.elements(), *x);
    } else if (how == reading::channels) {
        if (b.place > 0) return room;
        std::copy_n(x + b.channel, C, room);
        for (int64 have = C; have < b.elements(); have *= 2)
            std::copy_n(room, std::min(have, b.elements() - have), room + have);
    } else if (e.values[k].one_channel) {
        for (int64 p = 0; p < b.places; ++p) {
            const int64 from = how == reading::places ? b.place + p : start_of_place(e, k, b.place + p);
            // what sticks out of a place is overwritten by the next one
            const simd<T> number(x[from]);
            for (int64 c = 0; c < C; c += simd_width<T>) number.store_unaligned(room + p * C + c);
        }
    } else {
        for (int64 p = 0; p < b.places; ++p)
            std::copy_n(x + start_of_place(e, k, b.place + p) + b.channel, C, room + p * C);
    }
    return room;
}

/// The sums of a value's gradient over all places, channel by channel.
template <class T>
class sums_of_places {
public:
    explicit sums_of_places(int64 C) : C_(C), step_(rows_together<T>(C) * C), sums_(step_) {}

    /// What a block adds, with room for zeros after it.
    void add(T* terms, int64 elements) {
        const int64 rows = (elements + step_ - 1) / step_;
        std::fill_n(terms + elements, rows * step_ - elements, T(0));
        sweep<T>(step_, [&](int64 c, auto lanes) {
            simd<T> sum = lanes.load(terms + c);
            for (int64 r = 1; r < rows; ++r) sum += lanes.load(terms + r * step_ + c);
            sums_.add(c, lanes, sum);
        });
        sums_.block_done();
    }
    /// Calls `body(channel, its sum)` after the last block.
    template <class Body>
    void finish(Body&& body) {
        sums_.finish();
        for (int64 c = 0; c < C_; ++c) {
            double sum = 0;
            for (int64 i = c; i < step_; i += C_) sum += static_cast<double>(sums_.some()[i]);
            body(c, sum);
        }
    }

private:
    int64 C_, step_;
    long_sums_here<T, int(most_read_together<T>)> sums_;
};

/// Adds a block of the gradient, terms, to that of value k of a sample, dx, which is smaller than the result
/// and not the same at all places.
template <class T, std::size_t K, std::size_t Axes>
void add_block(const broadcast_extents<K, Axes>& e, std::size_t k, const T* terms, const place_block& b,
               T* dx) {
    T of_place[most_read_together<T>];
    if (e.values[k].one_channel) sum_to_column(terms, b.places, b.channels, T(1), of_place);
    for (int64 p = 0; p < b.places; ++p) {
        T* const to = dx + (e.how(k) == reading::places ? b.place + p : start_of_place(e, k, b.place + p));
        if (e.values[k].one_channel)
            *to += of_place[p];
        else
            sweep<T>(b.channels, [&](int64 c, auto lanes) {
                store_or_add(lanes, to + b.channel + c, lanes.load(terms + p * b.channels + c), true);
            });
    }
}

}  // namespace strata::inline STRATA_TARGET
