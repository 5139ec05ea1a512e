// SPDX-License-Identifier: MIT
#pragma once
/// The metadata of a checkpoint, read.
#include <map>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/io/checkpoint/numbers_as_text.hpp>
#include <strata/io/safetensors_file.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

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

/// Reads an entry "rate=0.001;beta1=0.9", one number after the other.
class named_numbers {
public:
    named_numbers(const checkpoint_facts& facts, std::string key, const std::string& text)
        : facts_(facts), key_(std::move(key)), all_(text_parts(text, ';')) {}

    /// The next number, from `least` to `most`. Where it is not called `name`, or there is none,
    /// `refuse(expected, found)` throws.
    template <class Number, class Refuse>
    [[nodiscard]] Number next(const std::string& name, Number least, Number most, Refuse&& refuse) {
        const std::string start = name + "=", entry = read_ < all_.size() ? all_[read_++] : "none";
        if (!entry.starts_with(start)) refuse(start + "number", entry);
        return facts_.parsed<Number>(key_, entry.substr(start.size()), least, most);
    }
    /// The entry that was read last.
    [[nodiscard]] std::string last() const { return read_ > 0 ? all_[read_ - 1] : "none"; }
    [[nodiscard]] std::size_t read() const { return read_; }
    [[nodiscard]] std::size_t count() const { return all_.size(); }

private:
    const checkpoint_facts& facts_;
    std::string key_;
    std::vector<std::string> all_;
    std::size_t read_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
