// SPDX-License-Identifier: MIT
#pragma once
/// The gradient of a convolution's input, in the form that serves its numbers best.
#include <strata/kernels/convolution/dot_gradient.hpp>
#include <strata/kernels/convolution/narrow_gradient.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

enum class gradient_form {
    tiles,    ///< `convolve_gradient`: tiles over dx
    windows,  ///< `narrow_gradient`: tiles over the windows of dz
    dots      ///< `dot_gradient`: sums over the filters
};

/// By the vectors that they multiply and add, and by what they do besides: a window reads and writes its row
/// of dx, a dot product ends with the sum of its lanes.
template <class T>
constexpr gradient_form gradient_form_of(const convolution_extents& e) {
    constexpr int64 W = simd_width<T>;
    const int64 places = int64(e.H()) * e.W(), taps = e.taps(), steps = int64(e.y.S) * e.x.S;
    const bool narrow = has_narrow_input<T>(e);
    const int64 other =
        narrow ? int64(e.OH()) * e.OW() * e.y.F * (whole_vectors<T>(e.x.F * e.C) / W) * (e.K + 12)
               : places * taps * (whole_vectors<T>(e.C) / W) * e.K / steps;
    const int64 dots = places * e.C * (13 * taps * (e.K / W) / steps + 80) / 10;
    if (has_dot_gradient<T>(e) && dots < other) return gradient_form::dots;
    return narrow ? gradient_form::windows : gradient_form::tiles;
}

/// w: [F, F, C / G, K] as that form reads it: at most `packed_for_gradient` elements.
template <class T>
void pack_for_input_gradient(const convolution_extents& e, const T* w, T* packed) {
    switch (gradient_form_of<T>(e)) {
        case gradient_form::tiles:
            return pack_for_gradient(e, w, packed);
        case gradient_form::windows:
            return pack_for_narrow_gradient(e, w, packed);
        case gradient_form::dots:
            return pack_for_dot_gradient(e, w, packed);
    }
}

/// The image in which that form reads dz.
template <class T>
constexpr framed frame_for_input_gradient(const convolution_extents& e) {
    return gradient_form_of<T>(e) == gradient_form::windows ? unframed_output(e) : gradient_frame(e);
}

/// dx of one sample (overwritten, or added to where `add`) from dz in the image f, which has at least the
/// margins of `frame_for_input_gradient`. scratch: as large as the `input_frame` where windows are the form.
template <class T>
void input_gradient(const convolution_extents& e, const framed& f, const T* dz, const T* packed, T* dx,
                    T* scratch, bool add) {
    switch (gradient_form_of<T>(e)) {
        case gradient_form::tiles:
            return convolve_gradient(e, f, dz, packed, dx, add);
        case gradient_form::windows:
            return narrow_gradient(e, f, dz, packed, dx, scratch, add);
        case gradient_form::dots:
            return dot_gradient(e, f, dz, packed, dx, add);
    }
}

}  // namespace strata::inline STRATA_TARGET
