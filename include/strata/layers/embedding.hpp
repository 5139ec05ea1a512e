// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <cstdio>
#include <strata/error.hpp>
#include <strata/kernels/lookup.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/options.hpp>
#include <string>

namespace strata {

/// A row of a learned table for each number: letters, words or classes as vectors.
///
///     forward     y[l, d] = w[x[l], d]
///     backward    dw[v, d] = sum of dy[l, d] over all l with x[l] = v, of all samples      dx = 0
///
///     x: [L], whole numbers from 0 to V - 1   w (weight): [V, D]   y: [L, D]
///
/// (Bengio, Ducharme, Vincent, Jauvin, 2003, section 2: the matrix C.) PyTorch's Embedding(V, D). Numbers
/// come in as floating-point ones, exact up to 2^24 in `float`; one that is none of the table's is an
/// exception that says sample and place. Starts from normal<1.0> unless `init<...>` is stated: a fan has no
/// meaning here, and `init_all` leaves it alone. Refused: E03 (no vector), E09, E25, E26.
template <int V = 0, int D = 0, class... Options>
struct embedding : layer {
private:
    using wrong_option = typename first_wrong_option<about_init, 0, Options...>::type;
    using first_numbers = typename chosen_initializer<stated<normal<1.0>>, Options...>::type;

    template <class X>
    struct shape_rule {
        using type = refused<E03_layer_needs_a_vector, expected<struct flatten, embedding>>;
    };
    template <int L>
    struct shape_rule<shape<L>> {
        using type = typename std::conditional_t<
            !std::is_void_v<wrong_option>, option_refusal<wrong_option, expected<init<normal<>>>>,
            type_holder<std::conditional_t<(V > 0 && D > 0), shape<L, D>, refused<E09_size_not_positive>>>>::
            type;
    };

public:
    static constexpr int table_rows = V;
    /// A table that is small beside a batch.
    static constexpr fusion role = V <= 256 ? fusion::lookup : fusion::none;

    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters =
        parameter_list<of_kind<parameter_kind::embedding, parameter<"weight", shape<V, D>, first_numbers>>>;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("rows", V);
        visit("features", D);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) {
            m.x_for_parameters = true;
            m.scratch_per_sample = X::size * int64(sizeof(int64));
            m.scratch = V * int64(sizeof(int64));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        check_numbers<X>(a);
        lookup_forward(lookup<T>{V, D, a.n * X::size, a.x(), a.w[0], a.y}, a.threads);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        auto *const first = reinterpret_cast<int64*>(a.scratch), *const next = reinterpret_cast<int64*>(
                                                                     a.scratch_per_sample);
        if (a.dw[0])
            lookup_backward(lookup<T>{V, D, a.n * X::size, a.x(), a.w[0], a.y, a.dy, a.dw[0], first, next},
                            a.threads);
        no_input_gradient<X>(a);
    }

    /// Throws where a number has no row.
    template <Shape X, class T>
    static void check_numbers(const forward_args<T>& a) {
        if (const int64 r = first_without_row(a.x(), a.n * X::size, V); r < a.n * X::size)
            refuse(r / X::size, r % X::size, static_cast<double>(a.x()[r]));
    }
    template <Shape X, class T>
    static void no_input_gradient(const backward_args<T>& a) {
        if (a.dx() && !a.add_dx()) std::fill_n(a.dx(), a.n * X::size, T(0));
    }

private:
    [[noreturn]] static void refuse(int64 sample, int64 place, double number) {
        std::array<char, 32> found{};
        std::snprintf(found.data(), found.size(), "%.9g", number);
        std::string problem = "place ";
        problem += std::to_string(place);
        problem += " of sample ";
        problem += std::to_string(sample);
        problem += " has no row in the table";
        std::string expected = "a whole number from 0 to ";
        expected += std::to_string(V - 1);
        throw_error({.problem = problem, .expected = expected, .found = found.data()});
    }
};

}  // namespace strata
