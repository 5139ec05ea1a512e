// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/recurrent/row_lstm_pass.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/options.hpp>

namespace strata {

/// Why a row LSTM may refuse its input.
struct channels_are_no_gates {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence
            << "it takes the gates i, f, g, o of its cells for each colour, so the channels are a multiple "
               "of 4 times the colours; write masked_conv<mask_b<>, 4 * cells, window<1, 3>> before it";
    }
};
/// Why its window cannot be.
struct row_window_is_even {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence
            << "its window lies around the pixel in the row above, so it is odd, and colours are 1 or more";
    }
};

/// Goes down an image and remembers: cells for each pixel, whose gates read x and what the row above has left
/// in a window of F pixels.
///
///     forward     a_r = x_r + h_{r-1} * u              i, f, o = sigmoid, g = tanh of their quarters of a_r
///                 c_r = f c_{r-1} + i g                y_r = h_r = o tanh(c_r)        h and c above the image: 0
///     backward    from the last row to the first: see kernels/recurrent/row_lstm_pass.hpp
///
///     x, a: [4H, R, W], the quarters i, f, g, o   u (weight): [4H, H, F]   c, h, y: [H, R, W]
///
/// (van den Oord, Kalchbrenner, Kavukcuoglu, 2016, section 3.1 and equation 3, whose input-to-state
/// component is the masked convolution before it.) Of several colours each part of the channels has its four
/// gates, so that the parts of y are those of x. A pixel sees what is above it, F / 2 pixels more to each
/// side for every row, and nothing of its own row but x. In PyTorch: a loop over rows with conv1d and the
/// formula. Keeps y, the gates and c. Refused: E04 (no image), channels that are no multiple, an even window.
template <int F = 3, int Colours = 1>
struct row_lstm : layer {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int R, int W>
    struct shape_rule<shape<C, R, W>> {
        static constexpr int parts = Colours < 1 ? 1 : Colours;
        using type =
            std::conditional_t<(F < 1 || F % 2 == 0 || Colours < 1), refused<row_window_is_even>,
                               std::conditional_t<C % (4 * parts) == 0, shape<(C >= 4 ? C / 4 : 1), R, W>,
                                                  refused<channels_are_no_gates>>>;
    };
    template <Shape X>
    static constexpr row_lstm_extents extents{height<X>, width<X>, channels<X> / 4, F, Colours};

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters =
        parameter_list<parameter<"weight", shape<channels<X>, channels<X> / 4, F>, xavier, stored<2, 1, 0>>>;
    template <Shape X>
    static constexpr int64 multiply_adds = int64{channels<X>} * channels<X> / 4 * F* places<X>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("window", F);
        visit("colours", Colours);
    }
    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        constexpr row_lstm_extents e = extents<X>;
        constexpr int64 gates = e.pixels() * 4 * e.H, states = e.pixels() * e.H;
        memory m;
        const int64 both = (rounded(gates) + rounded(states)) * int64(sizeof(T));
        (Phase::backward ? m.kept_per_sample : m.scratch_per_sample) = both;
        int64 thread = row_lstm_scratch<T>(e);
        if constexpr (Phase::backward) {
            m.scratch_per_sample = (rounded(gates) + rounded(e.pixels() * e.patch())) * int64(sizeof(T));
            m.y_in_backward = true;
            thread = std::max(thread, rounded(row_lstm_sum_scratch<T>(e)));
        }
        m.scratch_per_thread = thread * int64(sizeof(T));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        row_lstm_pass<T> p = pass<Phase, X>(a);
        row_lstm_forward(p);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr row_lstm_extents e = extents<X>;
        row_lstm_pass<T> p = pass<training, X>(a);
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        p.du = a.dw[0];
        p.da = reinterpret_cast<T*>(a.scratch_per_sample);
        p.patches = p.da + a.n * rounded(e.pixels() * 4 * e.H);
        row_lstm_backward(p);
    }

private:
    template <class Phase, Shape X, class T>
    static row_lstm_pass<T> pass(const pass_args<T>& a) {
        constexpr row_lstm_extents e = extents<X>;
        row_lstm_pass<T> p{};
        p.e = e;
        p.n = a.n;
        p.threads = a.threads;
        p.x = a.x();
        p.u = a.w[0];
        p.h = a.y;
        p.gates = reinterpret_cast<T*>(Phase::backward ? a.kept_per_sample : a.scratch_per_sample);
        p.c = p.gates + a.n * rounded(e.pixels() * 4 * e.H);
        p.scratch = reinterpret_cast<T*>(a.scratch_per_thread);
        p.scratch_of_thread = needs<Phase, T, X>().scratch_per_thread / int64(sizeof(T));
        return p;
    }
};

}  // namespace strata
