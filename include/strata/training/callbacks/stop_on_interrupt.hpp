// SPDX-License-Identifier: MIT
#pragma once
#include <csignal>
#include <memory>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>

namespace strata::inline STRATA_TARGET {

/// Ctrl-C ends training behind the step that is at work, in place of the program: `fit` returns as if it had
/// been told to stop, so that a `checkpoint_every` in the same list saves, and what follows `fit` is run.
/// Pressed a second time it ends the program as ever.
///
///     t.fit(train, {.callbacks = {stop_on_interrupt{}, checkpoint_every{60, t, "run.safetensors"}}});
///
/// The signal (SIGINT) is caught from the beginning of `fit` to its end, or to the end of the callback where
/// `fit` throws; one run of a program at a time can catch it.
class stop_on_interrupt {
public:
    void operator()(training_moment& now) {
        if (now.event == training_event::begin) caught_ = std::make_shared<catcher>();
        if (now.event == training_event::after_step && interrupted != 0) now.stop();
        if (now.event == training_event::end) caught_.reset();
    }

private:
    static inline volatile std::sig_atomic_t interrupted = 0;

    /// What is called at a signal for as long as it lives; what was called before is put back.
    struct catcher {
        catcher() {
            interrupted = 0;
            before = std::signal(SIGINT, [](int signal) {
                interrupted = 1;
                std::signal(signal, SIG_DFL);
            });
        }
        catcher(const catcher&) = delete;
        catcher& operator=(const catcher&) = delete;
        ~catcher() { std::signal(SIGINT, before == SIG_ERR ? SIG_DFL : before); }

        void (*before)(int) = SIG_DFL;
    };

    std::shared_ptr<catcher> caught_;
};

}  // namespace strata::inline STRATA_TARGET
