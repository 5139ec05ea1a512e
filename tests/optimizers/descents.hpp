// SPDX-License-Identifier: MIT
#pragma once
/// Functions that scripts/make-descent-literals counts out as well.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <span>
#include <strata/optimizers/second_order/minimum.hpp>
#include <vector>

#include "../literals/descents.hpp"
#include "../literals/difference.hpp"

namespace strata::test {

/// sum_i 100 (w[i + 1] - w[i]^2)^2 + (1 - w[i])^2: a bent valley (Rosenbrock, 1960).
struct valley {
    template <class T>
    double operator()(std::span<const T> w, std::span<T> g) const {
        double sum = 0;
        for (T& slope : g) slope = 0;
        for (std::size_t i = 0; i + 1 < w.size(); ++i) {
            const T off = w[i + 1] - w[i] * w[i], rest = 1 - w[i];
            sum += static_cast<double>(100 * off * off + rest * rest);
            g[i] += -400 * off * w[i] - 2 * rest;
            g[i + 1] += 200 * off;
        }
        return sum;
    }
    template <class T>
    static std::vector<T> start(int n) {
        std::vector<T> w;
        for (int i = 0; i < n; ++i) w.push_back(static_cast<T>(i % 2 == 0 ? -1.2 : 1));
        return w;
    }
};

/// The cross entropy of a linear classifier of 31 samples of 5 features and a 1, of 3 classes, and a
/// hundredth of the squares.
struct classifier {
    static constexpr int samples = 31, inputs = 6, classes = 3;

    double operator()(std::span<const double> w, std::span<double> g) const {
        double sum = 0;
        for (std::size_t i = 0; i < w.size(); ++i) sum += 0.01 * w[i] * w[i], g[i] = 0.02 * w[i];
        for (int n = 0; n < samples; ++n) {
            std::array<double, classes> p{};
            double all = 0;
            for (int c = 0; c < classes; ++c) {
                double score = 0;
                for (int j = 0; j < inputs; ++j) score += x(n, j) * w[at(c, j)];
                all += p[static_cast<std::size_t>(c)] = std::exp(score);
            }
            const int right = n * n % 7 % classes;
            sum -= std::log(p[static_cast<std::size_t>(right)] / all) / samples;
            for (int c = 0; c < classes; ++c)
                for (int j = 0; j < inputs; ++j)
                    g[at(c, j)] += (p[static_cast<std::size_t>(c)] / all - (c == right)) * x(n, j) / samples;
        }
        return sum;
    }

private:
    static std::size_t at(int c, int j) { return static_cast<std::size_t>(c * inputs + j); }
    static double x(int n, int j) { return j + 1 < inputs ? (n * 29 + j * 17) % 53 / 26.0 - 1 : 1; }
};

/// The places that a descent goes through, as one list, and the values.
struct followed {
    std::vector<double> places, values;
};
template <class Descent, class F>
followed follow(const Descent& way, const F& f, std::vector<double> w) {
    followed seen;
    way.minimize(f, w, [&](const descent_step& s) {
        if (s.iteration == 0) return;
        seen.places.insert(seen.places.end(), w.begin(), w.end());
        seen.values.push_back(s.value);
    });
    return seen;
}
/// The first numbers of a list, as many as there are in the other.
inline std::vector<double> first_numbers(const std::vector<double>& all, std::size_t n) {
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)};
}

}  // namespace strata::test
