// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <strata/kernels/simd.hpp>
#include <strata/layer/initializers.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// A dense layer or convolution whose weights are divided by their largest singular value, so that no input
/// can change its output by more than by as much: `spectral_norm<conv<64, 3>>`.
///
///     forward     y = L(x; W / sigma)      sigma = |W^T u| with u of length 1
///                 learning, first u <- W v / |W v|, v = W^T u / |W^T u|; then sigma = u^T W v
///     backward    dW = (G - <G, W / sigma> u v^T) / sigma      G = dL/d(W / sigma); u and v are taken as numbers
///
///     W: [O, J], the weights of each output in a row      u (weight_u): [O], measured      v: [J]
///
/// (Miyato, Kataoka, Koyama, Yoshida: "Spectral normalization for generative adversarial networks", 2018,
/// algorithm 1.) PyTorch's utils.spectral_norm with one power iteration a step, which keeps v beside u and
/// answers by both; here an answer's v follows from u. Of the weights alone: the bias is left as it is.
/// Refused: what L refuses.
template <Layer Linear>
struct spectral_norm : layer {
private:
    template <class First, class... Rest>
    static First first_of_list(parameter_list<First, Rest...>);
    template <Shape X>
    using weight = decltype(first_of_list(typename Linear::template parameters<X>{}));
    template <Shape X>
    static constexpr int O = weight<X>::shape_type::extents[0];
    template <Shape X>
    static constexpr int64 J = weight<X>::size / O<X>;
    template <Shape X>
    struct own_parameters {
        static_assert(weight<X>::strides[0] == 1, "spectral_norm goes around dense layers and convolutions");
        using type = joined_parameters<typename Linear::template parameters<X>,
                                       parameter_list<statistic<"weight_u", shape<O<X>>, normal<1.0>>>>;
    };

    template <class T, Shape X>
    static constexpr int64 bytes_of_matrix = rounded_bytes((weight<X>::size + slack_elements) *
                                                           int64(sizeof(T)));
    /// u, v and sigma.
    template <class T, Shape X>
    static constexpr int64 bytes_of_vectors = rounded_bytes((O<X> + J<X> + 1) * int64(sizeof(T)));

public:
    template <Shape X>
    using output = typename Linear::template output<X>;
    template <Shape X>
    using parameters = typename own_parameters<X>::type;
    template <Shape X>
    static constexpr int64 multiply_adds = Linear::template multiply_adds<X>;
    template <Shape X>
    requires requires { Linear::template seen<X>; }
    static constexpr auto seen = Linear::template seen<X>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        Linear::settings(visit);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m = Linear::template needs<Phase, T, X>();
        m.scratch += bytes_of_matrix<T, X> + bytes_of_vectors<T, X>;
        if constexpr (Phase::backward) m.kept += bytes_of_vectors<T, X>;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        T* const scaled = reinterpret_cast<T*>(a.scratch);
        T* const u = reinterpret_cast<T*>(Phase::backward ? a.kept : a.scratch + bytes_of_matrix<T, X>);
        T* const v = u + O<X>;
        std::copy_n(a.w[parameters<X>::size - 1], O<X>, u);
        to_length_1(u, O<X>);
        T sigma = rows_by<X>(a.w[0], u, v);
        if constexpr (Phase::learns) {
            sigma = columns_by<X>(a.w[0], v, u);
            std::copy_n(u, O<X>, a.w[parameters<X>::size - 1]);
        }
        v[J<X>] = sigma;
        const auto w = with_scaled<X>(a, sigma, scaled);
        const forward_args<T> inner = behind_own<Phase::backward, X>(a, w.data());
        if constexpr (!Phase::backward)
            Linear::template prepare<Phase, T, X>({a.threads, w.data(), a.prepared});
        Linear::template forward<Phase, T, X>(inner);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        const T* const u = reinterpret_cast<const T*>(a.kept);
        const T *const v = u + O<X>, sigma = v[J<X>];
        T* const scaled = reinterpret_cast<T*>(a.scratch);
        const auto w = with_scaled<X>(a, sigma, scaled);
        const backward_args<T> inner = behind_own<true, X>(a, w.data());
        Linear::template backward<T, X>(inner);
        T* const dw = a.dw[0];
        if (!dw) return;
        double along = 0;
        for (int64 j = 0; j < J<X>; ++j)
            for (int64 o = 0; o < O<X>; ++o)
                along += static_cast<double>(dw[j * O<X> + o]) * static_cast<double>(scaled[j * O<X> + o]);
        for (int64 j = 0; j < J<X>; ++j)
            for (int64 o = 0; o < O<X>; ++o)
                dw[j * O<X> + o] = (dw[j * O<X> + o] - static_cast<T>(along) * u[o] * v[j]) / sigma;
    }

private:
    /// The arguments of L: its weights, and its memory behind that of this layer.
    template <bool Keeps, Shape X, template <class> class Args, class T>
    static Args<T> behind_own(const Args<T>& a, T* const* w) {
        Args<T> inner = a;
        inner.w = w;
        inner.scratch += bytes_of_matrix<T, X> + bytes_of_vectors<T, X>;
        if constexpr (Keeps) inner.kept += bytes_of_vectors<T, X>;
        return inner;
    }
    template <Shape X, class T>
    static auto with_scaled(const pass_args<T>& a, T sigma, T* scaled) {
        std::array<T*, Linear::template parameters<X>::size> w;
        std::copy_n(a.w, w.size(), w.begin());
        w[0] = scaled;
        std::transform(a.w[0], a.w[0] + weight<X>::size, scaled, [=](T one) { return one / sigma; });
        return w;
    }
    /// Makes the length of x 1, and says what it was, at least the least number above 0 that divides well.
    template <class T>
    static T to_length_1(T* x, int64 n) {
        double squares = 0;
        for (int64 i = 0; i < n; ++i) squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
        const double length = std::max(std::sqrt(squares), 1e-12);
        for (int64 i = 0; i < n; ++i) x[i] = static_cast<T>(static_cast<double>(x[i]) / length);
        return static_cast<T>(length);
    }
    /// v = W^T u, to length 1; its length.
    template <Shape X, class T>
    static T rows_by(const T* w, const T* u, T* v) {
        for (int64 j = 0; j < J<X>; ++j) {
            double sum = 0;
            for (int64 o = 0; o < O<X>; ++o)
                sum += static_cast<double>(w[j * O<X> + o]) * static_cast<double>(u[o]);
            v[j] = static_cast<T>(sum);
        }
        return to_length_1(v, J<X>);
    }
    /// u = W v, to length 1; its length, which is u^T W v.
    template <Shape X, class T>
    static T columns_by(const T* w, const T* v, T* u) {
        std::fill_n(u, O<X>, T(0));
        for (int64 j = 0; j < J<X>; ++j)
            for (int64 o = 0; o < O<X>; ++o) u[o] += w[j * O<X> + o] * v[j];
        return to_length_1(u, O<X>);
    }
};

}  // namespace strata
