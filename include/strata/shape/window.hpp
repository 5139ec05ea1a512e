// SPDX-License-Identifier: MIT
#pragma once
/// The rule of every sliding window, and the words it is written in.
///
///     (W - F + 2P) / S + 1      W: input extent   F: window   P: zero padding on each side   S: stride
///
/// (CS231n, "Convolutional Networks"), along each axis by itself; where the sides' zeros differ, 2P is their
/// sum. A dilation D spreads the F taps, so that F reads as D (F - 1) + 1. The result has to be whole; where
/// it is not, some pixels at the far edge would never be seen, and the layer is refused.
#include <concepts>
#include <strata/shape/shape.hpp>
#include <type_traits>

namespace strata {

/// One axis of a sliding window.
struct window_axis {
    int W = 1;                  ///< input extent
    int F = 1;                  ///< taps
    int S = 1;                  ///< stride
    int before = 0, after = 0;  ///< zeros in front of the input and behind it
    int D = 1;                  ///< distance between taps
    bool up = false;  ///< whether a last window may stick out, so that what is not whole is rounded up

    constexpr bool operator==(const window_axis&) const = default;

    /// How many input places the taps span: D (F - 1) + 1.
    [[nodiscard]] constexpr int span() const { return D * (F - 1) + 1; }
    /// The input with its zeros.
    [[nodiscard]] constexpr int padded() const { return W + before + after; }
    /// What the stride has to divide: W - F + 2P.
    [[nodiscard]] constexpr int slack() const { return padded() - span(); }
    [[nodiscard]] constexpr bool fits() const { return slack() >= 0; }
    [[nodiscard]] constexpr bool whole() const { return slack() % S == 0; }
    [[nodiscard]] constexpr bool works() const { return fits() && whole(); }
    [[nodiscard]] constexpr bool symmetric() const { return before == after; }
    /// The output extent. Rounded up, there is one window more unless it would start beyond the input.
    [[nodiscard]] constexpr int output() const { return inside() + (sticks_out() ? 1 : 0); }
    /// How many windows do not stick out, and whether there is one that does.
    [[nodiscard]] constexpr int inside() const { return slack() / S + 1; }
    [[nodiscard]] constexpr bool sticks_out() const { return up && !whole() && inside() * S < W + before; }
    /// Where the window of output place o begins.
    [[nodiscard]] constexpr int begin(int o) const { return o * S - before; }

    /// Writes "(32 - 5 + 2*2)/1 + 1 = 32", or "(32 - 2 + 0 + 1)/1 + 1 = 32" where the sides differ.
    template <class Out>
    constexpr void write(Out& out) const {
        out << "(" << W << " - " << span() << " + ";
        if (symmetric())
            out << "2*" << before;
        else
            out << before << " + " << after;
        out << ")/" << S << " + 1" << (sticks_out() ? ", rounded up, = " : " = ") << output();
    }
};

/// A window over both axes of an image. Over a sequence its places are the columns, in one row.
struct window_pair {
    window_axis rows, columns;

    constexpr bool operator==(const window_pair&) const = default;
    [[nodiscard]] constexpr bool works() const { return rows.works() && columns.works(); }
};

/// Taps along the rows and along the columns: `window<1, 7>` in place of a number, where a layer is told how
/// large its window is.
struct window_size {
    int rows, columns;
};
template <int Rows, int Columns = Rows>
inline constexpr window_size window{Rows, Columns};

/// What a layer can be told as the size of its window: a number of taps along each axis, or `window<1, 7>`.
template <class F>
concept WindowSize = std::integral<F> || std::is_same_v<std::remove_cv_t<F>, window_size>;
constexpr window_size window_of(window_size F) { return F; }
constexpr window_size window_of(std::integral auto F) { return {static_cast<int>(F), static_cast<int>(F)}; }

/// How far an output place of a layer that enlarges an image sees, and how many times the image is enlarged.
struct enlargement {
    int span, times;
};
struct enlargement_pair {
    enlargement rows, columns;
};

/// The whole sample: what an output place of a layer sees that is no window.
struct everything_before {};

/// The rule along both axes, once where they are alike; of a sequence along its only one.
template <Shape X, class Out>
constexpr void write_windows(const window_pair& w, Out& out) {
    if (Image<X>) {
        w.rows.write(out);
        if (w.rows == w.columns) return;
        out << ", ";
    }
    w.columns.write(out);
}

/// Steps of S places between one window and the next: `stride<2>`, or along rows and columns, `stride<2, 1>`.
template <int... S>
struct stride {};

/// P zeros on every side: `pad<1>`; along rows and columns, `pad<0, 3>`; at the top, bottom, left and right,
/// `pad<0, 1, 0, 1>`. Over a sequence two numbers are the zeros in front and behind.
template <int... P>
struct pad {};

/// As many zeros as keep the extent at stride 1: D (F - 1) / 2 on each side, for odd F.
struct same {};

/// As many zeros as make the output's extent W / S, rounded up; of an odd number of them the larger part lies
/// behind. TensorFlow's SAME, ONNX's SAME_UPPER.
struct same_upper {};

/// No place of a sequence sees one that comes after it. A convolution has D (F - 1) zeros in front (van den
/// Oord et al., "WaveNet", 2016, section 2.1), `attention` a mask.
struct causal {};

/// Lets (W - F + 2P) / S be rounded down: the last few places at the far edge are then seen by fewer windows,
/// or none.
struct round_down {};

/// Rounds (W - F + 2P) / S up: one more window of a pooling, which sticks out at the far edge, and must start
/// inside the input or the zeros before it. PyTorch's ceil_mode.
struct round_up {};

/// An average over the places of a window that are inside the input: the zeros of the padding are left out.
/// PyTorch's count_include_pad=False.
struct padding_not_counted {};

/// A more rows and columns at the far edges of a transposed convolution's output, A below the stride: one
/// number, or one for rows and one for columns.
template <int... A>
struct output_pad {};

/// D places between two taps of a window: one number, or one for rows and one for columns.
template <int... D>
struct dilation {};

/// Channels in G groups that do not see each other; G equal to the channels is a depthwise convolution.
template <int G>
struct groups {};

/// A network that is trained or asked with few samples at a time: a convolution of many channels on few
/// pixels is then computed so that its weights are read once and nothing is made of them. It changes rounding
/// alone.
struct small_batch {};

/// A linear layer without the term b.
struct no_bias {};

/// A linear layer with the term b, whatever options follow.
struct with_bias {};

}  // namespace strata
