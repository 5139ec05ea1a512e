// SPDX-License-Identifier: MIT
#pragma once
/// Checkpoints while a run goes.
#include <chrono>
#include <filesystem>
#include <memory>
#include <strata/error.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/io/checkpoint/save_checkpoint.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Saves a checkpoint when so many seconds have passed since the last one, and when an epoch has been
/// finished since: a callback. Copies share one clock. The trainer has to outlive it. Let it be the last in
/// the list, so that what the others keep is of the same moment.
template <class Trainer>
class checkpoint_every {
public:
    checkpoint_every(double seconds, Trainer& t, std::filesystem::path path)
        : shared_(std::make_shared<kept>(kept{t, std::move(path), std::chrono::duration<double>(seconds),
                                              clock::now(), t.position().epoch})) {}

    /// Errors: those of `save_checkpoint`; a parameter that is no finite number. The file is then as it was:
    /// the last good checkpoint.
    void operator()(training_moment& now) const {
        if (now.event == training_event::after_step || now.event == training_event::after_epoch) (*this)();
    }
    void operator()() const {
        kept& s = *shared_;
        if (clock::now() - s.saved < s.interval && s.trained.position().epoch == s.epoch) return;
        if (const parameter_facts* const wrong = s.trained.trained_model().first_not_finite())
            refuse(*wrong, s.trained.position().step, s.path);
        save_checkpoint(s.trained, s.path);
        s.saved = clock::now();
        s.epoch = s.trained.position().epoch;
    }

private:
    using clock = std::chrono::steady_clock;
    [[noreturn, gnu::cold]] static void refuse(const parameter_facts& wrong, int64 step,
                                               const std::filesystem::path& path) {
        throw_error({.problem = "the parameter " + wrong.name + " is no finite number after step " +
                                std::to_string(step) + ", so that it goes into no checkpoint",
                     .file = path.string(),
                     .advice = "Lower the learning rate, and go on from this file, which is as it was."});
    }
    struct kept {
        Trainer& trained;
        std::filesystem::path path;
        std::chrono::duration<double> interval;
        clock::time_point saved;
        int epoch;
    };
    std::shared_ptr<kept> shared_;
};

}  // namespace strata::inline STRATA_TARGET
