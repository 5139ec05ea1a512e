// SPDX-License-Identifier: MIT
#pragma once
/// How a run went, as a picture: loss and accuracy over the epochs.
#include <strata/io/plot.hpp>
#include <strata/target.hpp>
#include <strata/training/training_position.hpp>

#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The loss on the left and the share of right answers on the right, on the training set and, where there are numbers of
/// it, on the validation set; `history` is that of a trainer, `answers` what is right or wrong.
[[nodiscard]] inline picture training_curves(const std::vector<epoch_record>& history, const std::string& answers = "right answers, %") {
    curve train_loss{"train", {}, {}}, test_loss{"test", {}, {}}, train_accuracy{"train", {}, {}}, test_accuracy{"test", {}, {}};
    const auto add = [](curve& c, double y) {
        c.x.push_back(static_cast<double>(c.x.size() + 1));
        c.y.push_back(y);
    };
    bool validated = false;
    for (const epoch_record& e : history) {
        add(train_loss, e.loss), add(test_loss, e.validation_loss);
        add(train_accuracy, 100 * e.accuracy), add(test_accuracy, 100 * e.validation_accuracy);
        validated = validated || e.validation_loss > 0;
    }
    std::vector<curve> losses{train_loss}, accuracies{train_accuracy};
    if (validated) losses.push_back(test_loss), accuracies.push_back(test_accuracy);
    const picture left = plot("Loss", "epoch", "cross entropy", losses);
    const picture right = plot("Accuracy", "epoch", answers, accuracies);
    picture both(left.width() + right.width(), left.height());
    both.paste(left, 0, 0);
    both.paste(right, left.width(), 0);
    return both;
}

}  // namespace strata::inline STRATA_TARGET
