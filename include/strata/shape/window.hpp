// SPDX-License-Identifier: MIT
#pragma once
/// The rule of every sliding window, and the words it is written in.
///
///     (W - F + 2P) / S + 1      W: input extent   F: window   P: zero padding on each side   S: stride
///
/// (CS231n, "Convolutional Networks"). A dilation D spreads the F taps, so that F reads as D (F - 1) + 1. The
/// result has to be whole; where it is not, some pixels at the far edge would never be seen, and the layer is
/// refused.

namespace strata {

/// One axis of a sliding window.
struct window {
    int W = 1;        ///< input extent
    int F = 1;        ///< taps
    int S = 1;        ///< stride
    int P = 0;        ///< zeros on each side
    int D = 1;        ///< distance between taps
    bool up = false;  ///< whether a last window may stick out, so that what is not whole is rounded up

    /// How many input places the taps span: D (F - 1) + 1.
    [[nodiscard]] constexpr int span() const { return D * (F - 1) + 1; }
    /// What the stride has to divide: W - F + 2P.
    [[nodiscard]] constexpr int slack() const { return W - span() + 2 * P; }
    [[nodiscard]] constexpr bool fits() const { return slack() >= 0; }
    [[nodiscard]] constexpr bool whole() const { return slack() % S == 0; }
    /// The output extent. Rounded up, there is one window more unless it would start beyond the input.
    [[nodiscard]] constexpr int output() const { return inside() + (sticks_out() ? 1 : 0); }
    /// How many windows do not stick out, and whether there is one that does.
    [[nodiscard]] constexpr int inside() const { return slack() / S + 1; }
    [[nodiscard]] constexpr bool sticks_out() const { return up && !whole() && inside() * S < W + P; }

    /// Writes "(32 - 5 + 2*2)/1 + 1 = 32".
    template <class Out>
    constexpr void write(Out& out) const {
        out << "(" << W << " - " << span() << " + 2*" << P << ")/" << S << " + 1"
            << (sticks_out() ? ", rounded up, = " : " = ") << output();
    }
};

/// How far an output place of a layer that enlarges an image sees, and how many times the image is enlarged.
struct enlargement {
    int span, times;
};

/// The whole sample: what an output place of a layer sees that is no window.
struct everything_before {};

/// The rule along both axes, once where they are alike.
template <class Extents, class Out>
constexpr void write_windows(const Extents& e, Out& out) {
    e.rows().write(out);
    if (e.rows().W == e.columns().W && e.rows().F == e.columns().F) return;
    out << ", ";
    e.columns().write(out);
}

/// Steps of S places between one window and the next.
template <int S>
struct stride {};

/// P zeros on every side.
template <int P>
struct pad {};

/// As many zeros as keep the extent at stride 1: (F - 1) / 2 on each side, for odd F.
struct same {};

/// Lets (W - F + 2P) / S be rounded down: the last few places at the far edge are then seen by fewer windows,
/// or none.
struct round_down {};

/// Rounds (W - F + 2P) / S up: one more window of a pooling, which sticks out at the far edge, and must start
/// inside the input or the zeros before it. PyTorch's ceil_mode.
struct round_up {};

/// A more rows and columns at the far edges of a transposed convolution's output, A below the stride.
template <int A>
struct output_pad {};

/// D places between two taps of a window.
template <int D>
struct dilation {};

/// Channels in G groups that do not see each other; G equal to the channels is a depthwise convolution.
template <int G>
struct groups {};

/// A linear layer without the term b.
struct no_bias {};

/// A linear layer with the term b, whatever options follow.
struct with_bias {};

}  // namespace strata
