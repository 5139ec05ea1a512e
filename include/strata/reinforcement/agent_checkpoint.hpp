// SPDX-License-Identifier: MIT
#pragma once
/// An agent in a file: what a training that was killed needs to go on as if it had never stopped, to the bit.
///
///     dqn agent{m, cart_pole{}, adam{.rate = 1e-3}};
///     if (std::filesystem::exists(file)) load_agent(agent, file);
///     agent.train(60'000, [&](double) {
///         if (agent.steps() % 10'000 == 0) save_agent(agent, file);
///     });
///
/// One safetensors file: parameters, arrays of the update rule and the replay as tensors, counts and episodes
/// as metadata. Random numbers are counted, not drawn in a row, so that they have no state; and an
/// environment is where its episode's stream and the actions since have led it, so that these are kept, and
/// played again. The file is put in place whole.
#include <array>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <strata/exact_number.hpp>
#include <strata/graph/layer_text.hpp>
#include <strata/io/checkpoint/checkpoint_facts.hpp>
#include <strata/io/checkpoint/numbers_as_text.hpp>
#include <strata/io/load_safetensors.hpp>
#include <strata/io/model_file.hpp>
#include <strata/io/save_safetensors.hpp>
#include <strata/reinforcement/environments.hpp>
#include <strata/reinforcement/training_span.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

inline constexpr const char* agent_format = "strata-agent-1";

namespace detail {

template <class Number>
[[nodiscard]] std::string joined(const std::vector<Number>& all) {
    std::string text;
    for (const Number& x : all) {
        if constexpr (requires { x.size(); })
            for (const double number : x) text.append(exact_text(number)).append(" ");
        else
            text.append(exact_text(x)).append(" ");
    }
    return text;
}
/// What has to be the same in the program that goes on: entries that begin with "is ".
inline constexpr const char* identity = "is ";

/// What agents say of themselves by `keep`: as tensors, entries, and what has to be the same.
class agent_writer {
public:
    std::vector<named_tensor<float>> tensors;
    std::map<std::string, std::string> entries{{"format", agent_format}};

    void same(const std::string& name, const std::string& text) { entries[identity + name] = text; }
    template <class Number>
    void number(const std::string& name, Number& n, Number = {}) {
        entries[name] = exact_text(n);
    }
    /// What is to be done when all has been read.
    template <class Change>
    void then(const Change&) {}
    /// Each as a float, which is exact for what is kept so.
    template <class Numbers>
    void numbers(const std::string& name, Numbers& all, double = 0, double = 0) {
        flattened_.emplace_back();
        each(all, [&](auto& x) { flattened_.back().push_back(static_cast<float>(x)); });
        tensors.push_back(flat(name, flattened_.back()));
    }
    template <class Model>
    void model(const std::string& name, Model& m) {
        same(name,
             network_text<typename Model::network_type>() + " seed " + exact_text(m.random_seed().value));
        add(name, m.tensors());
    }
    template <class Optimizer>
    void optimizer(const std::string& name, Optimizer& o) {
        same(name, layer_text<typename Optimizer::rule_type>() + " " + settings_text(o.rule()) + " " +
                       o.segments().settings_text());
        const auto slots = o.slot_names();
        for (std::size_t s = 0; s < slots.size(); ++s) add(name + "." + slots[s], o.slot(s));
        entries[name + ".updates"] = exact_text(o.counts().steps);
        entries[name + ".passes"] = exact_text(o.counts().backward_passes);
        entries[name + ".factor"] = exact_text(o.rate_factor());
    }
    template <class Run>
    void run(const std::string& name, Run& r) {
        entries[name] = exact_text(r.step());
    }
    template <class E>
    void environment(environments<E>& all) {
        same("environment", std::string(name_of_environment<E>()) + ", " + std::to_string(all.count()) +
                                " copies, " + std::to_string(E::observation::size) + " numbers seen, " +
                                std::to_string(E::action::count) + " actions");
        entries["environment.steps"] = exact_text(all.steps());
        entries["environment.episodes"] = joined(all.begun());
        for (int i = 0; i < all.count(); ++i)
            entries["environment.actions." + std::to_string(i)] = joined(all.taken(i));
        entries["environment.seen"] = joined(std::vector<float>(all.seen().begin(), all.seen().end()));
    }
    void history(std::vector<played_episode>& played) {
        std::string& text = entries["history"];
        for (const played_episode& e : played)
            text.append(exact_text(e.step))
                .append(" ")
                .append(exact_text(e.total))
                .append(" ")
                .append(exact_text(e.length))
                .append(";");
    }
    void span(training_span& s, std::int64_t now) {
        entries["call.first"] = exact_text(s.first), entries["call.amount"] = exact_text(s.amount);
        entries["call.goes_on"] = s.over(now) ? "0" : "1";
    }

