// SPDX-License-Identifier: MIT
#pragma once
/// What a person sees of a run's position: figures so far, speed, time left.
#include <chrono>
#include <strata/target.hpp>
#include <strata/training/progress.hpp>
#include <strata/training/training_position.hpp>

namespace strata::inline STRATA_TARGET {

/// Counts the samples of one call of `fit` and the time that they take.
class epoch_clock {
public:
    explicit epoch_clock(int epochs) : epochs_(epochs) {}

    void count(int n) { seen_ += n; }
    /// Puts the position into what a person sees of it.
    void tell(training_state& s, const training_position& p) const {
        s.epoch = p.epoch + 1;
        s.epochs = epochs_;
        s.samples = p.sample;
        s.of = p.samples;
        s.loss = p.sample > 0 ? p.loss_sum / static_cast<double>(p.sample) : 0;
        // None where the last batch of an epoch was the last thing done before a checkpoint.
        if (seen_ == 0) return;
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        s.samples_per_second = static_cast<double>(seen_) / seconds;
        s.seconds_left = static_cast<double>(static_cast<int64>(epochs_ - p.epoch) * p.samples - p.sample) /
                         s.samples_per_second;
    }

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    int epochs_;
    int64 seen_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
