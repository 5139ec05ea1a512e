// SPDX-License-Identifier: MIT
#pragma once
/// A training run in a file: what a trainer needs to go on as if it had never stopped, to the bit.
///
///     trainer t{m, softmax_loss{}, adam{}};
///     load_checkpoint(t, "run.safetensors");                 // where there is one
///     t.fit(train, {.callbacks = {checkpoint_every{10, t, "run.safetensors"}}});      // seconds
///
/// One safetensors file: the model's tensors as "model.<name>", each array of the update rule and the stages
/// as
/// "<slot>.<name>" ("first_moment.0.weight"), and the rest as metadata. Random numbers are counted, not drawn
/// in a row, so that seed and step are all of their state. The file is put in place whole, so that a kill at
/// any moment leaves this checkpoint or the one before. `load` of model_file.hpp reads the model out of it.
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

/// "rate=0.001;beta1=0.9": the numbers that something says of itself by `settings(visit)`.
template <class Told>
[[nodiscard]] std::string settings_text(Told told) {
    std::string text;
    const auto visit = [&](const auto& name, auto& number) {
        if (!text.empty()) text += ';';
        text.append(name).append("=").append(exact_text(static_cast<double>(number)));
    };
    if constexpr (requires { told.settings(visit); }) told.settings(visit);
    return text;
}
/// "right=12;answers=24": the numbers that something keeps, by `state(visit)`.
template <class Kept>
[[nodiscard]] std::string state_text(Kept& kept) {
    std::string text;
    kept.state([&](const auto& name, auto& number) {
        if (!text.empty()) text += ';';
        text.append(name).append("=").append(exact_text(number));
    });
    return text;
}
/// What a callback is and keeps, in a line; empty where it has no numbers at all.
[[nodiscard]] inline std::string callback_identity(const callback& c) {
    std::string text;
    c.settings([&](const std::string& name, double& number) {
        text.append(";").append(name).append("=").append(exact_text(number));
    });
    return text.empty() ? text : c.name() + text;
}
[[nodiscard]] inline std::string callback_state(const callback& c) {
    std::string text;
    c.state([&](const std::string& name, double& number) {
        text.append(text.empty() ? "" : ";").append(name).append("=").append(exact_text(number));
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
    const std::vector<std::string> arrays = t.updates().slot_names();
    for (std::size_t s = 0; s < arrays.size(); ++s)
        for (auto& tensor : t.updates().slot(s)) {
            all.push_back(tensor);
            all.back().name = arrays[s] + "." + tensor.name;
        }
    return all;
}

/// "accuracy;top 5": metrics by name.
template <class... M>
[[nodiscard]] std::string metric_names(const metric_list<M...>&) {
    std::string text;
    ((text.append(text.empty() ? "" : ";").append(M::name)), ...);
    return text;
}
/// "clip_by_norm:most=1": stages in order.
template <class... S>
[[nodiscard]] std::string stages_text(const std::tuple<S...>& stages) {
    return std::apply(
        [](const auto&... stage) {
            std::string text;
            ((text.append(text.empty() ? "" : " ")
                  .append(layer_text<std::remove_cvref_t<decltype(stage)>>())
                  .append(":")
                  .append(settings_text(stage))),
             ...);
            return text;
        },
        stages);
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
    for (const auto& [key, text] : t.waiting_callbacks().entries) metadata[key] = text;
    for (std::size_t k = 0; k < t.callbacks().size(); ++k) {
        const std::string identity = callback_identity(t.callbacks()[k]),
                          kept = callback_state(t.callbacks()[k]);
        if (identity.empty() && kept.empty()) continue;
        metadata["callback." + std::to_string(k)] = identity;
        metadata["callback_state." + std::to_string(k)] = kept;
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
    [[nodiscard]] bool has(const std::string& key) const { return facts_.contains(key); }
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
    [[noreturn]] void refuse(const std::string& key, const std::string& problem,
                             const std::string& expected = {}, const std::string& found = {},
                             const std::string& advice = {}) const {
        throw_error({.problem = problem,
                     .file = file_,
                     .name = key,
                     .expected = quotable(expected),
                     .found = quotable(found),
                     .advice = advice});
    }

    /// Throws at the first entry that is not as the trainer has it; of the network it says the first layer
    /// that differs.
    void check_identity(const std::map<std::string, std::string>& wanted) const {
        const auto format = facts_.find("format");
        if (format == facts_.end() || format->second != wanted.at("format"))
            refuse("format", "this is not a checkpoint that can be read here", wanted.at("format"),
                   format == facts_.end() ? "none" : format->second,
                   "A file of a model alone is loaded with load(model, path).");
        for (const char* key : {"network", "precision", "loss", "loss_settings", "rule", "rule_settings",
                                "stages", "segments", "metrics", "seed"}) {
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

/// Gives callbacks what they had kept. Throws, before it changes one, where they are others than those of the
/// checkpoint.
inline void restore_callbacks(const checkpoint_facts& facts,
                              const std::map<std::size_t, std::pair<std::string, std::string>>& kept,
                              const std::vector<callback>& now) {
    const auto refuse = [&](std::size_t k, const std::string& expected, const std::string& found) {
        facts.refuse("callback." + std::to_string(k), "the run that is to go on had another callback",
                     expected, found, "Go on with the same ones, in the same order, or begin anew.");
    };
    for (int time = 0; time < 2; ++time)
        for (const auto& [number_of_callback, texts] : kept) {
            const std::size_t k = number_of_callback;  // a lambda of clang 14 takes no part of a pair
            const std::string found = k < now.size() ? callback_identity(now[k]) : "none";
            if (found != texts.first) refuse(k, texts.first, found);
            const auto entries = text_parts(texts.second, ';');
            std::size_t i = 0;
            now[k].state([&](const std::string& name, double& number) {
                const std::string start = name + "=", entry = i < entries.size() ? entries[i++] : "none";
                if (!entry.starts_with(start)) refuse(k, start + "number", entry);
                constexpr double most = std::numeric_limits<double>::max();
                const double value = facts.parsed<double>("callback_state." + std::to_string(k),
                                                          entry.substr(start.size()), -most, most);
                if (time == 1) number = value;
            });
            if (i != entries.size())
                refuse(k, std::to_string(entries.size()) + " numbers", std::to_string(i));
        }
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

    training_position p;
    constexpr int most = std::numeric_limits<int>::max();
    constexpr double most_double = std::numeric_limits<double>::max();
    p.step = facts.number<int64>("step", 0, int64{1} << 53);
    p.epoch = facts.number<int>("epoch", 0, most - 1);
    p.samples = facts.number<int64>("samples", 0, most);
    p.sample = facts.number<int64>("sample", 0, most);
    p.batch = facts.number<int>("batch", 0, most);
    p.loss_sum = facts.number<double>("loss_sum", -most_double, most_double);
    const optimizer_counts counts{.steps = facts.number<int64>("updates", 0, p.step),
                                  .backward_passes = facts.number<int64>("backward_passes", 0, p.step)};
    const std::vector<std::string> names = text_parts(metric_names(t.metrics()), ';');
    std::vector<epoch_record> history;
    for (const std::string& record : text_parts(facts.text("history"), ';')) {
        const auto numbers = text_parts(record, ' ');
        const std::size_t without = 2 + names.size(), with = without + names.size();
        if (numbers.size() != without && numbers.size() != with)
            facts.refuse("history", "an epoch has two losses and its metrics",
                         std::to_string(without) + " or " + std::to_string(with) + " numbers",
                         std::to_string(numbers.size()));
        const auto number = [&](std::size_t i) {
            return facts.parsed<double>("history", numbers[i], -most_double, most_double);
        };
        epoch_record e{number(0), number(1)};
        for (std::size_t i = 2; i < numbers.size(); ++i)
            (i < without ? e.metrics : e.validation_metrics)
                .push_back({names[(i - 2) % names.size()], number(i)});
        history.push_back(std::move(e));
    }
    if (p.sample > p.samples || history.size() != static_cast<std::size_t>(p.epoch) ||
        (p.sample > 0 && p.batch == 0) || (p.sample < p.samples && p.batch > 0 && p.sample % p.batch != 0))
        facts.refuse("sample", "the place in the epoch contradicts the other entries",
                     "at most " + std::to_string(p.samples) + " samples and one record for each epoch",
                     std::to_string(p.sample));

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

    auto metrics = t.metrics();
    std::size_t metric_number = 0;
    const auto restore_metric = [&](auto& metric) {
        const std::string key = "metric." + std::to_string(metric_number++);
        const auto entries = text_parts(facts.text(key), ';');
        std::size_t i = 0;
        metric.state([&]<class Number>(const auto& name, Number& number) {
            const std::string start = std::string(name) + "=",
                              entry = i < entries.size() ? entries[i++] : "none";
            if (!entry.starts_with(start))
                facts.refuse(key, "a number of the metric is missing", start + "number", entry);
            using limits = std::numeric_limits<Number>;
            number = facts.parsed<Number>(key, entry.substr(start.size()), limits::lowest(), limits::max());
        });
    };
    std::apply([&](auto&... metric) { (restore_metric(metric), ...); }, metrics.metrics);
    std::map<std::size_t, std::pair<std::string, std::string>> callbacks;
    resumed_callbacks waiting;
    for (std::size_t k = 0; k < 1000; ++k) {
        const std::string key = "callback." + std::to_string(k),
                          state_key = "callback_state." + std::to_string(k);
        if (!facts.has(key)) continue;
        callbacks[k] = {facts.text(key), facts.text(state_key)};
        waiting.entries.insert({{key, facts.text(key)}, {state_key, facts.text(state_key)}});
    }
    if (!callbacks.empty())
        waiting.restore = [facts, callbacks](const std::vector<callback>& now) {
            restore_callbacks(facts, callbacks, now);
        };

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

/// Saves a checkpoint when so many seconds have passed since the last one, and when an epoch has been
/// finished since: a callback. Copies share one clock. The trainer has to outlive it. Let it be the last in
/// the list, so that what the others keep is of the same moment.
template <class Trainer>
class checkpoint_every {
public:
    checkpoint_every(double seconds, Trainer& t, std::filesystem::path path)
        : shared_(std::make_shared<kept>(kept{t, std::move(path), std::chrono::duration<double>(seconds),
                                              clock::now(), t.position().epoch})) {}

    /// Errors: those of `save_checkpoint`.
    void operator()(training_moment& now) const {
        if (now.event == training_event::after_step || now.event == training_event::after_epoch) (*this)();
    }
    void operator()() const {
        kept& s = *shared_;
        if (clock::now() - s.saved < s.interval && s.trained.position().epoch == s.epoch) return;
        save_checkpoint(s.trained, s.path);
        s.saved = clock::now();
        s.epoch = s.trained.position().epoch;
    }

private:
    using clock = std::chrono::steady_clock;
    struct kept {
        Trainer& trained;
        std::filesystem::path path;
        std::chrono::duration<double> interval;
        clock::time_point saved;
        int epoch;
    };
    std::shared_ptr<kept> shared_;
};

}  // namespace strata::inline STRATA_TARGET
