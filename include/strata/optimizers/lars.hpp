// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cmath>
#include <strata/kernels/sum_of_squares.hpp>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Gradient descent with a velocity and a rate for each parameter, for large batches (You, Gitman, Ginsburg,
/// 2017, algorithm 1).
///
///     local = trust |w| / (|g| + weight_decay |w|)        |.|: the norm over one parameter, weight or bias
///     v = mu v + rate local (g + weight_decay w)          w -= v
///
/// local is 1 where a norm is 0, since biases that start at 0 would stay there otherwise. Norms are added up
/// as `sum_of_squares` does. One pass for the norms of a parameter and one to move it.
struct lars {
    double rate = 1;
    double trust = 1e-3;
    double mu = double(0.9L);  // as it is with -fsingle-precision-constant too
    double weight_decay = 0;

    static constexpr std::array<const char*, 1> slot_names{"velocity"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("trust", trust), visit("mu", mu), visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        lars(*this).settings(visit);
    }
    void check_settings() const {
        require_positive("lars", "trust", trust);
        require_share("lars", "mu", mu);
        require_not_negative("lars", "weight_decay", weight_decay);
    }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void lars::update(const update_args<T>& a) const {
    for_segments(a.segments, a.n, [&](const segment& of, int64 begin, int64 end) {
        const double own_decay = weight_decay * of.decay;
        const double size_of_w = std::sqrt(sum_of_squares<T>(a.w + begin, end - begin, a.threads));
        const double size_of_g = std::sqrt(sum_of_squares<T>(a.g + begin, end - begin, a.threads));
        const bool adapts = size_of_w > 0 && size_of_g > 0;
        const double local = adapts ? trust * size_of_w / (size_of_g + own_decay * size_of_w) : 1;
        const simd<T> step(static_cast<T>(a.rate * of.rate * local)), decay(static_cast<T>(own_decay)),
            m(static_cast<T>(mu));
        T *const w = a.w + begin, *const velocity = a.slot[0] + begin;
        const T* const g = a.g + begin;
        parallel_sweep<T>(end - begin, threads_for(end - begin, a.threads), [=](int64 i, auto lanes) {
            const simd<T> x = lanes.load(w + i);
            const simd<T> v =
                xsimd::fma(m, lanes.load(velocity + i), step * xsimd::fma(decay, x, lanes.load(g + i)));
            lanes.store(velocity + i, v);
            lanes.store(w + i, x - v);
        });
    });
}

}  // namespace strata
