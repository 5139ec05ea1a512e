// SPDX-License-Identifier: MIT
#pragma once
/// What the figures of layers say is wrong, in sentences.
///
/// (CS231n, "Learning and evaluation": ratio of updates to weights, activations and gradients by layer;
/// "Neural networks, part 1": units that die at too high a rate, saturated ones that let no gradient
/// through.)
#include <algorithm>
#include <strata/exact_number.hpp>
#include <strata/target.hpp>
#include <strata/training/watched_layers.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Where figures begin to be told of.
struct layer_limits {
    double dead = 0.4;                             ///< share of a layer's units
    double saturated = 0.5;                        ///< share of a layer's values
    double least_ratio = 1e-4, most_ratio = 1e-2;  ///< |update| / |w|, ten times off 1e-3
    double gradient = 1e-3;                        ///< of the first layer to the last, or the other way round
};

namespace detail {
/// "layer 3.1 (dense<10>, relu)"
[[nodiscard]] inline std::string called(const watched_layer& w) {
    return "layer " + w.name + " (" + w.layers + ")";
}
[[nodiscard]] inline std::string percent(double share) {
    return std::to_string(static_cast<int>(100 * share + 0.5)) + " %";
}
/// "0.0312", "4.1e-05"
[[nodiscard]] inline std::string short_text(double value) { return strata::short_text(value, 3); }

/// The middle of a parameter's ratios over the last steps that were watched, and the largest of all.
struct ratios_of_parameter {
    double recent = 0, most = 0;
    bool known = false;
};
[[nodiscard]] inline ratios_of_parameter ratios_of(const std::vector<layer_snapshot>& all, std::size_t p) {
    ratios_of_parameter r;
    std::vector<double> ratios;
    for (const layer_snapshot& s : all)
        if (s.moved && s.parameters[p].is_weight && s.parameters[p].norm > 0)
            ratios.push_back(s.parameters[p].ratio());
    if (ratios.empty()) return r;
    r.known = true;
    r.most = *std::max_element(ratios.begin(), ratios.end());
    if (ratios.size() > 5) ratios.erase(ratios.begin(), ratios.end() - 5);
    std::sort(ratios.begin(), ratios.end());
    r.recent = ratios[ratios.size() / 2];
    return r;
}

inline void tell_of_outputs(std::vector<std::string>& told, const std::vector<watched_layer>& layers,
                            const layer_snapshot& last, const layer_limits& limits) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const layer_record& r = last.layers[i];
        if (layers[i].rectified && r.dead > limits.dead)
            told.push_back(
                "In " + called(layers[i]) + " " + percent(r.dead) +
                " of the units are 0 for every sample of the batch: dead ReLUs. A lower rate, smaller "
                "first weights, or leaky_relu.");
        if (layers[i].bounded && r.saturated > limits.saturated)
            told.push_back(
                "In " + called(layers[i]) + " " + percent(r.saturated) +
                " of the values are at their ends, where no gradient comes through: saturated. Smaller "
                "first weights, batch_norm, or a ReLU.");
    }
}

inline void tell_of_gradients(std::vector<std::string>& told, const std::vector<watched_layer>& layers,
                              const layer_snapshot& last, const layer_limits& limits) {
    std::vector<std::size_t> seen;
    for (std::size_t i = 0; i < layers.size(); ++i)
        if (last.layers[i].gradient.count > 0) seen.push_back(i);
    if (seen.size() < 2) return;
    const double first = last.layers[seen.front()].gradient.norm,
                 end = last.layers[seen.back()].gradient.norm;
    const std::string where = "from " + short_text(end) + " at " + called(layers[seen.back()]) + " to " +
                              short_text(first) + " at " + called(layers[seen.front()]);
    if (first < limits.gradient * end)
        told.push_back("The gradient vanishes on its way back, " + where +
                       ": larger first weights (he, xavier), batch_norm, or residual.");
    else if (limits.gradient * first > end && end > 0)
        told.push_back("The gradient explodes on its way back, " + where +
                       ": smaller first weights, batch_norm, or clip_by_norm.");
}

inline void tell_of_ratios(std::vector<std::string>& told, const std::vector<layer_snapshot>& all,
                           const layer_limits& limits) {
    std::string high, low;
    for (std::size_t p = 0; p < all.back().parameters.size(); ++p) {
        const ratios_of_parameter r = ratios_of(all, p);
        if (!r.known) continue;
        const std::string& name = all.back().parameters[p].name;
        if (r.recent > limits.most_ratio)
            high += (high.empty() ? "" : ", ") + name + " (" + short_text(r.recent) + ")";
        else if (r.most < limits.least_ratio)
            low += (low.empty() ? "" : ", ") + name + " (" + short_text(r.most) + ")";
    }
    if (!high.empty())
        told.push_back("An update changes these weights by far more than 0.001 of their length: " + high +
                       ". The rate is too high for them.");
    if (!low.empty())
        told.push_back("No update changed these weights by near 0.001 of their length: " + low +
                       ". The rate is too low for them.");
}
}  // namespace detail

/// The first layer whose output has a value that is no finite number; null where none has.
[[nodiscard]] inline const watched_layer* first_not_finite(const std::vector<watched_layer>& layers,
                                                           const layer_snapshot& s) {
    for (std::size_t i = 0; i < layers.size(); ++i)
        if (!s.layers[i].output.finite()) return &layers[i];
    return nullptr;
}

/// Sentences on the last of these steps, and on the ratios of all; none where nothing is wrong.
[[nodiscard, gnu::cold]] inline std::vector<std::string> layer_problems(
    const std::vector<watched_layer>& layers, const std::vector<layer_snapshot>& all,
    const layer_limits& limits = {}) {
    std::vector<std::string> told;
    if (all.empty()) return told;
    if (const watched_layer* const wrong = first_not_finite(layers, all.back())) {
        told.push_back("The first value that is no finite number comes out of " + detail::called(*wrong) +
                       ", at step " + std::to_string(all.back().step) + ".");
        return told;  // whatever follows is of no meaning
    }
    detail::tell_of_outputs(told, layers, all.back(), limits);
    detail::tell_of_gradients(told, layers, all.back(), limits);
    detail::tell_of_ratios(told, all, limits);
    return told;
}

}  // namespace strata::inline STRATA_TARGET
