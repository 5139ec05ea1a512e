// SPDX-License-Identifier: MIT
#pragma once
/// Trials in a file, a line of JSON each, so that a search that was stopped goes on:
///
///     {"settings":{"rate":0.01,"regularization":0.001},"budget":5,"seed":1234,"score":0.75}
///
/// A score that is no finite number is null. A last line that was cut off is written again.
#include <nlohmann/json.hpp>
#include <strata/error.hpp>
#include <strata/search/search_space.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Settings that were tried with a budget, and how good they were.
struct search_trial {
    trial_settings settings;
    double budget = 0;
    std::uint64_t seed = 0;
    double score = 0;

    [[nodiscard]] bool is_of(const trial_settings& s, double of_budget, std::uint64_t of_seed) const {
        return settings == s && budget == of_budget && seed == of_seed;
    }
};

/// A trial as a line, with its end.
[[nodiscard]] inline std::string line_of_trial(const search_trial& t) {
    nlohmann::ordered_json line, settings;
    for (const auto& [name, value] : t.settings.values()) settings[name] = value;
    line["settings"] = settings, line["budget"] = t.budget, line["seed"] = t.seed;
    line["score"] = is_finite(t.score) ? nlohmann::ordered_json(t.score) : nlohmann::ordered_json();
    return line.dump() + '\n';
}

/// The trials of a file; none where there is no file. `end`: how many of its bytes are whole lines. Throws
/// where what has this name cannot be read, or a line is no trial of these parameters.
[[nodiscard]] inline std::vector<search_trial> read_trials(const std::string& path,
                                                           const std::vector<search_range>& space,
                                                           std::size_t& end) {
    std::ifstream file(path, std::ios::binary);
    if (std::error_code ignored;
        std::filesystem::is_directory(path, ignored) || (!file && std::filesystem::exists(path, ignored)))
        throw_error({.problem = "the trials of a search cannot be read",
                     .file = path,
                     .expected = "a file that may be read, or none yet"});
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::vector<search_trial> trials;
    end = 0;
    for (std::size_t line = 1, next; (next = text.find('\n', end)) != std::string::npos; ++line) {
        const auto refuse = [&](const std::string& expected) {
            throw_error({.problem = "the line is no trial of this search",
                         .file = path,
                         .name = "line " + std::to_string(line),
                         .expected = expected,
                         .found = quotable(std::string_view(text).substr(end, next - end)),
                         .advice = "Name another file, or remove this one"});
        };
        const auto json =
            nlohmann::ordered_json::parse(text.begin() + static_cast<std::ptrdiff_t>(end),
                                          text.begin() + static_cast<std::ptrdiff_t>(next), nullptr, false);
        const auto number = [&](const char* name) { return json.contains(name) && json[name].is_number(); };
        if (!json.is_object() || !json.contains("settings") || !json["settings"].is_object() ||
            !number("budget") || !json.contains("seed") || !json["seed"].is_number_integer() ||
            !json.contains("score") || !(json["score"].is_number() || json["score"].is_null()))
            refuse("settings, budget, seed and score");
        std::vector<std::pair<std::string, double>> values;
        for (const search_range& r : space) {
            const auto& settings = json["settings"];
            if (settings.size() != space.size() || !settings.contains(r.name) ||
                !settings[r.name].is_number())
                refuse("a number for each parameter: " + r.name);
            values.emplace_back(r.name, settings[r.name].template get<double>());
        }
        trials.push_back({trial_settings(std::move(values)), json["budget"].template get<double>(),
                          json["seed"].template get<std::uint64_t>(),
                          json["score"].is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                  : json["score"].template get<double>()});
        end = next + 1;
    }
    return trials;
}

}  // namespace strata::inline STRATA_TARGET
