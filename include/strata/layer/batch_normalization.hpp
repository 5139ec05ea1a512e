// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <strata/kernels/normalization/normalization.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/normalization_options.hpp>
#include <strata/layer/running_statistics.hpp>

namespace strata {

/// What `batch_norm` and `batch_norm_with` run; what it computes is said there.
template <class... Options>
struct batch_normalization : layer {
private:
    using chosen = normalization_options<
        expected<epsilon<0.001>, statistics_momentum<0.01>, cumulative, no_scale, no_bias>, Options...>;
    using running = running_statistics<chosen::momentum, chosen::is_cumulative>;
    static constexpr bool scaled = chosen::scaled, biased = chosen::biased;
    static constexpr int bias_at = scaled ? 1 : 0, statistics_at = bias_at + (biased ? 1 : 0);

public:
    static constexpr fusion role = fusion::normalization;

    template <Shape X>
    using output = typename chosen::template checked<X>;
    template <Shape X>
    using parameters =
        joined_parameters<typename chosen::template parameters<parameter<"weight", shape<channels<X>>, ones>,
                                                               parameter<"bias", shape<channels<X>>, zeros>>,
                          typename running::template parameters<channels<X>>>;
    template <Shape X>
    static constexpr int64 multiply_adds = X::size;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("epsilon", number_of<chosen::epsilon_number, double>);
        if constexpr (!chosen::is_cumulative) visit("momentum", number_of<chosen::momentum, double>);
        visit("cumulative", chosen::is_cumulative);
        visit("scale", scaled);
        visit("bias", biased);
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
        forward_with<Phase, T, X, identity_map>(a, {});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, {});
    }

    /// The same with an activation behind it, on the sum with a shortcut unless that is null.
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const companions<T>& with) {
        constexpr int C = channels<X>;
        T* const sums = reinterpret_cast<T*>(a.scratch);
        T *const scale = sums + normalization_scratch<T>(C), *const shift = scale + C + slack_elements;
        T* mean = Phase::backward ? reinterpret_cast<T*>(a.kept) : shift + C + slack_elements;
        T* s = mean + C + slack_elements;
        if constexpr (Phase::learns) {
            column_statistics(a.x(), rows<X>(a), C, mean, s, sums, a.threads);
            running::measure(a.w + statistics_at, mean, s, rows<X>(a), C);
            for (int c = 0; c < C; ++c) s[c] = T(1) / std::sqrt(s[c] + eps<T>);
            scale_and_shift<true, T>(a.x(), mean, scales(a.w, s, C, scale), shifts(a.w, C, shift),
                                     with.shortcut, a.y, rows<X>(a), C, a.threads, Act{});
        } else {
            running_fold(a.w, C, scale, shift);
            T* const* of = a.w + statistics_at;
            if constexpr (Phase::backward)
                for (int c = 0; c < C; ++c) mean[c] = of[0][c], s[c] = T(1) / std::sqrt(of[1][c] + eps<T>);
            scale_and_shift<false, T>(a.x(), nullptr, scale, shift, with.shortcut, a.y, rows<X>(a), C,
                                      a.threads, Act{});
        }
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const companions<T>& with) {
        constexpr int C = channels<X>;
        const T *const mean = reinterpret_cast<const T*>(a.kept), *const s = mean + C + slack_elements;
        T* const sums = reinterpret_cast<T*>(a.scratch);
        T *const dg = sums + normalization_scratch<T>(C), *const db = dg + C + slack_elements;
        T *const made = db + C + slack_elements, *const more = made + C + slack_elements;
        const T *gamma = made, *scale = nullptr, *shift = nullptr;
        if (a.learns && slope_told_by_x<Act> && !with.summed)
            scale = scales(a.w, s, C, made), shift = shifts(a.w, C, more);
        if constexpr (scaled)
            gamma = a.w[0];
        else
            std::fill_n(made, C, T(1));
        const normalization_gradients<T> p{a.x(),      a.y,
                                           a.dy,       mean,
                                           s,          gamma,
                                           scale,      shift,
                                           rows<X>(a), C,
                                           a.dx(),     with.dshortcut,
                                           a.add_dx(), with.add_dshortcut};
        T *const to_g = scaled ? a.dw[0] : nullptr, *const to_b = biased ? a.dw[bias_at] : nullptr;
        if (a.learns || to_g || to_b) normalization_sums<Act>(p, dg, db, sums, a.threads);
        if (to_g) std::copy_n(dg, C, to_g);
        if (to_b) std::copy_n(db, C, to_b);
        a.learns ? normalization_gradient<Act>(p, dg, db, a.threads)
                 : fixed_normalization_gradient<Act>(p, a.threads);
    }

    /// scale, shift: [C] such that y = x scale + shift in inference; w in the order of the parameters.
    template <class T>
    static void running_fold(T* const* w, int C, T* scale, T* shift) {
        const T *const mean = w[statistics_at], *const variance = w[statistics_at + 1];
        for (int c = 0; c < C; ++c) {
            scale[c] = (scaled ? w[0][c] : T(1)) / std::sqrt(variance[c] + eps<T>);
            shift[c] = (biased ? w[bias_at][c] : T(0)) - mean[c] * scale[c];
        }
    }

private:
    template <class T>
    static constexpr T eps = number_of<chosen::epsilon_number, T>;

    template <Shape X, class T>
    static int64 rows(const pass_args<T>& a) {
        return a.n * places<X>;
    }
    /// g s, in `made` unless there is no g.
    template <class T>
    static const T* scales(T* const* w, const T* s, int C, T* made) {
        if constexpr (!scaled) return s;
        for (int c = 0; c < C; ++c) made[c] = w[0][c] * s[c];
        return made;
    }
    /// b, or zeros in `made`.
    template <class T>
    static const T* shifts(T* const* w, int C, T* made) {
        if constexpr (biased) return w[bias_at];
        std::fill_n(made, C, T(0));
        return made;
    }
};

}  // namespace strata