    /// Each number of a list of numbers, or of lists of them.
    template <class Numbers, class Visit>
    static void each(Numbers& all, Visit&& visit) {
        for (auto& x : all) {
            if constexpr (requires { x.size(); })
                for (auto& y : x) visit(y);
            else
                visit(x);
        }
    }
    [[nodiscard]] static named_tensor<float> flat(const std::string& name, std::vector<float>& all) {
        return {name, {static_cast<std::ptrdiff_t>(all.size())}, {1}, all.data()};
    }

private:
    void add(const std::string& name, std::vector<named_tensor<float>> all) {
        for (auto& tensor : all) tensor.name = name + "." + tensor.name, tensors.push_back(tensor);
    }
    std::deque<std::vector<float>> flattened_;
};

/// Reads what a writer wrote. Nothing changes before `put`: what is to be done then is noted.
class agent_reader {
public:
    agent_reader(const safetensors_file& file, const agent_writer& now) : facts_(file) {
        if (!facts_.has("format") || facts_.text("format") != agent_format)
            facts_.refuse("format", "this is not a checkpoint of an agent", agent_format,
                          facts_.has("format") ? facts_.text("format") : "none");
        const std::string start = identity;
        for (const auto& [key, wanted] : now.entries)
            if (key.starts_with(start) && facts_.text(key) != wanted)
                facts_.refuse(key.substr(start.size()), "the checkpoint is of another agent or environment",
                              wanted, facts_.text(key), "Nothing was loaded.");
        tensors_ = now.tensors;
        values_ = read_safetensors(file, tensors_, "");
        check_finite(file.path(), tensors_, values_);
    }
    void same(const std::string&, const std::string&) {}
    template <class Change>
    void then(Change change) {
        then_.push_back(change);
    }
    template <class Number>
    void number(const std::string& name, Number& n, Number least = std::numeric_limits<Number>::lowest()) {
        const auto value = facts_.number<Number>(name, least, std::numeric_limits<Number>::max());
        then_.push_back([&n, value] { n = value; });
    }
    /// Each has to be within [least, largest].
    template <class Numbers>
    void numbers(const std::string& name, Numbers& all, double least = -1e300, double largest = 1e300) {
        std::size_t at = 0;
        while (tensors_[at].name != name) ++at;
        for (const float x : values_[at])
            if (static_cast<double>(x) < least || static_cast<double>(x) > largest)
                facts_.refuse(name, "it holds a number that cannot be",
                              short_text(least, 6) + " to " + short_text(largest, 6), exact_text(x),
                              "Nothing was loaded.");
        then_.push_back([this, at, &all] {
            auto next = values_[at].begin();
            agent_writer::each(all,
                               [&](auto& x) { x = static_cast<std::remove_cvref_t<decltype(x)>>(*next++); });
        });
    }
    template <class Model>
    void model(const std::string& name, Model& m) {
        put_tensors(name + ".", m.tensors());
    }
    template <class Optimizer>
    void optimizer(const std::string& name, Optimizer& o) {
        const auto slots = o.slot_names();
        for (std::size_t s = 0; s < slots.size(); ++s) put_tensors(name + "." + slots[s] + ".", o.slot(s));
        const optimizer_counts counts{.steps = facts_.number<int64>(name + ".updates", 0, most),
                                      .backward_passes = facts_.number<int64>(name + ".passes", 0, most)};
        const auto factor = facts_.number<double>(name + ".factor", 0, 1e30);
        then_.push_back([&o, counts, factor] { o.resume_from(counts), o.rate_factor(factor); });
    }
    template <class Run>
    void run(const std::string& name, Run& r) {
        const auto step = facts_.number<int64>(name, 0, most);
        then_.push_back([&r, step] { r.set_step(step); });
    }
    template <class E>
    void environment(environments<E>& all) {
        environments<E> played = all;
        std::vector<std::vector<typename E::action::type>> taken;
        for (int i = 0; i < all.count(); ++i)
            taken.push_back(list<typename E::action::type>("environment.actions." + std::to_string(i)));
        const bool same =
            played.resume_from(facts_.number<std::int64_t>("environment.steps", 0, most),
                               list<std::uint64_t>("environment.episodes"), std::move(taken)) &&
            list<float>("environment.seen") == std::vector<float>(played.seen().begin(), played.seen().end());
        if (!same)
            facts_.refuse("environment",
                          "its actions lead elsewhere here: the checkpoint is of another "
                          "environment, or of one with other numbers",
                          {}, {}, "Nothing was loaded.");
        then_.push_back([&all, played] { all = played; });
    }
    void history(std::vector<played_episode>& played) {
        std::vector<played_episode> read;
        for (const std::string& record : text_parts(facts_.text("history"), ';')) {
            const auto parts = text_parts(record, ' ');
            if (parts.size() != 3)
                facts_.refuse("history", "an episode has a step, a sum and a length", "3 numbers",
                              std::to_string(parts.size()));
            constexpr double largest = std::numeric_limits<double>::max();
            read.push_back({facts_.parsed<std::int64_t>("history", parts[0], 0, most),
                            facts_.parsed<double>("history", parts[1], -largest, largest),
                            facts_.parsed<int>("history", parts[2], 0, std::numeric_limits<int>::max())});
        }
        then_.push_back([&played, read] { played = read; });
    }
    void span(training_span& s, std::int64_t) {
        const training_span read{facts_.number<std::int64_t>("call.first", 0, most),
                                 facts_.number<std::int64_t>("call.amount", 0, most),
                                 facts_.number<int>("call.goes_on", 0, 1) == 1};
        then_.push_back([&s, read] { s = read; });
    }
    /// Does what was noted.
    void put() {
        for (const auto& change : then_) change();
    }

private:
    static constexpr std::int64_t most = std::int64_t{1} << 53;

