// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/products/matrix_vector.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/kernels/sum_of_terms.hpp>
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
        if constexpr (answers<Phase>)
            m.prepared += own_bytes<T, X>;
        else
            m.scratch += own_bytes<T, X>;
        if constexpr (Phase::backward) m.kept += bytes_of_vectors<T, X>;
        return m;
    }
    template <class Phase, class T, Shape X>
    static void prepare(const prepare_args<T>& a) {
        if constexpr (answers<Phase>) {
            T* const u = reinterpret_cast<T*>(a.prepared + bytes_of_matrix<T, X>);
            const T sigma = normalize<Phase, X>(a.w, u, a.threads);
            const auto w = with_scaled<X>(a, sigma, reinterpret_cast<T*>(a.prepared));
            Linear::template prepare<Phase, T, X>({a.threads, w.data(), a.prepared + own_bytes<T, X>});
        }
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_args<T> inner = a;
        if constexpr (answers<Phase>) {
            const auto w = with_first<X>(a.w, reinterpret_cast<T*>(a.prepared));
            inner.w = w.data();
            inner.prepared += own_bytes<T, X>;
            Linear::template forward<Phase, T, X>(inner);
        } else {
            T* const u = reinterpret_cast<T*>(Phase::backward ? a.kept : a.scratch + bytes_of_matrix<T, X>);
            const T sigma = normalize<Phase, X>(a.w, u, a.threads);
            const auto w = with_scaled<X>(a, sigma, reinterpret_cast<T*>(a.scratch));
            inner = behind_own<Phase::backward, X>(a, w.data());
            if constexpr (!Phase::backward)
                Linear::template prepare<Phase, T, X>({a.threads, w.data(), a.prepared});
            Linear::template forward<Phase, T, X>(inner);
        }
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
        const T along = static_cast<T>(sum_of_terms<T>(weight<X>::size, a.threads, [=](int64 i, auto lanes) {
            return lanes.load(dw + i) * lanes.load(scaled + i);
        }));
        parallel_for(rows_at_once, threads_for(weight<X>::size, a.threads), [=](int task, int) {
            const slice mine = slice_of(J<X>, rows_at_once, task);
            for (int64 j = mine.begin; j < mine.end; ++j)
                sweep<T>(O<X>, [row = dw + j * O<X>, u, less = simd<T>(along * v[j]), of = simd<T>(sigma)](
                                   int64 o, auto lanes) {
                    lanes.store(row + o, xsimd::fnma(less, lanes.load(u + o), lanes.load(row + o)) / of);
                });
        });
    }

private:
    /// Tasks that the rows of W's gradient are cut into.
    static constexpr int rows_at_once = 16;
    /// Whether nothing but the parameters changes W / sigma, which then is made where they change.
    template <class Phase>
    static constexpr bool answers = !Phase::learns && !Phase::backward;
    template <class T, Shape X>
    static constexpr int64 own_bytes = bytes_of_matrix<T, X> + bytes_of_vectors<T, X>;

    /// u, v and sigma, one behind the other from u on; learning, u is measured.
    template <class Phase, Shape X, class T>
    static T normalize(T* const* w, T* u, int threads) {
        T *const v = u + O<X>, *const measured = w[parameters<X>::size - 1];
        std::copy_n(measured, O<X>, u);
        to_length_1(u, O<X>);
        times_column(w[0], J<X>, int64{O<X>}, u, v, threads);
        T sigma = to_length_1(v, J<X>);
        if constexpr (Phase::learns) {
            times_row(w[0], J<X>, int64{O<X>}, v, u, threads);
            sigma = to_length_1(u, O<X>);
            std::copy_n(u, O<X>, measured);
        }
        v[J<X>] = sigma;
        return sigma;
    }
    /// The parameters of L with other weights.
    template <Shape X, class T>
    static auto with_first(T* const* of, T* weights) {
        std::array<T*, Linear::template parameters<X>::size> w;
        std::copy_n(of, w.size(), w.begin());
        w[0] = weights;
        return w;
    }
    /// The arguments of L: its weights, and its memory behind that of this layer.
    template <bool Keeps, Shape X, template <class> class Args, class T>
    static Args<T> behind_own(const Args<T>& a, T* const* w) {
        Args<T> inner = a;
        inner.w = w;
        inner.scratch += own_bytes<T, X>;
        if constexpr (Keeps) inner.kept += bytes_of_vectors<T, X>;
        return inner;
    }
    /// `a`: arguments of a pass or of `prepare`.
    template <Shape X, class Args, class T>
    static auto with_scaled(const Args& a, T sigma, T* scaled) {
        map_values(static_cast<const T*>(a.w[0]), scaled, weight<X>::size,
                   threads_for(weight<X>::size, a.threads),
                   [of = simd<T>(sigma)](const simd<T>& one) { return one / of; });
        return with_first<X>(a.w, scaled);
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
};

}  // namespace strata
