// SPDX-License-Identifier: MIT
#pragma once
#include <strata/optimizers/second_order/quasi_newton.hpp>

namespace strata::inline STRATA_TARGET {

/// The inverse of the Hessian as n^2 numbers, always in double (Nocedal and Wright, equations 6.17 and 6.20).
///
///     H' = (I - s y^T / s.y) H (I - y s^T / s.y) + s s^T / s.y         H = (s.y / y.y) I before the first
template <class T>
class inverse_hessian {
public:
    explicit inverse_hessian(int64 n) : n_(static_cast<std::size_t>(n)), h_(n_ * n_), hy_(n_) {}

    [[nodiscard]] bool knows() const { return knows_; }
    void forget() { knows_ = false; }
    void learn(const std::vector<T>& s, const std::vector<T>& y) {
        const double sy = told_curvature(static_cast<int64>(n_), s, y);
        if (sy == 0) return;
        if (!knows_) {
            std::fill(h_.begin(), h_.end(), 0.0);
            const double scale = sy / dot_product(static_cast<int64>(n_), y, y);
            for (std::size_t i = 0; i < n_; ++i) h_[i * n_ + i] = scale;
        }
        knows_ = true;
        double yhy = 0;
        for (std::size_t i = 0; i < n_; ++i) {
            hy_[i] = row(i, y);
            yhy += static_cast<double>(y[i]) * hy_[i];
        }
        const double of_s = (1 + yhy / sy) / sy;
        for (std::size_t i = 0; i < n_; ++i)
            for (std::size_t j = 0; j < n_; ++j) {
                const auto a = static_cast<double>(s[i]), b = static_cast<double>(s[j]);
                h_[i * n_ + j] += of_s * a * b - (hy_[i] * b + a * hy_[j]) / sy;
            }
    }
    /// d = -H g
    void direct(const std::vector<T>& g, std::vector<T>& d) const {
        for (std::size_t i = 0; i < n_; ++i) d[i] = knows_ ? static_cast<T>(-row(i, g)) : -g[i];
    }

private:
    [[nodiscard]] double row(std::size_t i, const std::vector<T>& v) const {
        double sum = 0;
        for (std::size_t j = 0; j < n_; ++j) sum += h_[i * n_ + j] * static_cast<double>(v[j]);
        return sum;
    }
    std::size_t n_;
    std::vector<double> h_, hy_;
    bool knows_ = false;
};

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// Goes down a function of not too many numbers by an estimate of its whole inverse Hessian (Broyden,
/// Fletcher, Goldfarb and Shanno, 1970), with a strong-Wolfe line search.
///
///     const descent_report r = bfgs{.until = {.slope = 1e-8}}.minimize(f, w);
///
/// As `lbfgs`, which forgets what is older than a few steps; n^2 doubles, and n^2 operations a step. Throws
/// as `lbfgs` does, and where there are more numbers than `most`.
struct STRATA_TAGGED bfgs {
    strong_wolfe search = {};
    descent_limits until = {};
    int most = 5000;  ///< numbers: of 5,000 the matrix has 200 MB

    template <class W, class F, class Progress = no_progress>
    descent_report minimize(F&& f, W& w, Progress progress = {}) const {
        using T = typename W::value_type;
        static_assert(Differentiable<std::remove_reference_t<F>, T>,
                      "the function is called as double f(std::span<const T> w, std::span<T> gradient)");
        if (static_cast<int64>(w.size()) > most)
            throw_error({.problem = "there are too many numbers for a whole matrix",
                         .name = "bfgs",
                         .expected = std::to_string(most) + " at most",
                         .found = std::to_string(w.size()),
                         .advice = "Take lbfgs, or set `most`."});
        inverse_hessian<T> h(static_cast<int64>(w.size()));
        return descend<T>(f, std::span<T>(w.data(), w.size()), h, search, until, progress);
    }
};

}  // namespace strata
