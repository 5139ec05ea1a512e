// SPDX-License-Identifier: MIT
#pragma once
/// What the two players of an adversarial game want: losses of a discriminator's score y.
///
///     discriminator   L_D = mean of_real(y) over real samples + mean of_fake(y) over generated ones
///     generator       L_G = mean of_generator(y) over generated ones
///
/// Scores are numbers from minus to plus infinity: no sigmoid stands before them.
#include <cmath>
#include <concepts>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// What a score costs, and how that changes with the score.
struct score_cost {
    double value, slope;
};

namespace detail {

/// log(1 + exp(y)) and its slope, 1 / (1 + exp(-y)).
[[nodiscard]] inline score_cost softplus_of(double y) {
    const double e = std::exp(-std::abs(y));
    return {(y > 0 ? y : 0) + std::log1p(e), (y > 0 ? 1 : e) / (1 + e)};
}
/// f(-y).
[[nodiscard]] inline score_cost of_minus(score_cost f) { return {f.value, -f.slope}; }
[[nodiscard]] inline score_cost times(double factor, score_cost f) {
    return {factor * f.value, factor * f.slope};
}

}  // namespace detail

/// What a game is played for: the three costs of a score, and from which score on a sample is taken for a
/// real one, where there is such a score. `check_settings()`, if there is one, throws where its numbers
/// cannot be.
template <class L>
concept AdversarialLoss = std::copy_constructible<L> && requires(const L& loss, double y) {
    { loss.of_real(y) } -> std::same_as<score_cost>;
    { loss.of_fake(y) } -> std::same_as<score_cost>;
    { loss.of_generator(y) } -> std::same_as<score_cost>;
};

/// The discriminator says how likely a sample is real, s(y) = 1 / (1 + exp(-y)), and the generator wants it
/// to be wrong about what it makes.
///
///     of_real = -a log s(y) - (1 - a) log(1 - s(y))       of_fake = -log(1 - s(y))       of_generator = -log s(y)
///
/// (Goodfellow and others: "Generative adversarial networks", 2014, section 3, the form that it trains with.)
/// a = `real` below 1 smoothes the labels of real samples and no others (Salimans and others, 2016, section
/// 3.4). Where the discriminator is sure that a sample is generated, of_generator has a slope of -1: the
/// generator still learns.
struct non_saturating_loss {
    double real = 1;
    static constexpr double real_from = 0;

    [[nodiscard]] score_cost of_real(double y) const {
        const score_cost yes = detail::of_minus(detail::softplus_of(-y)), no = detail::softplus_of(y);
        return {real * yes.value + (1 - real) * no.value, real * yes.slope + (1 - real) * no.slope};
    }
    [[nodiscard]] static score_cost of_fake(double y) { return detail::softplus_of(y); }
    [[nodiscard]] static score_cost of_generator(double y) {
        return detail::of_minus(detail::softplus_of(-y));
    }
    void check_settings() const {
        if (!is_finite(real) || real <= 0.5 || real > 1)
            throw_error({.problem = "a real sample has to be taken for one",
                         .name = "real",
                         .expected = "a label above 0.5, at most 1",
                         .found = std::to_string(real)});
    }
};

/// The same game as it is written: what one player wins, the other loses.
///
///     of_generator = log(1 - s(y))
///
/// (Goodfellow and others, 2014, equation 1.) Where the discriminator is sure that a sample is generated, the
/// slope is near 0: a generator that is bad learns nothing.
struct minimax_loss : non_saturating_loss {
    [[nodiscard]] static score_cost of_generator(double y) {
        return detail::times(-1, detail::softplus_of(y));
    }
};

/// Scores are to be 1 for real samples, 0 for generated ones, and the generator wants a 1.
///
///     of_real = (y - a)^2 / 2       of_fake = y^2 / 2       of_generator = (y - 1)^2 / 2
///
/// (Mao, Li, Xie, Lau, Wang, Smolley: "Least squares generative adversarial networks", 2017, equation 9.)
/// a = `real`, 1 unless it is smoothed.
struct least_squares_loss {
    double real = 1;
    static constexpr double real_from = 0.5;

    [[nodiscard]] score_cost of_real(double y) const { return {(y - real) * (y - real) / 2, y - real}; }
    [[nodiscard]] static score_cost of_fake(double y) { return {y * y / 2, y}; }
    [[nodiscard]] static score_cost of_generator(double y) { return {(y - 1) * (y - 1) / 2, y - 1}; }
    void check_settings() const { non_saturating_loss{real}.check_settings(); }
};

/// Scores of real samples are to be as far above those of generated ones as a function of bounded slope can
/// have them: the distance of earth movers between the two.
///
///     of_real = -y       of_fake = y       of_generator = -y
///
/// (Arjovsky, Chintala, Bottou: "Wasserstein GAN", 2017, algorithm 1.) The slope is bounded by clipping the
/// discriminator's weights, `adversarial_options::clip`, or by `spectral_norm` around its layers.
struct wasserstein_loss {
    [[nodiscard]] static score_cost of_real(double y) { return {-y, -1}; }
    [[nodiscard]] static score_cost of_fake(double y) { return {y, 1}; }
    [[nodiscard]] static score_cost of_generator(double y) { return {-y, -1}; }
};

}  // namespace strata::inline STRATA_TARGET
