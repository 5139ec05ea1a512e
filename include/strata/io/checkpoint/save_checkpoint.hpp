// SPDX-License-Identifier: MIT
#pragma once
/// A training run into a file.
#include <filesystem>
#include <map>
#include <strata/exact_number.hpp>
#include <strata/io/checkpoint/checkpoint_callbacks.hpp>
#include <strata/io/checkpoint/checkpoint_identity.hpp>
#include <strata/io/checkpoint/checkpoint_tensors.hpp>
#include <strata/io/checkpoint/numbers_as_text.hpp>
#include <strata/io/save_safetensors.hpp>
#include <strata/target.hpp>
#include <strata/training/history.hpp>
#include <strata/training/training_position.hpp>
#include <string>
#include <tuple>

namespace strata::inline STRATA_TARGET {

/// Writes the trainer's state, whole or not at all. Errors: those of `save_safetensors`; an earlier file is
/// then as it was.
template <class Trainer>
void save_checkpoint(Trainer& t, const std::filesystem::path& path) {
    const training_position& p = t.position();
    std::map<std::string, std::string> metadata = checkpoint_identity(t);
    metadata["rule_settings_now"] = settings_text(t.rule());
    metadata["step"] = exact_text(p.step);
    metadata["epoch"] = exact_text(p.epoch);
    metadata["sample"] = exact_text(p.sample);
    metadata["loss_sum"] = exact_text(p.loss_sum);
    metadata["fitted"] = t.fitted();
    metadata["updates"] = exact_text(t.updates().counts().steps);
    metadata["backward_passes"] = exact_text(t.updates().counts().backward_passes);
    metadata["batch"] = exact_text(p.batch);
    metadata["samples"] = exact_text(p.samples);
    std::string& history = metadata["history"];
    for (const epoch_record& e : t.history()) {
        history.append(exact_text(e.loss)).append(" ").append(exact_text(e.validation_loss));
        for (const auto* figures : {&e.metrics, &e.validation_metrics})
            for (const figure& f : *figures) history.append(" ").append(exact_text(f.value));
        history += ';';
    }
    std::size_t number = 0;
    std::apply(
        [&](auto&... metric) {
            ((metadata["metric." + std::to_string(number++)] = state_text(metric)), ...);
        },
        t.metrics().metrics);
    write_callbacks(t.callbacks(), t.waiting_callbacks(), metadata);
    save_safetensors(path, checkpoint_tensors(t), metadata);
}

}  // namespace strata::inline STRATA_TARGET
