// SPDX-License-Identifier: MIT
#pragma once
/// A training run in a file: what a trainer needs to go on as if it had never stopped, to the bit.
///
///     trainer t{m, softmax_loss{}, adam{}};
///     load_checkpoint(t, "run.safetensors");                 // where there is one
///     checkpoint_every keep{10, t, "run.safetensors"};       // seconds
///     t.fit(train, {.after_step = keep, .after_epoch = keep});
///
/// One safetensors file: the model's tensors as "model.<name>", each array of the update rule as "<slot>.<name>"
/// ("first_moment.0.weight"), and the rest as metadata. Random numbers are counted, not drawn in a row, so that seed and
/// step are all of their state. The file is put in place whole, so that a kill at any moment leaves this checkpoint or the
/// one before. `load` of model_file.hpp reads the model out of it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <strata/exact_number.hpp>
#include <strata/io/model_file.hpp>
#include <strata/target.hpp>
#include <strata/training/trainer.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// "rate=0.001;beta1=0.9": the numbers of an update rule.
template <class Rule>
[[nodiscard]] std::string settings_text(Rule rule) {
    std::string text;
    if constexpr (requires { rule.settings([](const char*, auto&) {}); })
        rule.settings([&](const char* name, auto& number) {
            if (!text.empty()) text += ';';
            text.append(name).append("=").append(exact_text(static_cast<double>(number)));
        });
    return text;
}

/// The parts of a text between separators.
[[nodiscard]] inline std::vector<std::string> text_parts(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// Everything of a trainer that has a shape, under the names of a checkpoint.
template <class Trainer>
[[nodiscard]] auto checkpoint_tensors(Trainer& t) {
    auto all = t.trained_model().tensors();
    for (auto& tensor : all) tensor.name = checkpoint_model_prefix + tensor.name;
    for (std::size_t s = 0; s < Trainer::rule_type::slot_names.size(); ++s)
        for (auto& tensor : t.slot(s)) {
            all.push_back(tensor);
            all.back().name = std::string(Trainer::rule_type::slot_names[s]) + "." + tensor.name;
        }
    return all;
}

/// What has to be the same in the program that goes on, for the bits to be the same.
template <class Trainer>
[[nodiscard]] std::map<std::string, std::string> checkpoint_identity(Trainer& t) {
    std::map<std::string, std::string> facts{{"format", checkpoint_format},
                                             {"network", network_text<typename Trainer::network_type>()},
                                             {"precision", std::string(dtype_of<typename Trainer::T>)},
                                             {"loss", layer_text<typename Trainer::loss_type>()},
                                             {"rule", layer_text<typename Trainer::rule_type>()},
                                             {"rule_settings", settings_text(t.first_rule())},
                                             {"seed", exact_text(t.trained_model().random_seed().value)}};
    for (const char* name : {"loss", "rule"}) std::erase(facts[name], ' ');
    return facts;
}

/// Writes the trainer's state, whole or not at all. Errors: those of `save_safetensors`; an earlier file is then as it was.
template <class Trainer>
void save_checkpoint(Trainer& t, const std::filesystem::path& path) {
    const training_position& p = t.position();
    std::map<std::string, std::string> metadata = checkpoint_identity(t);
    metadata["rule_settings_now"] = settings_text(t.rule());
    metadata["step"] = exact_text(p.step);
    metadata["epoch"] = exact_text(p.epoch);
    metadata["sample"] = exact_text(p.sample);
    metadata["loss_sum"] = exact_text(p.loss_sum);
    metadata["correct"] = exact_text(p.correct);
    metadata["batch"] = exact_text(p.batch);
    metadata["samples"] = exact_text(p.samples);
    std::string& history = metadata["history"];
    for (const epoch_record& e : t.history()) {
        for (const double number : {e.loss, e.accuracy, e.validation_loss, e.validation_accuracy})
            history.append(exact_text(number)).append(" ");
        history.back() = ';';
    }
    save_safetensors(path, checkpoint_tensors(t), metadata);
}

/// The metadata of a checkpoint; every error names the file and the entry.
class checkpoint_facts {
public:
    explicit checkpoint_facts(const safetensors_file& file) : file_(file.path()), facts_(file.metadata()) {}

    [[nodiscard]] const std::string& text(const std::string& key) const {
        const auto at = facts_.find(key);
        if (at == facts_.end()) refuse(key, "the checkpoint lacks this entry");
        return at->second;
    }
    /// A number from `least` to `most`, never infinite.
    template <class Number>
    [[nodiscard]] Number number(const std::string& key, Number least, Number most) const {
        return parsed<Number>(key, text(key), least, most);
    }
    template <class Number>
    [[nodiscard]] Number parsed(const std::string& key, const std::string& text, Number least,
                                Number most) const {
        const auto number = exact_number<Number>(text);
        if (!number || is_nan(static_cast<double>(*number)) || *number < least || *number > most)
            refuse(key, "the entry is not a number that can stand here", {}, text);
        return *number;
    }
    [[noreturn]] void refuse(const std::string& key, const std::string& problem, const std::string& expected = {},
                             const std::string& found = {}, const std::string& advice = {}) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = key,
                     .expected = quotable(expected),
                     .found = quotable(found),
                     .advice = advice});
    }

    /// Throws at the first entry that is not as the trainer has it; of the network it says the first layer that differs.
    void check_identity(const std::map<std::string, std::string>& wanted) const {
        const auto format = facts_.find("format");
        if (format == facts_.end() || format->second != wanted.at("format"))
            refuse("format", "this is not a checkpoint that can be read here", wanted.at("format"),
                   format == facts_.end() ? "none" : format->second,
                   "A file of a model alone is loaded with load(model, path).");
        for (const char* key : {"network", "precision", "loss", "rule", "rule_settings", "seed"}) {
            std::string expected = wanted.at(key), found = text(key);
            if (expected == found) continue;
            if (key == std::string_view("network")) first_difference(expected, found);
            refuse(key, "the checkpoint is of another run", expected, found,
                   "Nothing was loaded; going on would not give what the run would have given.");
        }
    }

