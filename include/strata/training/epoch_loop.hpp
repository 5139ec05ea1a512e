// SPDX-License-Identifier: MIT
#pragma once
/// The loop over epochs and batches.
#include <algorithm>
#include <cstdint>
#include <strata/error.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/target.hpp>
#include <strata/training/epoch_clock.hpp>
#include <strata/training/sample_feed.hpp>
#include <strata/training/set_figures.hpp>
#include <strata/training/training_run.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What looks at sets with the model, losses and metrics of a step.
template <class Step>
[[nodiscard]] auto measurement_of(const Step& step) {
    return set_measurement<typename Step::model_type, typename Step::losses_type,
                           typename Step::metrics_type>(step.model(), step.layout());
}

/// Steps over the batches of a feed until so many epochs are finished in all, and after each a look at the
/// validation set. Callbacks are told of every moment between, with the caller's own settings of floating
/// point. An exception leaves the run where the step before it did.
template <class Step>
class epoch_loop {
    using T = typename Step::T;

public:
    /// `order`: of the epoch that comes first.
    epoch_loop(Step& step, training_run& run, sample_feed<T>& feed, const fit_options& options,
               std::vector<std::uint32_t> order)
        : step_(step),
          run_(run),
          feed_(feed),
          options_(options),
          order_(std::move(order)),
          clock_(options.epochs) {}

    void go() {
        const keep_rate_factor kept{step_, step_.updates().rate_factor()};
        const training_position& p = run_.position;
        const int64 batch = p.batch, samples = p.samples;
        update_state();
        bool goes_on = tell(training_event::begin);
        while (goes_on && p.epoch < options_.epochs) {
            options_.order(order_, feed_.size(), step_.model().random_seed(), p.epoch);
            feed_.begin_epoch(order_, p.epoch, p.sample);
            while (goes_on && p.sample < samples)
                goes_on = next_step(static_cast<int>(std::min(batch, samples - p.sample)));
            if (goes_on) goes_on = finish_epoch();
        }
        tell(training_event::end);
    }

private:
    struct keep_rate_factor {
        ~keep_rate_factor() { step.updates().rate_factor(factor); }
        Step& step;
        double factor;
    };

    /// These return whether training goes on.
    bool next_step(int n) {
        if (!tell(training_event::before_step)) return false;
        {
            const flush_denormals flushed;
            step_.take(n, feed_);
            const double loss = step_.learn(n, run_.position.step);
            run_.position.count(n, loss);
        }
        clock_.count(n);
        update_state();
        return tell(training_event::after_step);
    }
    bool finish_epoch() {
        training_state& s = run_.state;
        update_state();
        s.epoch_done = true;
        if (options_.validation) {
            set_figures seen = measurement_of(step_).look(step_.losses(), *options_.validation,
                                                          options_.batch, options_.workers);
            s.validated = true;
            s.validation_loss = seen.loss;
            s.validation_metrics = std::move(seen.metrics);
        }
        run_.history.push_back({s.loss, s.validation_loss, s.metrics, s.validation_metrics});
        run_.position.finish_epoch();
        step_.metrics() = {};
        const bool goes_on = tell(training_event::after_epoch);
        s.epoch_done = s.validated = false;
        return goes_on;
    }
    bool tell(training_event event) {
        const training_moment now = run_.tell(event);
        if (event == training_event::before_step) step_.updates().rate_factor(now.rate_factor);
        return !now.stops;
    }
    void update_state() {
        clock_.tell(run_.state, run_.position);
        tell_figures(step_.metrics(), run_.state.metrics);
    }

    Step& step_;
    training_run& run_;
    sample_feed<T>& feed_;
    const fit_options& options_;
    std::vector<std::uint32_t> order_;
    epoch_clock clock_;
};

/// One call of `fit`. Throws, before anything has moved, where a sample of the validation set does not fit,
/// or the run goes on with other samples, options or callbacks than it had.
template <class Step>
void run_epochs(Step& step, training_run& run, sample_feed<typename Step::T>& feed,
                const fit_options& options) {
    if (options.validation)
        with_name_in_errors([&] { measurement_of(step).check_set(step.losses(), *options.validation); },
                            [] { return std::string("validation"); });
    if (run.position.epoch >= options.epochs) return;
    std::vector<std::uint32_t> order;
    options.order(order, feed.size(), step.model().random_seed(), run.position.epoch);
    const auto samples = static_cast<int64>(order.size());
    run.go_on(options, samples);
    step.reserve(static_cast<int>(std::min<int64>(options.batch, samples)));
    run.begin_telling(options);
    epoch_loop(step, run, feed, options, std::move(order)).go();
}

}  // namespace strata::inline STRATA_TARGET
