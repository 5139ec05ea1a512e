// SPDX-License-Identifier: MIT
#pragma once
/// The figures of a run, by name: what progress shows, curves draw and checkpoints keep.
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A figure under the name of its metric.
struct figure {
    std::string name;
    double value = 0;
};

/// The figure of a name among others. Throws where there is none, and says which there are.
[[nodiscard]] inline double figure_called(std::string_view name, const std::vector<figure>& all) {
    for (const figure& f : all)
        if (f.name == name) return f.value;
    throw_error({.problem = "there is no figure of this name",
                 .name = std::string(name),
                 .expected = all.empty() ? "none" : "one of " + list_text(all, [](const figure& f) {
                                                        return f.name;
                                                    })});
}

/// One epoch of a run, for curves.
///
///     t.history().back().loss, .validation_loss            0 without a validation set
///     t.history().back()["accuracy"], ["validation accuracy"]
struct epoch_record {
    double loss = 0, validation_loss = 0;
    std::vector<figure> metrics = {};             ///< over the samples that were trained on
    std::vector<figure> validation_metrics = {};  ///< none without a validation set

    /// Throws where there is no figure of this name.
    [[nodiscard]] double operator[](std::string_view name) const {
        constexpr std::string_view of_validation = "validation ";
        if (name == "loss") return loss;
        if (name == "validation loss") return validation_loss;
        return name.starts_with(of_validation)
                   ? figure_called(name.substr(of_validation.size()), validation_metrics)
                   : figure_called(name, metrics);
    }
};

}  // namespace strata::inline STRATA_TARGET