private:
    static void first_difference(std::string& expected, std::string& found) {
        const auto a = text_parts(expected, ';'), b = text_parts(found, ';');
        std::size_t i = 0;
        while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
        const std::string place = i == 0 ? "the input " : "layer " + std::to_string(i) + " ";
        expected = place + (i < a.size() ? a[i] : "absent");
        found = i < b.size() ? b[i] : "none";
    }

    std::string file_;
    std::map<std::string, std::string> facts_;
};

/// Puts a trainer and its model where the checkpoint was taken. `fit` then goes on and gives the same bits as never having
/// stopped. Everything is read and checked before anything changes. Errors: those of `safetensors_file` and
/// `read_safetensors`; no checkpoint; one of another network, precision, loss, rule, settings or seed; entries that
/// contradict each other. Another batch size or number of samples is refused by `fit`.
template <class Trainer>
void load_checkpoint(Trainer& t, const safetensors_file& file) {
    const checkpoint_facts facts(file);
    facts.check_identity(checkpoint_identity(t));

    training_position p;
    constexpr int most = std::numeric_limits<int>::max();
    constexpr double most_double = std::numeric_limits<double>::max();
    p.step = facts.number<int64>("step", 0, int64{1} << 53);
    p.epoch = facts.number<int>("epoch", 0, most - 1);
    p.samples = facts.number<int64>("samples", 0, most);
    p.sample = facts.number<int64>("sample", 0, most);
    p.batch = facts.number<int>("batch", 0, most);
    p.loss_sum = facts.number<double>("loss_sum", -most_double, most_double);
    p.correct = facts.number<int64>("correct", 0, std::numeric_limits<int64>::max());
    std::vector<epoch_record> history;
    for (const std::string& record : text_parts(facts.text("history"), ';')) {
        const auto numbers = text_parts(record, ' ');
        if (numbers.size() != 4) facts.refuse("history", "an epoch has four numbers", "4", std::to_string(numbers.size()));
        const auto number = [&](std::size_t i) {
            return facts.parsed<double>("history", numbers[i], -most_double, most_double);
        };
        history.push_back({number(0), number(1), number(2), number(3)});
    }
    if (p.sample > p.samples || p.correct > p.sample * Trainer::labels_a_sample ||
        history.size() != static_cast<std::size_t>(p.epoch) || (p.sample > 0 && p.batch == 0) ||
        (p.sample < p.samples && p.batch > 0 && p.sample % p.batch != 0))
        facts.refuse("sample", "the place in the epoch contradicts the other entries",
                     "at most " + std::to_string(p.samples) + " samples and one record for each epoch", std::to_string(p.sample));

    auto rule = t.rule();
    if constexpr (requires { rule.settings([](const char*, auto&) {}); }) {
        const auto now = text_parts(facts.text("rule_settings_now"), ';');
        std::size_t i = 0;
        rule.settings([&]<class Number>(const char* name, Number& setting) {
            const std::string start = std::string(name) + "=";
            const std::string entry = i < now.size() ? now[i++] : "none";
            if (!entry.starts_with(start))
                facts.refuse("rule_settings_now", "a setting is missing", start + "number", entry);
            using limits = std::numeric_limits<Number>;
            const double value = facts.parsed<double>("rule_settings_now", entry.substr(start.size()),
                                                      static_cast<double>(limits::lowest()),
                                                      static_cast<double>(limits::max()));
            setting = static_cast<Number>(value);
            if (static_cast<double>(setting) != value)
                facts.refuse("rule_settings_now", "the setting cannot have this value", {}, entry);
        });
        if (i != now.size())
            facts.refuse("rule_settings_now", "there are more settings than the rule has", std::to_string(i),
                         std::to_string(now.size()));
    }

    const auto tensors = checkpoint_tensors(t);
    const auto values = read_safetensors(file, tensors);
    check_finite(file.path(), tensors, values);
    assign_elements(tensors, values);
    t.rule() = rule;
    t.resume_from(p, std::move(history));
}
template <class Trainer>
void load_checkpoint(Trainer& t, const std::filesystem::path& path) {
    if (!std::filesystem::exists(path))
        throw_error({.problem = "there is no checkpoint",
                     .file = path.string(),
                     .advice = "Begin the run without one."});
    load_checkpoint(t, safetensors_file(path));
}