    void put_tensors(const std::string& prefix, const std::vector<named_tensor<float>>& wanted) {
        for (const auto& tensor : wanted)
            for (std::size_t k = 0; k < tensors_.size(); ++k)
                if (tensors_[k].name == prefix + tensor.name)
                    then_.push_back([this, tensor, k] { assign_elements<float>({tensor}, {values_[k]}); });
    }
    template <class Element>
    [[nodiscard]] std::vector<Element> list(const std::string& key) const {
        std::vector<Element> all;
        const auto parts = text_parts(facts_.text(key), ' ');
        const auto parse = [&]<class Number>(const std::string& text, Number& into) {
            using limits = std::numeric_limits<Number>;
            into = facts_.parsed<Number>(key, text, limits::lowest(), limits::max());
        };
        if constexpr (requires(Element e) { e.size(); }) {
            const std::size_t n = std::tuple_size_v<Element>;
            if (parts.size() % n != 0) facts_.refuse(key, "an action is cut short");
            all.resize(parts.size() / n);
            for (std::size_t k = 0; k < parts.size(); ++k) parse(parts[k], all[k / n][k % n]);
        } else {
            all.resize(parts.size());
            for (std::size_t k = 0; k < parts.size(); ++k) parse(parts[k], all[k]);
        }
        return all;
    }

    checkpoint_facts facts_;
    std::vector<named_tensor<float>> tensors_;
    std::vector<std::vector<float>> values_;
    std::vector<std::function<void()>> then_;
};

}  // namespace detail

/// Writes all of an agent, its replay and the place in a call of `train` included, whole or not at all. To be
/// called between calls of `train`, or by what `train` tells. Errors: those of `save_safetensors`.
template <class Agent>
void save_agent(Agent& agent, const std::filesystem::path& path) {
    detail::agent_writer all;
    agent.keep(all);
    save_safetensors(path, all.tensors, all.entries);
}
/// Puts an agent, its models and its environments where the checkpoint was taken: a call of `train` for as
/// many steps then goes on, and gives the same bits as never having stopped. Everything is read and checked
/// before anything changes. Errors: those of `safetensors_file` and `read_safetensors`; no such file; one of
/// another agent, network, update rule, settings or environment.
template <class Agent>
void load_agent(Agent& agent, const std::filesystem::path& path) {
    if (!std::filesystem::exists(path))
        throw_error({.problem = "there is no checkpoint",
                     .file = path.string(),
                     .advice = "Begin the training without one."});
    detail::agent_writer now;
    agent.keep(now);
    const safetensors_file file(path);
    detail::agent_reader reader(file, now);
    agent.keep(reader);
    reader.put();
}

}  // namespace strata::inline STRATA_TARGET
