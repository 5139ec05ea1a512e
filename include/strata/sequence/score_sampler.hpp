// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <cstdint>
#include <span>
#include <strata/error.hpp>
#include <strata/int64.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/shape/sentence.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Draws classes from their scores.
///
///     p[c] = exp(y[c] / T) / sum_k exp(y[k] / T)        y: [C] scores   T: temperature
///
/// T = 1 draws as the model believes (Ackley, Hinton, Sejnowski, 1985, equation 3), below 1 more often what
/// it thinks likely, above 1 more of the rest; T = 0 takes the largest score, the first of equals. Draw
/// number i of a seed is the same on every machine with the same scores. Throws where the temperature is
/// negative or no number.
class score_sampler {
public:
    explicit score_sampler(double temperature = 1, seed s = {})
        : temperature_(temperature), random_(random_for(drawn_for::letters, s)) {
        if (!is_finite(temperature) || temperature < 0)
            throw_error({.problem = "scores are drawn at a temperature of 0 or above",
                         .found = std::to_string(temperature)});
    }

    /// The next class. Throws where there is no score, or one is no finite number; nothing is drawn then.
    template <class T>
    int operator()(std::span<const T> y) {
        if (y.empty()) throw_error({.problem = "there are no scores to draw from"});
        std::size_t best = 0;
        for (std::size_t c = 0; c < y.size(); ++c) {
            if (!is_finite(y[c]))
                throw_error({.problem = "a score is not a finite number",
                             .name = with_number("class", static_cast<int64>(c)),
                             .found = std::to_string(y[c])});
            if (y[c] > y[best]) best = c;
        }
        const std::uint64_t number = drawn_++;
        if (temperature_ == 0) return static_cast<int>(best);
        p_.resize(y.size());
        double sum = 0;
        for (std::size_t c = 0; c < y.size(); ++c)
            sum += p_[c] =
                std::exp((static_cast<double>(y[c]) - static_cast<double>(y[best])) / temperature_);
        double left = random_.uniform(number) * sum;
        for (std::size_t c = 0; c < y.size(); ++c)
            if ((left -= p_[c]) < 0) return static_cast<int>(c);
        return static_cast<int>(best);
    }

    [[nodiscard]] double temperature() const { return temperature_; }
    /// How many have been drawn: with the seed, all there is to its state.
    [[nodiscard]] std::uint64_t drawn() const { return drawn_; }
    void drawn(std::uint64_t n) { drawn_ = n; }

private:
    double temperature_;
    random_stream random_;
    std::uint64_t drawn_ = 0;
    std::vector<double> p_;
};

}  // namespace strata::inline STRATA_TARGET
