// SPDX-License-Identifier: MIT
#pragma once
/// What a checkpoint is of: the run that may go on from it.
#include <map>
#include <strata/exact_number.hpp>
#include <strata/graph/layer_text.hpp>
#include <strata/io/checkpoint/numbers_as_text.hpp>
#include <strata/io/model_file.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/optimizers/segment_list.hpp>
#include <strata/target.hpp>
#include <string>
#include <tuple>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// "accuracy;top 5": metrics by name.
template <class... M>
[[nodiscard]] std::string metric_names(const metric_list<M...>&) {
    std::string text;
    ((text.append(text.empty() ? "" : ";").append(M::name)), ...);
    return text;
}
/// Says a stage behind those before it, unless it changes no bit.
template <class Stage>
void add_stage(std::string& text, const Stage& stage) {
    if (WorksInBackward<Stage>) return;
    text.append(text.empty() ? "" : " ").append(layer_text<Stage>()).append(":").append(settings_text(stage));
}
/// "clip_by_norm:most=1": stages in order.
template <class... S>
[[nodiscard]] std::string stages_text(const std::tuple<S...>& stages) {
    std::string text;
    std::apply([&](const auto&... stage) { (add_stage(text, stage), ...); }, stages);
    return text;
}

/// What has to be the same in the program that goes on, for the bits to be the same.
template <class Trainer>
[[nodiscard]] std::map<std::string, std::string> checkpoint_identity(Trainer& t) {
    std::map<std::string, std::string> facts{{"format", checkpoint_format},
                                             {"network", network_text<typename Trainer::network_type>()},
                                             {"precision", std::string(dtype_of<typename Trainer::T>)},
                                             {"loss", layer_text<typename Trainer::loss_type>()},
                                             {"loss_settings", settings_text(t.losses())},
                                             {"rule", layer_text<typename Trainer::rule_type>()},
                                             {"rule_settings", settings_text(t.first_rule())},
                                             {"segments", t.updates().segments().settings_text()},
                                             {"stages", stages_text(t.updates().stages())},
                                             {"metrics", metric_names(t.metrics())},
                                             {"seed", exact_text(t.trained_model().random_seed().value)}};
    for (const char* name : {"loss", "rule"}) std::erase(facts[name], ' ');
    return facts;
}

}  // namespace strata::inline STRATA_TARGET
