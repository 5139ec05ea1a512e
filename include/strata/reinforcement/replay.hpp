// SPDX-License-Identifier: MIT
#pragma once
/// What was lived through, in contiguous arrays; the newest takes the place of the oldest.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A ring of transitions of `size` numbers each, before and after. With Stored = std::uint8_t numbers of
/// [0, 1], pixels say, are kept as one byte each, in steps of 1/255. Action is what was done: a number of one
/// of so many, or several numbers.
template <class Stored = float, class Action = int>
class replay {
public:
    /// Throws where there is no room for any.
    replay(std::size_t capacity, std::size_t size) : capacity_(capacity), size_(size) {
        if (capacity < 1 || size < 1)
            throw_error({.problem = "a replay has room for one transition or more"});
        before_.resize(capacity * size), after_.resize(capacity * size);
        action_.resize(capacity), reward_.resize(capacity), terminated_.resize(capacity);
    }
    void add(const float* before, const Action& action, double reward, const float* after, bool terminated) {
        const std::size_t at = added_++ % capacity_;
        std::transform(before, before + size_, before_.begin() + std::ptrdiff_t(at * size_), stored);
        std::transform(after, after + size_, after_.begin() + std::ptrdiff_t(at * size_), stored);
        action_[at] = action, reward_[at] = static_cast<float>(reward), terminated_[at] = terminated ? 1 : 0;
    }
    [[nodiscard]] std::size_t size() const { return std::min(added_, capacity_); }
    /// The place that the next one takes.
    [[nodiscard]] std::size_t next() const { return added_ % capacity_; }
    /// Numbers of n transitions, uniform, with repetition. Throws where it holds fewer than n.
    [[nodiscard]] std::vector<std::size_t> draw(std::size_t n, const random_stream& random) const {
        if (size() < n)
            throw_error({.problem = "the replay holds fewer transitions than a batch",
                         .name = "replay",
                         .expected = std::to_string(n) + " or more",
                         .found = std::to_string(size())});
        std::vector<std::size_t> numbers(n);
        for (std::size_t k = 0; k < n; ++k) numbers[k] = random.below(k, static_cast<std::uint32_t>(size()));
        return numbers;
    }
    void read_before(std::size_t at, float* into) const { read(before_, at, into); }
    void read_after(std::size_t at, float* into) const { read(after_, at, into); }
    [[nodiscard]] const Action& action(std::size_t at) const { return action_[at]; }
    [[nodiscard]] double reward(std::size_t at) const { return static_cast<double>(reward_[at]); }
    [[nodiscard]] bool terminated(std::size_t at) const { return terminated_[at] != 0; }
    /// What a checkpoint keeps; an action's numbers are within [least, largest].
    template <class Visit>
    void keep(Visit& v, double least, double largest) {
        constexpr bool bytes = std::is_same_v<Stored, std::uint8_t>;
        constexpr double most_seen = bytes ? 255 : 1e300;
        v.same("replay", bytes ? "of bytes" : "of floats");
        v.number("replay.added", added_);
        v.numbers("replay.before", before_, bytes ? 0 : -most_seen, most_seen);
        v.numbers("replay.after", after_, bytes ? 0 : -most_seen, most_seen);
        v.numbers("replay.action", action_, least, largest), v.numbers("replay.reward", reward_);
        v.numbers("replay.terminated", terminated_, 0, 1);
    }

private:
    static Stored stored(float x) {
        if constexpr (std::is_same_v<Stored, std::uint8_t>)
            return static_cast<std::uint8_t>(std::clamp(x, 0.0f, 1.0f) * 255 + 0.5f);
        else
            return static_cast<Stored>(x);
    }
    void read(const std::vector<Stored>& all, std::size_t at, float* into) const {
        for (std::size_t i = 0; i < size_; ++i) {
            const auto x = static_cast<float>(all[at * size_ + i]);
            into[i] = std::is_same_v<Stored, std::uint8_t> ? x / 255 : x;
        }
    }

    std::size_t capacity_, size_, added_ = 0;
    std::vector<Stored> before_, after_;
    std::vector<Action> action_;
    std::vector<float> reward_;
    std::vector<char> terminated_;
};

}  // namespace strata::inline STRATA_TARGET
