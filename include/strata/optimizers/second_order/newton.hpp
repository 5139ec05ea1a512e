// SPDX-License-Identifier: MIT
#pragma once
#include <limits>
#include <strata/optimizers/second_order/cholesky.hpp>
#include <strata/optimizers/second_order/descent.hpp>

namespace strata::inline STRATA_TARGET {

/// The Hessian at the place of a descent, by centred differences of gradients: 2 n evaluations. H: [n, n].
///
///     H[i, j] = (g_j(x + h e_i) - g_j(x - h e_i)) / 2h, the mean of it and H[j, i]      h = cbrt(u) max(1, |x_i|)
///
/// Whether all of it is finite.
template <class T, class Descent>
[[nodiscard]] bool measure_hessian(Descent& way, std::vector<T>& at, std::vector<T>& above,
                                   std::vector<T>& below, std::vector<double>& H) {
    const auto n = static_cast<std::size_t>(way.size());
    const double u = std::cbrt(static_cast<double>(std::numeric_limits<T>::epsilon()));
    at = way.x;
    bool finite = true;
    for (std::size_t i = 0; i < n && finite; ++i) {
        const T here = at[i], h = static_cast<T>(u * std::max(1.0, std::abs(static_cast<double>(here))));
        const T right = here + h, left = here - h;
        at[i] = right;
        way.evaluate(at, above);
        at[i] = left;
        way.evaluate(at, below);
        at[i] = here;
        finite = way.all_finite(above) && way.all_finite(below);
        const double distance = static_cast<double>(right) - static_cast<double>(left);
        for (std::size_t j = 0; j < n; ++j)
            H[i * n + j] = (static_cast<double>(above[j]) - static_cast<double>(below[j])) / distance;
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) H[i * n + j] = H[j * n + i] = (H[i * n + j] + H[j * n + i]) / 2;
    return finite;
}

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// Newton's method for a function of few numbers, damped so that it goes down from anywhere.
///
///     (H + lambda I) p = -g      x' = x + p where that makes f smaller        H: [n, n] at x, by differences of g
///
/// (Levenberg, 1944; Marquardt, 1963; Nocedal and Wright, algorithm 4.1, in its lambda.) What a step gains is
/// compared with what the parabola of H promises: more than three quarters, and lambda falls to a tenth; less
/// than a quarter, and it grows to four times as much, or to ten times where there is no gain or no step. So
/// it ends as Newton's method, whose error is squared in each step. 2 n + 1 evaluations or more an iteration.
/// Throws as `lbfgs` does, and where there are more numbers than `most`.
struct STRATA_TAGGED newton {
    double damping = 1e-3;  ///< the first lambda, as a share of the largest element of H's diagonal
    descent_limits until = {.evaluations = 100'000};
    int most = 500;  ///< numbers

    template <class W, class F, class Progress = no_progress>
    descent_report minimize(F&& f, W& w, Progress progress = {}) const {
        using T = typename W::value_type;
        static_assert(Differentiable<std::remove_reference_t<F>, T>,
                      "the function is called as double f(std::span<const T> w, std::span<T> gradient)");
        check_settings(w.size());
        return go(f, std::span<T>(w.data(), w.size()), progress);
    }

private:
    /// lambdas that are tried for one step
    static constexpr int tries = 40;

    void check_settings(std::size_t n) const {
        if (static_cast<int64>(n) > most)
            throw_error({.problem = "there are too many numbers for a whole Hessian",
                         .name = "newton",
                         .expected = std::to_string(most) + " at most",
                         .found = std::to_string(n),
                         .advice = "Take lbfgs, or set `most`."});
        if (!is_finite(damping) || damping < 0)
            throw_error({.problem = "a damping cannot be negative",
                         .name = "newton",
                         .expected = "0 or more",
                         .found = exact_text(damping)});
    }

    template <class T, class F, class Progress>
    descent_report go(F& f, std::span<T> w, Progress& progress) const {
        descent<T, F, Progress> way(f, w, until, progress);
        const std::size_t n = w.size();
        std::vector<T> at = numbers_with_slack<T>(way.size()), trial = at, other = at;
        std::vector<double> H(n * n), damped, p(n);
        double lambda = -1;
        while (!way.over()) {
            if (!measure_hessian(way, at, trial, other, H)) {
                way.finish(descent_end::not_finite);
                break;
            }
            double scale = 0;
            for (std::size_t i = 0; i < n; ++i) scale = std::max(scale, std::abs(H[i * n + i]));
            if (scale == 0) scale = 1;
            if (lambda < 0) lambda = damping * scale;
            bool moved = false, saw_not_finite = false;
            for (int k = 0; k < tries && !moved; ++k) {
                const double larger = std::max(10 * lambda, 1e-3 * scale);
                damped = H;
                for (std::size_t i = 0; i < n; ++i) {
                    damped[i * n + i] += lambda;
                    p[i] = -static_cast<double>(way.gradient[i]);
                }
                if (!solve_positive(damped, p)) {
                    lambda = larger;
                    continue;
                }
                for (std::size_t i = 0; i < n; ++i)
                    at[i] = static_cast<T>(static_cast<double>(way.x[i]) + p[i]);
                const double promised = promise(way.gradient, H, p), value = way.evaluate(at, trial);
                const bool finite = is_finite(value) && way.all_finite(trial);
                saw_not_finite = saw_not_finite || !finite;
                const double share = finite ? (way.value - value) / promised : -1;
                if (!(share > 1e-4) || !(value < way.value)) {
                    lambda = larger;
                    continue;
                }
                if (share > 0.75) lambda = lambda > 1e-14 * scale ? lambda / 10 : 0;
                if (share < 0.25) lambda = std::max(4 * lambda, 1e-3 * scale);
                way.x.swap(at);
                way.gradient.swap(trial);
                way.accept(value, 1);
                moved = true;
            }
            if (!moved) way.finish(saw_not_finite ? descent_end::not_finite : descent_end::no_step);
        }
        return std::move(way.report);
    }

    /// -(g.p + p.H p / 2)
    template <class T>
    [[nodiscard]] static double promise(const std::vector<T>& g, const std::vector<double>& H,
                                        const std::vector<double>& p) {
        const std::size_t n = p.size();
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            double row = 0;
            for (std::size_t j = 0; j < n; ++j) row += H[i * n + j] * p[j];
            sum += p[i] * (static_cast<double>(g[i]) + row / 2);
        }
        return -sum;
    }
};

}  // namespace strata
