// SPDX-License-Identifier: MIT
#pragma once
/// What does not fit between a file and the tensors it is for, in a sentence of any length of list.
#include <algorithm>
#include <cstddef>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Misfits by what is wrong with them, in the order in which each kind came first.
class misfits {
public:
    /// "conv1.weight" and " is missing" and " (expected [64, 3, 7, 7])".
    void add(const std::string& name, const std::string& wrong, const std::string& detail = {}) {
        const auto at =
            std::find_if(kinds_.begin(), kinds_.end(), [&](const auto& k) { return k.wrong == wrong; });
        kind& of = at == kinds_.end() ? kinds_.emplace_back(kind{wrong, {}, 0}) : *at;
        if (of.count++ < most_shown) of.shown.push_back(name + wrong + detail);
        ++count_;
    }
    [[nodiscard]] std::size_t size() const { return count_; }

    /// The first five of each kind, and how many more there are of it.
    [[nodiscard]] std::string text() const {
        std::string all;
        const auto say = [&](const std::string& what) { all.append(all.empty() ? "" : "; ").append(what); };
        for (const kind& k : kinds_) {
            for (const std::string& one : k.shown) say(one);
            if (k.count > most_shown)
                say("and " + std::to_string(k.count - most_shown) + " more of which each" + k.wrong);
        }
        return all;
    }

private:
    static constexpr std::size_t most_shown = 5;
    struct kind {
        std::string wrong;
        std::vector<std::string> shown;
        std::size_t count;
    };
    std::vector<kind> kinds_;
    std::size_t count_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
