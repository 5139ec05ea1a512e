// SPDX-License-Identifier: MIT
#pragma once
/// Callbacks in a checkpoint: which they are, and what they keep.
#include <limits>
#include <map>
#include <strata/io/checkpoint/checkpoint_facts.hpp>
#include <strata/io/checkpoint/numbers_as_text.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a callback is, in a line; empty where it has no numbers at all.
[[nodiscard]] inline std::string callback_identity(const callback& c) {
    const std::string settings = settings_text(c);
    return settings.empty() ? settings : c.name() + ";" + settings;
}

/// Writes what callbacks are and keep; `waiting`: of a checkpoint that no `fit` has gone on from yet.
inline void write_callbacks(const std::vector<callback>& callbacks, const resumed_callbacks& waiting,
                            std::map<std::string, std::string>& metadata) {
    for (const auto& [key, text] : waiting.entries) metadata[key] = text;
    for (std::size_t k = 0; k < callbacks.size(); ++k) {
        const std::string identity = callback_identity(callbacks[k]), kept = state_text(callbacks[k]);
        if (identity.empty() && kept.empty()) continue;
        metadata["callback." + std::to_string(k)] = identity;
        metadata["callback_state." + std::to_string(k)] = kept;
    }
}

/// The identity and the state of each callback that has any, by its number in the list.
using checkpoint_of_callbacks = std::map<std::size_t, std::pair<std::string, std::string>>;

/// Gives callbacks what they had kept. Throws, before it changes one, where they are others than those of the
/// checkpoint.
inline void restore_callbacks(const checkpoint_facts& facts, const checkpoint_of_callbacks& kept,
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
            named_numbers entries(facts, "callback_state." + std::to_string(k), texts.second);
            now[k].state([&](const std::string& name, double& number) {
                constexpr double most = std::numeric_limits<double>::max();
                const double value = entries.next<double>(
                    name, -most, most,
                    [&](const auto& expected, const auto& entry) { refuse(k, expected, entry); });
                if (time == 1) number = value;
            });
            if (entries.read() != entries.count())
                refuse(k, std::to_string(entries.count()) + " numbers", std::to_string(entries.read()));
        }
}

/// What a checkpoint has of callbacks, for those of the next `fit`.
[[nodiscard]] inline resumed_callbacks read_callbacks(const checkpoint_facts& facts) {
    checkpoint_of_callbacks callbacks;
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
    return waiting;
}

}  // namespace strata::inline STRATA_TARGET
