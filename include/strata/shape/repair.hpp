// SPDX-License-Identifier: MIT
#pragma once
/// What to write instead of a window that does not fit: found by trying, so that every offer works.
#include <strata/shape/shape_error.hpp>
#include <strata/shape/types.hpp>
#include <strata/shape/window.hpp>
#include <type_traits>

namespace strata {

/// A window over both axes of an image.
struct window_pair {
    window rows, columns;

    [[nodiscard]] constexpr bool works() const {
        return rows.fits() && columns.fits() && rows.whole() && columns.whole();
    }
    [[nodiscard]] constexpr window_pair with_padding(int P) const {
        window_pair w = *this;
        w.rows.P = w.columns.P = P;
        return w;
    }
    [[nodiscard]] constexpr window_pair with_stride(int S) const {
        window_pair w = *this;
        w.rows.S = w.columns.S = S;
        return w;
    }
    /// The padding nearest to the one written, of at most `most`, with which it works; -1 where there is
    /// none.
    [[nodiscard]] constexpr int padding_that_works(int most) const {
        for (int away = 1; away <= most + rows.P; ++away) {
            if (rows.P + away <= most && with_padding(rows.P + away).works()) return rows.P + away;
            if (rows.P - away >= 0 && rows.P - away <= most && with_padding(rows.P - away).works())
                return rows.P - away;
        }
        return -1;
    }
    /// The largest smaller stride with which it works; -1 where there is none.
    [[nodiscard]] constexpr int stride_that_works() const {
        for (int S = rows.S - 1; S >= 1; --S)
            if (with_stride(S).works()) return S;
        return -1;
    }
};

/// `gives<Repair, extent>`, or with both extents where they differ.
template <class Repair, int H, int W>
struct repaired {
    using type = types<gives<Repair, H, W>>;
};
template <class Repair, int N>
struct repaired<Repair, N, N> {
    using type = types<gives<Repair, N>>;
};

template <template <int> class Option, int N, int H, int W>
struct offer : repaired<Option<N>, H, W> {};

/// Padding, a smaller stride, and stride 1, as far as they work; then `Last...`.
template <window_pair W, int MostPadding, class... Last>
struct window_repairs {
private:
    static constexpr int P = W.padding_that_works(MostPadding), S = W.stride_that_works();
    static constexpr window_pair padded = W.with_padding(P < 0 ? 0 : P),
                                 strided = W.with_stride(S < 0 ? 1 : S), slowest = W.with_stride(1);

    static constexpr auto with_padding() {
        if constexpr (P >= 0)
            return typename offer<pad, P, padded.rows.output(), padded.columns.output()>::type{};
        else
            return types<>{};
    }
    static constexpr auto with_stride() {
        if constexpr (S >= 1)
            return typename offer<stride, S, strided.rows.output(), strided.columns.output()>::type{};
        else
            return types<>{};
    }
    static constexpr auto with_no_stride() {
        if constexpr (S > 1 && slowest.works())
            return typename offer<stride, 1, slowest.rows.output(), slowest.columns.output()>::type{};
        else
            return types<>{};
    }
    template <class... R>
    static constexpr write_instead<R...> in_words(types<R...>) {
        return {};
    }

public:
    using type = decltype(in_words(concatenate<decltype(with_padding()), decltype(with_stride()),
                                               decltype(with_no_stride()), types<Last...>>{}));
};

/// The same for an output that is not whole, which can be rounded down as well.
template <window_pair W, int MostPadding>
using whole_repairs =
    window_repairs<W, MostPadding,
                   type_at<typename repaired<round_down, W.rows.output(), W.columns.output()>::type, 0>>;

/// The padding that works where there was too much.
template <window_pair W, int MostPadding>
struct padding_repair {
    static constexpr int P = W.padding_that_works(MostPadding);
    static constexpr window_pair padded = W.with_padding(P < 0 ? 0 : P);
    using type = std::conditional_t<
        (P >= 0),
        write_instead<
            type_at<typename offer<pad, P, padded.rows.output(), padded.columns.output()>::type, 0>>,
        write_instead<>>;
};

}  // namespace strata
