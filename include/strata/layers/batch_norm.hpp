// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <cstring>
#include <strata/kernels/normalization/normalization.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/initializers.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// Every channel with mean 0 and variance 1 over the batch, then scaled and shifted.
///
///     learning    y = (x - mean) / sqrt(var + eps) g + b        mean, var of the channel over batch and places
///                 running = 0.9 running + 0.1 measured           (the variance in its unbiased form)
///     answering   the same with the running mean and variance
///     backward    xh = (x - mean) / sqrt(var + eps)    R = places that a channel's mean is over
///                 db = sum dy    dg = sum dy xh    dx = g / sqrt(var + eps) (dy - db / R - xh dg / R)
///                 answering, mean and var are no functions of x: dx = g dy / sqrt(var + eps)
///
///     x, y: [C, ...]   g, b (weight, bias): [C]   running_mean, running_var: [C]      eps = 1e-5
///
/// (Ioffe and Szegedy, 2015.) PyTorch's BatchNorm1d and BatchNorm2d, momentum 0.1. Keeps x and the batch's
/// statistics. A batch whose channel has a single value (R = 1) leaves the running variance as it is. Any
/// shape fits.
struct batch_norm : layer {
    static constexpr fusion role = fusion::normalization;
    static constexpr double epsilon = 1e-5, momentum = 0.1;

    template <Shape X>
    using output = X;
    template <Shape X>
    using parameters = parameter_list<parameter<"weight", shape<channels<X>>, ones>,
                                      parameter<"bias", shape<channels<X>>, zeros>,
                                      statistic<"running_mean", shape<channels<X>>, zeros>,
                                      statistic<"running_var", shape<channels<X>>, ones>>;
    template <Shape X>
    static constexpr int64 multiply_adds = X::size;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("epsilon", epsilon);
        visit("momentum", momentum);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.scratch =
            (normalization_scratch<T>(channels<X>) + 4 * (channels<X> + slack_elements)) * int64(sizeof(T));
        if constexpr (Phase::backward) {
            m.kept = 2 * (channels<X> + slack_elements) * int64(sizeof(T));
            (Phase::learns ? m.x_in_backward : m.x_for_parameters) = true;
        } else if constexpr (Phase::learns) {
            m.scratch += 2 * (channels<X> + slack_elements) * int64(sizeof(T));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_with<Phase, T, X, identity_map>(a, nullptr);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, false, nullptr, false);
    }

    /// The same with an activation behind it, on the sum with `shortcut` unless that is null.
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const T* shortcut) {
        constexpr int C = channels<X>;
        T* const sums = reinterpret_cast<T*>(a.scratch);
        T *const scale = sums + normalization_scratch<T>(C), *const shift = scale + C + slack_elements;
        T* mean = Phase::backward ? reinterpret_cast<T*>(a.kept) : shift + C + slack_elements;
        T* s = mean + C + slack_elements;
        if constexpr (Phase::learns) {
            column_statistics(a.x(), rows<X>(a), C, mean, s, sums, a.threads);
            measure<X>(a, mean, s);
            for (int c = 0; c < C; ++c) s[c] = T(1) / std::sqrt(s[c] + T(epsilon));
            scales(a.w, s, C, scale);
            scale_and_shift<true, T>(a.x(), mean, scale, a.w[1], shortcut, a.y, rows<X>(a), C, a.threads,
                                     Act{});
        } else {
            running_fold(a.w, C, scale, shift);
            if constexpr (Phase::backward)
                for (int c = 0; c < C; ++c)
                    mean[c] = a.w[2][c], s[c] = T(1) / std::sqrt(a.w[3][c] + T(epsilon));
            scale_and_shift<false, T>(a.x(), nullptr, scale, shift, shortcut, a.y, rows<X>(a), C, a.threads,
                                      Act{});
        }
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, bool summed, T* dshortcut, bool add_dshortcut) {
        constexpr int C = channels<X>;
        const T* mean = reinterpret_cast<const T*>(a.kept);
        const T* s = mean + C + slack_elements;
        T* const sums = reinterpret_cast<T*>(a.scratch);
        T *const dg = sums + normalization_scratch<T>(C), *const db = dg + C + slack_elements;
        T *scale = nullptr, *shift = nullptr;
        if (a.learns && slope_told_by_x<Act> && !summed) {
            scale = db + C + slack_elements;
            shift = a.w[1];
            scales(a.w, s, C, scale);
        }
        const normalization_gradients<T> p{a.x(),  a.y,       a.dy,       mean,         s,
                                           a.w[0], scale,     shift,      rows<X>(a),   C,
                                           a.dx(), dshortcut, a.add_dx(), add_dshortcut};
        if (a.learns || a.dw[0] || a.dw[1]) normalization_sums<Act>(p, dg, db, sums, a.threads);
        if (a.dw[0]) std::memcpy(a.dw[0], dg, C * sizeof(T));
        if (a.dw[1]) std::memcpy(a.dw[1], db, C * sizeof(T));
        a.learns ? normalization_gradient<Act>(p, dg, db, a.threads)
                 : fixed_normalization_gradient<Act>(p, a.threads);
    }

    /// scale, shift: [C] such that y = x scale + shift in inference; w in the order of the parameters.
    template <class T>
    static void running_fold(T* const* w, int C, T* scale, T* shift) {
        for (int c = 0; c < C; ++c) {
            scale[c] = w[0][c] / std::sqrt(w[3][c] + T(epsilon));
            shift[c] = w[1][c] - w[2][c] * scale[c];
        }
    }

private:
    template <Shape X, class T>
    static int64 rows(const pass_args<T>& a) {
        return a.n * places<X>;
    }
    template <class T>
    static void scales(T* const* w, const T* s, int C, T* scale) {
        for (int c = 0; c < C; ++c) scale[c] = w[0][c] * s[c];
    }
    template <Shape X, class T>
    static void measure(const pass_args<T>& a, const T* mean, const T* variance) {
        const T R = T(rows<X>(a)), m = T(momentum);
        for (int c = 0; c < channels<X>; ++c) {
            a.w[2][c] += m * (mean[c] - a.w[2][c]);
            if (R > T(1)) a.w[3][c] += m * (variance[c] * R / (R - T(1)) - a.w[3][c]);
        }
    }
};

}  // namespace strata
