// SPDX-License-Identifier: MIT
#pragma once
/// Which weights of a convolution there are: those that look at what comes earlier in an order of the pixels.
///
///     row after row from the top, in a row from the left, in a pixel one colour after the other
///
/// (van den Oord, Kalchbrenner, Kavukcuoglu, 2016, section 3.4 and figure 2.) A mask is a type whose `keeps`
/// says it of a `weight_place`; one of your own works like these.
#include <concepts>
#include <cstdint>
#include <strata/layer/initializers.hpp>
#include <vector>

namespace strata {

/// Where a weight stands: its filter and its channel, each of how many, and its tap, counted from the middle
/// of the window.
struct weight_place {
    int filter, filters, channel, channels, row, column;

    /// The colours that the filter and the channel belong to: the channels are cut into so many equal parts.
    [[nodiscard]] constexpr int to_colour(int colours) const {
        return static_cast<int>(std::int64_t{filter} * colours / filters);
    }
    [[nodiscard]] constexpr int from_colour(int colours) const {
        return static_cast<int>(std::int64_t{channel} * colours / channels);
    }
    /// Whether the tap comes before the middle, and whether it is the middle.
    [[nodiscard]] constexpr bool is_earlier() const { return row < 0 || (row == 0 && column < 0); }
    [[nodiscard]] constexpr bool is_middle() const { return row == 0 && column == 0; }
};

/// For the first layer: earlier pixels, and of the pixel itself earlier colours. The output is that of a
/// pixel which is not seen.
template <int Colours = 1>
struct mask_a {
    static constexpr int colours = Colours;
    static constexpr bool keeps(const weight_place& w) {
        return w.is_earlier() || (w.is_middle() && w.from_colour(Colours) < w.to_colour(Colours));
    }
};
/// For all further layers: of the pixel itself its own colour too, since that channel has not seen it.
template <int Colours = 1>
struct mask_b {
    static constexpr int colours = Colours;
    static constexpr bool keeps(const weight_place& w) {
        return w.is_earlier() || (w.is_middle() && w.from_colour(Colours) <= w.to_colour(Colours));
    }
};
/// Rows above alone, left and right of the pixel alike: for the first layer of a stack that looks up and
/// leaves no blind spot (van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves, Kavukcuoglu, 2016, section
/// 2.2).
struct mask_above {
    static constexpr int colours = 1;
    static constexpr bool keeps(const weight_place& w) { return w.row < 0; }
};

/// Says which weights are kept, and into how many colours the channels are cut.
template <class M>
concept WeightMask = requires(const weight_place& w) {
    { M::keeps(w) } -> std::same_as<bool>;
    { M::colours } -> std::convertible_to<int>;
};

/// The place of tap (row, column) of an F x F window, or of one of other extents.
constexpr weight_place place_of_weight(int filter, int filters, int channel, int channels, int row, int rows,
                                       int column, int columns) {
    return {filter, filters, channel, channels, row - rows / 2, column - columns / 2};
}

/// Init where the mask keeps a weight of [K, C, FY, FX], else 0. The terms of a sum are counted without the
/// others: on average over the filters.
template <class Init, WeightMask Mask, int K, int C, int FY, int FX>
struct masked_start {
    static constexpr bool keeps(std::uint64_t i) {
        const auto n = static_cast<std::int64_t>(i);
        return Mask::keeps(place_of_weight(static_cast<int>(n / FX / FY / C), K,
                                           static_cast<int>(n / FX / FY % C), C,
                                           static_cast<int>(n / FX % FY), FY, static_cast<int>(n % FX), FX));
    }
    static constexpr double kept_share() {
        double kept = 0;
        for (std::uint64_t i = 0; i < std::uint64_t{K} * C * FY * FX; ++i) kept += keeps(i);
        return kept / (double{K} * C * FY * FX);
    }
    static double draw(const random_stream& r, std::uint64_t i, fans f) requires DrawsNumbers<Init> {
        static const double share = kept_share();
        return keeps(i) ? Init::draw(r, i, {f.in * share, f.out * share}) : 0.0;
    }
    static void draw_matrix(const random_stream& r, std::int64_t rows, std::int64_t columns,
                            double* m) requires DrawsMatrices<Init> {
        Init::draw_matrix(r, rows, columns, m);
        for (std::int64_t i = 0; i < rows * columns; ++i)
            if (!keeps(static_cast<std::uint64_t>(i))) m[i] = 0;
    }
};

}  // namespace strata
