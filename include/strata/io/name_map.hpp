// SPDX-License-Identifier: MIT
#pragma once
/// How the tensors of a model are called in a file of another program.
///
///     load(m, "theirs.safetensors", name_map::in_order({"conv1.weight", "bn1.weight", ...}));
///     load(m, "theirs.safetensors", name_map::behind("backbone."));
///     load(m, "theirs.safetensors", name_map::replacing({{"^stem\\.", "features.0."}, {"^head\\.", "classifier."}}));
#include <functional>
#include <regex>
#include <set>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// From the names of a model's tensors to those in a file.
class name_map {
public:
    using names = std::vector<std::string>;

    /// The same names.
    name_map() = default;
    /// `theirs(ours)`: a name for each, in the same order.
    explicit name_map(std::function<names(const names&)> theirs) : theirs_(std::move(theirs)) {}

    /// The names of the file in the order of `model::tensors()`. Throws where there are not as many.
    [[nodiscard]] static name_map in_order(names theirs) {
        return name_map([theirs = std::move(theirs)](const names& ours) {
            if (ours.size() != theirs.size())
                throw_error({.problem = "a map of names in order has a name for each tensor of the model",
                             .expected = std::to_string(ours.size()) + " names",
                             .found = std::to_string(theirs.size())});
            return theirs;
        });
    }
    /// What the model's names stand behind in the file.
    [[nodiscard]] static name_map behind(const std::string& prefix) {
        return each([prefix](const std::string& name) { return prefix + name; });
    }
    /// Regular expressions (ECMAScript's, std::regex) and what is put in place of what they match, `$1` for a
    /// group: all of them on every name, one behind the other. Throws where one cannot be read.
    [[nodiscard]] static name_map replacing(const std::vector<std::pair<std::string, std::string>>& rules) {
        std::vector<std::pair<std::regex, std::string>> all;
        for (const auto& [pattern, by] : rules) try {
                all.emplace_back(std::regex(pattern), by);
            } catch (const std::regex_error& e) {
                throw_error(
                    {.problem = std::string("the regular expression cannot be read (") + e.what() + ")",
                     .name = pattern});
            }
        return each([all](std::string name) {
            for (const auto& [pattern, by] : all) name = std::regex_replace(name, pattern, by);
            return name;
        });
    }

    /// The names in the file, in the order of ours. Throws where two are the same.
    [[nodiscard]] names of(const names& ours) const {
        names theirs = theirs_ ? theirs_(ours) : ours;
        std::set<std::string> seen;
        for (std::size_t i = 0; i < theirs.size(); ++i)
            if (!seen.insert(theirs[i]).second)
                throw_error({.problem = "two tensors of the model have the same name in the file",
                             .name = ours[i],
                             .found = theirs[i]});
        return theirs;
    }

private:
    template <class Rename>
    static name_map each(Rename rename) {
        return name_map([rename](const names& ours) {
            names theirs;
            for (const std::string& name : ours) theirs.push_back(rename(name));
            return theirs;
        });
    }

    std::function<names(const names&)> theirs_;
};

}  // namespace strata::inline STRATA_TARGET
