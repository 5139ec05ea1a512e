// SPDX-License-Identifier: MIT
#pragma once
/// What to write instead of a window that does not fit: found by trying, so that every offer works.
#include <strata/shape/shape_error.hpp>
#include <strata/shape/types.hpp>
#include <strata/shape/window.hpp>
#include <type_traits>

namespace strata {

/// The axis with P zeros on each side, or with another stride.
constexpr window_axis with_padding(window_axis w, int P) {
    w.before = w.after = P;
    return w;
}
constexpr window_axis with_stride(window_axis w, int S) {
    w.S = S;
    return w;
}

/// A search over one axis, or over two that are given the same number.
template <std::size_t N>
struct window_axes {
    std::array<window_axis, N> all;

    /// The padding nearest to that of the first, of at most `most` on each side, with which all of them work;
    /// -1 where there is none.
    [[nodiscard]] constexpr int padding_that_works(int most) const {
        const auto works = [&](int P) {
            if (P < 0 || P > most) return false;
            for (const window_axis& w : all)
                if (!with_padding(w, P).works()) return false;
            return true;
        };
        const int P = all[0].before;
        for (int away = all[0].symmetric() ? 1 : 0; away <= most + P; ++away) {
            if (works(P + away)) return P + away;
            if (works(P - away)) return P - away;
        }
        return -1;
    }
    /// The largest smaller stride with which all of them work; -1 where there is none.
    [[nodiscard]] constexpr int stride_that_works() const {
        for (int S = all[0].S - 1; S >= 1; --S) {
            bool works = true;
            for (const window_axis& w : all) works = works && with_stride(w, S).works();
            if (works) return S;
        }
        return -1;
    }
};
/// An axis with the nearest padding or the largest stride with which it works, where it does not as it is.
constexpr window_axis padded_to_work(const window_axis& w, int most) {
    if (w.works()) return w;
    const int P = window_axes<1>{{w}}.padding_that_works(most);
    if (P >= 0) return with_padding(w, P);
    window_axis uneven = w;
    for (uneven.after = 0; uneven.after <= most && !uneven.works();) ++uneven.after;
    return uneven.after <= most ? uneven : w;
}
constexpr window_axis slowed_to_work(const window_axis& w) {
    if (w.works()) return w;
    const int S = window_axes<1>{{w}}.stride_that_works();
    return S < 1 ? w : with_stride(w, S);
}

/// `gives<Repair, extent>`: of a sequence, or of an image of equal sides; or with both extents where they
/// differ.
template <class Repair, bool Sequence, window_pair W>
struct repaired {
    using type = types<gives<Repair, W.rows.output(), W.columns.output()>>;
};
template <class Repair, bool Sequence, window_pair W>
requires(Sequence || W.rows.output() == W.columns.output()) struct repaired<Repair, Sequence, W> {
    using type = types<gives<Repair, W.columns.output()>>;
};

/// Paddings, smaller strides, and stride 1, as far as they work; then `Last...`. At most `MostRows` and
/// `MostColumns` zeros on a side.
template <bool Sequence, window_pair W, int MostRows, int MostColumns, class... Last>
struct window_repairs {
private:
    /// Whether one number says both axes' padding, or their strides.
    static constexpr bool one_padding =
        W.rows.symmetric() && W.columns.symmetric() && (Sequence || W.rows.before == W.columns.before);
    static constexpr bool one_stride = Sequence || W.rows.S == W.columns.S;
    static constexpr int most = Sequence || MostColumns < MostRows ? MostColumns : MostRows;

    static constexpr auto both = [] {
        if constexpr (Sequence)
            return window_axes<1>{{W.columns}};
        else
            return window_axes<2>{{W.rows, W.columns}};
    }();
    static constexpr int P = one_padding ? both.padding_that_works(most) : -1,
                         S = one_stride ? both.stride_that_works() : -1;
    static constexpr window_pair padded{padded_to_work(W.rows, MostRows),
                                        padded_to_work(W.columns, MostColumns)},
        slowed{slowed_to_work(W.rows), slowed_to_work(W.columns)};

    template <int Zeros>
    static constexpr window_pair with_zeros{Sequence ? W.rows : with_padding(W.rows, Zeros),
                                            with_padding(W.columns, Zeros)};
    template <int Steps>
    static constexpr window_pair with_steps{Sequence ? W.rows : with_stride(W.rows, Steps),
                                            with_stride(W.columns, Steps)};

    static constexpr auto with_padding_said() {
        constexpr window_axis r = padded.rows, c = padded.columns;
        if constexpr (P >= 0)
            return typename repaired<pad<P>, Sequence, with_zeros<P>>::type{};
        else if constexpr (!padded.works() || padded == W)
            return types<>{};
        else if constexpr (Sequence)
            return typename repaired<pad<c.before, c.after>, Sequence, padded>::type{};
        else if constexpr (r.symmetric() && c.symmetric())
            return typename repaired<pad<r.before, c.before>, Sequence, padded>::type{};
        else
            return typename repaired<pad<r.before, r.after, c.before, c.after>, Sequence, padded>::type{};
    }
    static constexpr auto with_stride_said() {
        if constexpr (S >= 1)
            return typename repaired<stride<S>, Sequence, with_steps<S>>::type{};
        else if constexpr (!slowed.works() || slowed == W)
            return types<>{};
        else
            return typename repaired<stride<slowed.rows.S, slowed.columns.S>, Sequence, slowed>::type{};
    }
    static constexpr auto with_no_stride() {
        if constexpr (S > 1 && with_steps<1>.works())
            return typename repaired<stride<1>, Sequence, with_steps<1>>::type{};
        else
            return types<>{};
    }
    template <class... R>
    static constexpr write_instead<R...> in_words(types<R...>) {
        return {};
    }

public:
    using type = decltype(in_words(concatenate<decltype(with_padding_said()), decltype(with_stride_said()),
                                               decltype(with_no_stride()), types<Last...>>{}));
    /// The padding alone.
    using padding = decltype(in_words(with_padding_said()));
};

/// The same for an output that is not whole, which can be rounded down as well.
template <bool Sequence, window_pair W, int MostRows, int MostColumns>
using whole_repairs = window_repairs<Sequence, W, MostRows, MostColumns,
                                     type_at<typename repaired<round_down, Sequence, W>::type, 0>>;

}  // namespace strata