/// Saves a checkpoint when so many seconds have passed since the last one, and when an epoch has been finished since: for
/// `fit_options::after_step` and `after_epoch`. Copies share one clock. The trainer has to outlive it. Where a schedule sets
/// the rule after each step too, call the schedule first: a checkpoint holds the rule of the step to come.
template <class Trainer>
class checkpoint_every {
public:
    checkpoint_every(double seconds, Trainer& t, std::filesystem::path path)
        : shared_(std::make_shared<state>(state{t, std::move(path), std::chrono::duration<double>(seconds), clock::now(), t.position().epoch})) {}

    /// Returns true: training goes on. Errors: those of `save_checkpoint`.
    bool operator()() const {
        state& s = *shared_;
        if (clock::now() - s.saved < s.interval && s.trained.position().epoch == s.epoch) return true;
        save_checkpoint(s.trained, s.path);
        s.saved = clock::now();
        s.epoch = s.trained.position().epoch;
        return true;
    }

private:
    using clock = std::chrono::steady_clock;
    struct state {
        Trainer& trained;
        std::filesystem::path path;
        std::chrono::duration<double> interval;
        clock::time_point saved;
        int epoch;
    };
    std::shared_ptr<state> shared_;
};

}  // namespace strata::inline STRATA_TARGET
