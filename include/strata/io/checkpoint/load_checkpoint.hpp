// SPDX-License-Identifier: MIT
#pragma once
/// A training run out of a file.
#include <filesystem>
#include <limits>
#include <strata/error.hpp>
#include <strata/io/checkpoint/checkpoint_callbacks.hpp>
#include <strata/io/checkpoint/checkpoint_facts.hpp>
#include <strata/io/checkpoint/checkpoint_identity.hpp>
#include <strata/io/checkpoint/checkpoint_tensors.hpp>
#include <strata/io/load_safetensors.hpp>
#include <strata/io/model_file.hpp>
#include <strata/target.hpp>
#include <strata/training/history.hpp>
#include <strata/training/optimizer.hpp>
#include <strata/training/training_position.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The place of a run, without what contradicts itself.
[[nodiscard]] inline training_position read_position(const checkpoint_facts& facts) {
    constexpr int most = std::numeric_limits<int>::max();
    constexpr double most_double = std::numeric_limits<double>::max();
    training_position p;
    p.step = facts.number<int64>("step", 0, int64{1} << 53);
    p.epoch = facts.number<int>("epoch", 0, most - 1);
    p.samples = facts.number<int64>("samples", 0, most);
    p.sample = facts.number<int64>("sample", 0, most);
    p.batch = facts.number<int>("batch", 0, most);
    p.loss_sum = facts.number<double>("loss_sum", -most_double, most_double);
    return p;
}
/// How far its optimizer has come in so many steps.
[[nodiscard]] inline optimizer_counts read_counts(const checkpoint_facts& facts, int64 steps) {
    return {.steps = facts.number<int64>("updates", 0, steps),
            .backward_passes = facts.number<int64>("backward_passes", 0, steps)};
}

/// The figures of the epochs that are finished; `names`: of the metrics.
[[nodiscard]] inline std::vector<epoch_record> read_history(const checkpoint_facts& facts,
                                                            const std::vector<std::string>& names) {
    std::vector<epoch_record> history;
    for (const std::string& record : text_parts(facts.text("history"), ';')) {
        const auto numbers = text_parts(record, ' ');
        const std::size_t without = 2 + names.size(), with = without + names.size();
        if (numbers.size() != without && numbers.size() != with)
            facts.refuse("history", "an epoch has two losses and its metrics",
                         std::to_string(without) + " or " + std::to_string(with) + " numbers",
                         std::to_string(numbers.size()));
        const auto number = [&](std::size_t i) {
            constexpr double most = std::numeric_limits<double>::max();
            return facts.parsed<double>("history", numbers[i], -most, most);
        };
        epoch_record e{number(0), number(1)};
        for (std::size_t i = 2; i < numbers.size(); ++i)
            (i < without ? e.metrics : e.validation_metrics)
                .push_back({names[(i - 2) % names.size()], number(i)});
        history.push_back(std::move(e));
    }
    return history;
}
/// Throws where a place and the records of so many epochs contradict each other.
inline void check_position(const checkpoint_facts& facts, const training_position& p, std::size_t epochs) {
    if (p.sample > p.samples || epochs != static_cast<std::size_t>(p.epoch) ||
        (p.sample > 0 && p.batch == 0) || (p.sample < p.samples && p.batch > 0 && p.sample % p.batch != 0))
        facts.refuse("sample", "the place in the epoch contradicts the other entries",
                     "at most " + std::to_string(p.samples) + " samples and one record for each epoch",
                     std::to_string(p.sample));
}

/// Gives a rule the settings that it had.
template <class Rule>
void read_rule(const checkpoint_facts& facts, Rule& rule) {
    if constexpr (requires { rule.settings([](const char*, auto&) {}); }) {
        const std::string key = "rule_settings_now";
        named_numbers now(facts, key, facts.text(key));
        rule.settings([&]<class Number>(const char* name, Number& setting) {
            using limits = std::numeric_limits<Number>;
            const auto value = now.next<double>(
                name, static_cast<double>(limits::lowest()), static_cast<double>(limits::max()),
                [&](const std::string& expected, const std::string& entry) {
                    facts.refuse(key, "a setting is missing", expected, entry);
                });
            setting = static_cast<Number>(value);
            if (static_cast<double>(setting) != value)
                facts.refuse(key, "the setting cannot have this value", {}, now.last());
        });
        if (now.read() != now.count())
            facts.refuse(key, "there are more settings than the rule has", std::to_string(now.read()),
                         std::to_string(now.count()));
    }
}

/// Gives metrics the numbers that they had.
template <class... M>
void read_metrics(const checkpoint_facts& facts, metric_list<M...>& list) {
    std::size_t number_of_metric = 0;
    const auto read = [&](auto& metric) {
        const std::string key = "metric." + std::to_string(number_of_metric++);
        named_numbers entries(facts, key, facts.text(key));
        metric.state([&]<class Number>(const auto& name, Number& number) {
            using limits = std::numeric_limits<Number>;
            number = entries.next<Number>(name, limits::lowest(), limits::max(),
                                          [&](const std::string& expected, const std::string& entry) {
                                              facts.refuse(key, "a number of the metric is missing", expected,
                                                           entry);
                                          });
        });
    };
    std::apply([&](auto&... metric) { (read(metric), ...); }, list.metrics);
}

/// Puts a trainer and its model where the checkpoint was taken. `fit` then goes on and gives the same bits as
/// never having stopped. Everything is read and checked before anything changes. Errors: those of
/// `safetensors_file` and `read_safetensors`; no checkpoint; one of another network, precision, loss, rule,
/// settings or seed; entries that contradict each other. Another batch size or number of samples is refused
/// by `fit`.
template <class Trainer>
void load_checkpoint(Trainer& t, const safetensors_file& file) {
    const checkpoint_facts facts(file);
    facts.check_identity(checkpoint_identity(t));

    const training_position p = read_position(facts);
    const optimizer_counts counts = read_counts(facts, p.step);
    std::vector<epoch_record> history = read_history(facts, text_parts(metric_names(t.metrics()), ';'));
    check_position(facts, p, history.size());
    auto rule = t.rule();
    read_rule(facts, rule);
    auto metrics = t.metrics();
    read_metrics(facts, metrics);
    resumed_callbacks waiting = read_callbacks(facts);
    const auto tensors = checkpoint_tensors(t);
    const auto values = read_safetensors(file, tensors);
    check_finite(file.path(), tensors, values);
    assign_elements(tensors, values);
    t.rule() = rule;
    t.metrics() = metrics;
    t.updates().resume_from(counts);
    t.resume_from(p, std::move(history), std::move(waiting), facts.text("fitted"));
}
template <class Trainer>
void load_checkpoint(Trainer& t, const std::filesystem::path& path) {
    if (!std::filesystem::exists(path))
        throw_error({.problem = "there is no checkpoint",
                     .file = path.string(),
                     .advice = "Begin the run without one."});
    load_checkpoint(t, safetensors_file(path));
}

}  // namespace strata::inline STRATA_TARGET
