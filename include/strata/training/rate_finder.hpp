// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <cstddef>
#include <functional>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/training/callbacks/rate_schedule.hpp>
#include <strata/training/schedules/schedule.hpp>
#include <strata/training/trainer.hpp>
#include <vector>

namespace strata {

/// The loss of each batch, and the rate of the step that followed it.
struct STRATA_TAGGED rate_curve {
    std::vector<double> rates, losses;
    std::vector<double> smooth;  ///< means of the losses so far, the later ones weighing more
    double suggestion = 0;  ///< the rate at which `smooth` falls most steeply over the logarithm of rates
};

/// Tries rates, each one step long and each the same factor above the one before, to see where the loss falls
/// and where it flies away (Smith, 2017, section 3.3).
///
///     const rate_curve seen = rate_finder{.steps = 200}(m, softmax_loss{}, adam{}, train);
///     trainer t{m, softmax_loss{}, adam{.rate = seen.suggestion}};
///
/// What is handed over is a model, a loss, a rule, and what `fit` takes: a set, or arrays. The model is
/// copied and stays as it is. Ends before the last rate where the loss is more than `flies_away` times the
/// least so far, or no finite number (without exceptions that ends the program). Throws what `fit` throws,
/// and where the rates do not go up or there are fewer than two steps.
struct STRATA_TAGGED rate_finder {
    double least = 1e-7, most = 10;
    int steps = 100;
    int batch = 64;
    double flies_away = 4;

    template <class Model, class Loss, class Rule, class... Given>
    [[nodiscard]] rate_curve operator()(const Model& m, const Loss& loss, Rule rule,
                                        const Given&... samples) const {
        check_settings();
        rate_curve curve;
        Model tried(m);
        rule.rate = 1;
        trainer t{tried, loss, rule};
        double best = 0, sum = 0;
        const auto told = [&](training_moment& now) {
            if (now.event == training_event::before_step) sum = now.position.loss_sum;
            if (now.event != training_event::after_step) return;
            const auto& p = now.position;
            const auto n = static_cast<double>(p.sample - (p.sample - 1) / p.batch * p.batch);
            add(curve, (p.loss_sum - sum) / n);
            const double here = curve.smooth.back();
            if (curve.smooth.size() == 1 || here < best) best = here;
            if (here > flies_away * best || curve.rates.size() == static_cast<std::size_t>(steps)) now.stop();
        };
        const auto rate = [this](const training_position& at) { return rate_of(at.step); };
        const fit_options options{.epochs = steps,
                                  .batch = batch,
                                  .progress = nullptr,
                                  .callbacks = {rate_schedule{rate}, callback(std::ref(told))}};
#ifdef __cpp_exceptions
        try {
            t.fit(samples..., options);
        } catch (const error& e) {
            // The first losses are of rates that no network minds: later it is the rate.
            const bool of_rate = e.parts().problem.starts_with("the loss is not a finite number");
            if (!of_rate || curve.rates.size() < 2) throw;
        }
#else
        t.fit(samples..., options);
#endif
        curve.suggestion = steepest(curve);
        return curve;
    }
    void check_settings() const {
        require_length("rate_finder", "least", least);
        if (!is_finite(most) || most <= least)
            refuse_schedule("rate_finder", "most", "more than the least", most);
        if (steps < 2) refuse_schedule("rate_finder", "steps", "2 or more", steps);
        if (!is_finite(flies_away) || flies_away <= 1)
            refuse_schedule("rate_finder", "flies_away", "more than 1", flies_away);
    }
    /// The rate of step number `step`, from 0.
    [[nodiscard]] double rate_of(int64 step) const {
        return least * std::pow(most / least, static_cast<double>(step) / (steps - 1));
    }

private:
    void add(rate_curve& curve, double loss) const {
        constexpr double keep = 0.9;
        const auto n = static_cast<double>(curve.losses.size() + 1);
        const double before = curve.smooth.empty() ? loss : curve.smooth.back();
        curve.rates.push_back(rate_of(static_cast<int64>(curve.losses.size())));
        curve.losses.push_back(loss);
        curve.smooth.push_back(before + (1 - keep) / (1 - std::pow(keep, n)) * (loss - before));
    }
    static double steepest(const rate_curve& curve) {
        std::size_t at = 0;
        double slope = 0;
        for (std::size_t k = 1; k < curve.smooth.size(); ++k)
            if (curve.smooth[k] - curve.smooth[k - 1] < slope)
                slope = curve.smooth[k] - curve.smooth[k - 1], at = k;
        return curve.rates[at];
    }
};

}  // namespace strata
