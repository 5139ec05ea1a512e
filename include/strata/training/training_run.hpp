// SPDX-License-Identifier: MIT
#pragma once
/// A training run: where it stands, what it has seen, and who is told.
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/fit_options.hpp>
#include <strata/training/training_position.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a trainer keeps from one call of `fit` to the next, and a checkpoint from one program to another.
class training_run {
public:
    training_position position;
    training_state state;               ///< the figures of the epoch that runs
    std::vector<epoch_record> history;  ///< of the epochs that are finished

    /// The callbacks of the last `fit`, the progress first.
    [[nodiscard]] const std::vector<callback>& callbacks() const { return callbacks_; }
    /// The order of an epoch and the augmentation of the last `fit`.
    [[nodiscard]] const std::string& fitted() const { return fitted_; }
    /// What a checkpoint had of callbacks, until those of the next `fit` have it.
    [[nodiscard]] const resumed_callbacks& waiting_callbacks() const { return waiting_; }

    /// Puts the run where a checkpoint was taken.
    void resume_from(const training_position& p, std::vector<epoch_record> records, resumed_callbacks waiting,
                     std::string fitted) {
        fitted_ = std::move(fitted);
        position = p;
        history = std::move(records);
        waiting_ = std::move(waiting);
        callbacks_.clear();
        resumed_ = p.batch > 0;
    }

    /// Goes on with these options and so many samples in an epoch. Throws where an epoch was begun, or the
    /// run was resumed, with others.
    void go_on(const fit_options& options, int64 samples) {
        std::string fitted = options.order.name() + ", " + options.augment.name();
        if (resumed_ || position.sample > 0) {
            position.check_same_run(options.batch, samples);
            if (!fitted_.empty() && fitted != fitted_)
                throw_error(
                    {.problem =
                         "the run that is to go on had another order of samples or another augmentation",
                     .expected = fitted_,
                     .found = fitted});
        }
        fitted_ = std::move(fitted);
        resumed_ = false;
        position.batch = options.batch;
        position.samples = samples;
    }
    /// From here on the callbacks of these options are told, with what a checkpoint had kept of them. Throws
    /// where it had others.
    void begin_telling(const fit_options& options) {
        std::vector<callback> told(1, options.progress);
        told.insert(told.end(), options.callbacks.begin(), options.callbacks.end());
        if (waiting_.restore) waiting_.restore(told);
        waiting_ = {};
        callbacks_ = std::move(told);
        state.epoch_done = state.validated = false;
    }
    /// Tells all callbacks of a moment; what they made of it.
    training_moment tell(training_event event) const {
        training_moment now{event, position, state, history};
        for (const callback& c : callbacks_) c(now);
        return now;
    }

private:
    std::string fitted_;
    std::vector<callback> callbacks_;
    resumed_callbacks waiting_;
    bool resumed_ = false;
};

}  // namespace strata::inline STRATA_TARGET
