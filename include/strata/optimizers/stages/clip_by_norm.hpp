// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cmath>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/sum_of_squares.hpp>
#include <strata/optimizers/stage.hpp>
#include <string>

namespace strata {

/// Shortens a gradient that is longer than `most`, and keeps its direction.
///
///     g = g most / (|g| + 1e-6)   where that factor is below 1        |g|: over all parameters that move
///
/// (Pascanu, Mikolov, Bengio, 2013, algorithm 1.) PyTorch's clip_grad_norm_. Squares are added up as
/// `sum_of_squares` does, parameter by parameter. Throws where a sum of squares is no finite number, and
/// names the parameter; and where `most` is not above 0.
struct clip_by_norm {
    double most = 1;

    static constexpr std::array<const char*, 0> slot_names{};

    template <class Visit>
    void settings(Visit&& visit) {
        visit("most", most);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        clip_by_norm(*this).settings(visit);
    }
    void check_settings() const {
        if (is_nan(most) || most <= 0)
            throw_error({.problem = "the largest norm of a gradient has to be above 0",
                         .name = "clip_by_norm",
                         .found = std::to_string(most)});
    }

    template <class T>
    bool apply(const stage_args<T>& a) const;

private:
    [[noreturn, gnu::cold]] static void refuse(const std::string& name, double norm) {
        throw_error({.problem = "the norm of the gradient is not a finite number",
                     .name = name,
                     .found = std::to_string(norm),
                     .advice =
                         "Lower the learning rate, or look at the data; the parameters are those before this "
                         "step."});
    }
};

template <class T>
bool clip_by_norm::apply(const stage_args<T>& a) const {
    double sum = 0;
    for_segments(a.segments, a.n, [&](const segment& of, int64 begin, int64 end) {
        const double own = sum_of_squares(a.g + begin, end - begin, a.threads);
        if (!is_finite(own)) refuse(of.name, std::sqrt(own));
        sum += own;
    });
    const T factor = static_cast<T>(most / (std::sqrt(sum) + 1e-6));
    if (factor < 1) {
        const simd<T> all(factor);
        map_values(static_cast<const T*>(a.g), a.g, a.n, threads_for(a.n, a.threads),
                   [=](const simd<T>& g) { return g * all; });
    }
    return true;
}

}  // namespace strata
