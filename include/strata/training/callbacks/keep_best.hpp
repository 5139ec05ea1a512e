// SPDX-License-Identifier: MIT
#pragma once
#include <limits>
#include <memory>
#include <optional>
#include <strata/model/model_link.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <string>
#include <utility>

namespace strata {

/// Keeps a copy of the model as it was after the epoch whose figure was the best.
///
///     keep_best best{m, "validation accuracy", true};
///     t.fit(train, {.epochs = 50, .validation = held_out, .callbacks = {best}});
///     m = best.best_model();
///
/// Copies share what they keep. The figure is one of `epoch_record`; the first of equals is kept. Throws
/// where there is no such figure, and where the model is gone. A checkpoint keeps which figure was the best,
/// not the copy: save it where that counts.
template <class Model>
class STRATA_TAGGED keep_best {
public:
    explicit keep_best(Model& m, std::string watched = "validation loss", bool larger_is_better = false)
        : model_(m),
          watched_(std::move(watched)),
          larger_is_better_(larger_is_better),
          kept_(std::make_shared<kept>()) {}

    void operator()(training_moment& now) {
        if (now.event != training_event::after_epoch) return;
        const double value = now.history.back()[watched_] * (larger_is_better_ ? -1 : 1);
        if (!(value < kept_->best)) return;
        kept_->model.emplace(model_.get());
        kept_->best = value;
        kept_->epoch = now.position.epoch;
    }

    /// Throws where no epoch has been finished, and where the best one was before the run was resumed.
    [[nodiscard]] const Model& best_model() const {
        if (!kept_->model)
            throw_error({.problem = kept_->epoch == 0
                                        ? "no epoch has been finished, so that there is no best model yet"
                                        : "the best model was that of epoch " + std::to_string(kept_->epoch) +
                                              ", and a checkpoint does not keep it",
                         .name = "keep_best"});
        return *kept_->model;
    }
    /// The epoch after which it was, from 1; 0 before there is one.
    [[nodiscard]] int epoch() const { return kept_->epoch; }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("larger_is_better", larger_is_better_);
    }
    template <class Visit>
    void state(Visit&& visit) {
        visit("best", kept_->best), visit("epoch", kept_->epoch);
    }

private:
    struct kept {
        std::optional<Model> model;
        double best = std::numeric_limits<double>::max();
        int epoch = 0;
    };
    model_link<Model> model_;
    std::string watched_;
    bool larger_is_better_;
    std::shared_ptr<kept> kept_;
};

}  // namespace strata
