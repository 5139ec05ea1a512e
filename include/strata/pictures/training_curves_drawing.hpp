// SPDX-License-Identifier: MIT
#pragma once
/// How a run went, as a drawing: the loss and a metric over the epochs.
#include <strata/pictures/plot_drawing.hpp>
#include <strata/target.hpp>
#include <strata/training/history.hpp>

#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The loss on the left and a metric on the right, on the training set and, where there are numbers of it, on
/// the validation set; `history` is that of a trainer, `answers` what the second axis says. Throws where
/// there is no such metric.
[[nodiscard]] inline drawing training_curves_drawing(const std::vector<epoch_record>& history,
                                                     const std::string& answers = "right answers, %",
                                                     const std::string& metric = "accuracy") {
    curve train_loss{"train", {}, {}}, test_loss{"test", {}, {}}, train_metric{"train", {}, {}},
        test_metric{"test", {}, {}};
    const double unit = metric == "accuracy" ? 100 : 1;
    const auto add = [](curve& c, double y) {
        c.x.push_back(static_cast<double>(c.x.size() + 1));
        c.y.push_back(y);
    };
    bool validated = false;
    for (const epoch_record& e : history) {
        add(train_loss, e.loss), add(train_metric, unit * e[metric]);
        if (e.validation_metrics.empty()) continue;
        validated = true;
        add(test_loss, e.validation_loss),
            add(test_metric, unit * figure_called(metric, e.validation_metrics));
    }
    std::vector<curve> losses{train_loss}, metrics{train_metric};
    if (validated) losses.push_back(test_loss), metrics.push_back(test_metric);
    return side_by_side(
        {plot_drawing("Loss", "epoch", "loss", losses), plot_drawing(metric, "epoch", answers, metrics)});
}

}  // namespace strata::inline STRATA_TARGET
