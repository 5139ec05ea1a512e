// SPDX-License-Identifier: MIT
#pragma once
/// Whether an adversarial game is still one.
#include <cstddef>
#include <strata/exact_number.hpp>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a step of a game tells.
struct adversarial_report {
    double discriminator_loss = 0;  ///< of the last of its steps
    double generator_loss = 0;
    double right = 0.5;  ///< share of samples, real and generated, that the discriminator is right about; 0.5
                         ///< where the loss does not say what right is
    double spread = 1;   ///< variance of the generated samples of a batch, by that of the real ones
};

namespace detail {

/// The variance over n samples [n, size], summed over the elements of a sample.
template <class T>
[[nodiscard]] double variance_over_samples(const T* x, int n, std::size_t size) {
    std::vector<double> mean(size);
    for (int k = 0; k < n; ++k)
        for (std::size_t i = 0; i < size; ++i)
            mean[i] += static_cast<double>(x[static_cast<std::size_t>(k) * size + i]);
    for (double& m : mean) m /= n;
    double squares = 0;
    for (int k = 0; k < n; ++k)
        for (std::size_t i = 0; i < size; ++i) {
            const double apart = static_cast<double>(x[static_cast<std::size_t>(k) * size + i]) - mean[i];
            squares += apart * apart;
        }
    return squares / n;
}

}  // namespace detail

/// Means of what the steps tell, the last of them the heaviest, and a sentence where the game has gone wrong.
class adversarial_watch {
public:
    static constexpr int memory = 100;  ///< steps after which one weighs 1 / e
    static constexpr double most_right = 0.98, least_spread = 0.1;

    void add(const adversarial_report& step) {
        // a plain mean until there are `memory` of them
        const double share = 1.0 / static_cast<double>(steps_ < memory ? steps_ + 1 : memory);
        right_ += share * (step.right - right_), spread_ += share * (step.spread - spread_);
        ++steps_;
    }
    [[nodiscard]] double right() const { return right_; }
    [[nodiscard]] double spread() const { return spread_; }

    /// A sentence with its figure where the discriminator is right about nearly all samples, or the generated
    /// ones are nearly all alike; empty else, and in the first `memory` steps.
    [[nodiscard]] std::string warning() const {
        if (steps_ < memory) return {};
        std::string said;
        if (right_ > most_right)
            said = "The discriminator is right about " + short_text(100 * right_, 3) +
                   " % of the samples: it has won, and what it says tells the generator little. Give the "
                   "generator a higher rate or the discriminator a lower one, smooth the labels of real "
                   "samples, or take a smaller discriminator.";
        if (spread_ < least_spread)
            said += (said.empty() ? "" : " ") + std::string("The generated samples of a batch vary ") +
                    short_text(100 * spread_, 3) +
                    " % as much as the real ones: the generator has collapsed, and makes nearly the same "
                    "sample of any numbers. Go back to an earlier state, or lower the rates.";
        return said;
    }

private:
    double right_ = 0.5, spread_ = 1;
    int64 steps_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
