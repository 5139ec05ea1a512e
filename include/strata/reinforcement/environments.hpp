// SPDX-License-Identifier: MIT
#pragma once
/// Many copies of an environment, stepped at once.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <strata/error.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/reinforcement/episode.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <vector>

namespace strata {

/// An episode that came to its end.
struct played_episode {
    std::int64_t step = 0;  ///< steps of all copies until then
    double total = 0;       ///< the sum of its rewards
    int length = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Room for what n copies of an environment, or n samples, see: [n, ...].
template <class E>
using array_of_seen = xt::xtensor<float, static_cast<std::size_t>(E::observation::rank) + 1>;
template <class E>
[[nodiscard]] array_of_seen<E> room_for_seen(std::size_t n) {
    std::array<std::size_t, static_cast<std::size_t>(E::observation::rank) + 1> extents{n};
    std::copy(E::observation::extents.begin(), E::observation::extents.end(), extents.begin() + 1);
    return array_of_seen<E>::from_shape(extents);
}

/// n copies, in arrays whose first axis counts them. A copy whose episode ends begins the next one in the
/// same step: `seen()` is what begins then, `seen_last()` what the step led to.
///
///     environments<cart_pole> all{8, seed{7}};
///     all.step(actions);                        // one for each copy
///     all.outcomes()[3].terminated, all.seen()  // [8, 4]
///
/// Episode k of copy i draws from a stream of its own: the same seed gives the same bits with any number of
/// threads. Throws where there is no copy or not an action for each, and what `episode` throws.
template <class E>
class environments {
    static constexpr std::size_t size = episode<E>::size;

public:
    using action_type = typename E::action::type;
    using array = array_of_seen<E>;

    explicit environments(int n, seed s, const E& e = {}, int threads = 1) : seed_(s), threads_(threads) {
        if (n < 1)
            throw_error({.problem = "there is no copy of the environment",
                         .name = name_of_environment<E>(),
                         .expected = "1 or more",
                         .found = std::to_string(n)});
        all_.assign(static_cast<std::size_t>(n), episode<E>(e));
        begun_.assign(all_.size(), 0), taken_.resize(all_.size());
        outcomes_.resize(all_.size());
        seen_ = room_for_seen<E>(all_.size());
        for (std::size_t i = 0; i < all_.size(); ++i) begin(i);
        seen_last_ = seen_;
    }

    /// One action for each copy; where one cannot be taken nobody moves.
    void step(const std::vector<action_type>& actions) {
        if (actions.size() != all_.size())
            throw_error({.problem = "there is not an action for each copy",
                         .name = name_of_environment<E>(),
                         .expected = std::to_string(all_.size()),
                         .found = std::to_string(actions.size())});
        for (std::size_t i = 0; i < all_.size(); ++i) all_[i].require(actions[i]);
        played_.clear();
        parallel_for(std::min(threads_, count()), threads_, [&](int task, int) {
            const slice part = slice_of(count(), std::min(threads_, count()), task);
            for (auto i = static_cast<std::size_t>(part.begin); i < static_cast<std::size_t>(part.end); ++i) {
                outcomes_[i] = all_[i].step(actions[i]);
                taken_[i].push_back(actions[i]);
                put(i, seen_last_), put(i, seen_);
            }
        });
        for (std::size_t i = 0; i < all_.size(); ++i) {
            ++steps_;
            if (!all_[i].ended()) continue;
            played_.push_back({steps_, all_[i].total(), all_[i].steps()});
            begin(i);
        }
    }

    [[nodiscard]] int count() const { return static_cast<int>(all_.size()); }
    /// What each copy sees now, [n, ...].
    [[nodiscard]] const array& seen() const { return seen_; }
    /// What the last step led to, before an episode began anew.
    [[nodiscard]] const array& seen_last() const { return seen_last_; }
    [[nodiscard]] const std::vector<outcome>& outcomes() const { return outcomes_; }
    /// The episodes that ended in the last step.
    [[nodiscard]] const std::vector<played_episode>& played() const { return played_; }
    [[nodiscard]] const E& operator[](int i) const {
        return all_.at(static_cast<std::size_t>(i)).environment();
    }
    /// Steps of all copies together.
    [[nodiscard]] std::int64_t steps() const { return steps_; }
    /// How many episodes each copy has begun, and what was done in a copy's present one: with the seed all
    /// there is to where they are.
    [[nodiscard]] const std::vector<std::uint64_t>& begun() const { return begun_; }
    [[nodiscard]] const std::vector<action_type>& taken(int i) const {
        return taken_.at(static_cast<std::size_t>(i));
    }
    /// Goes where so many steps and episodes and these actions have led. Whether that is possible: where not,
    /// because an episode has ended before, it is nowhere in particular.
    [[nodiscard]] bool resume_from(std::int64_t steps, const std::vector<std::uint64_t>& begun,
                                   const std::vector<std::vector<action_type>>& taken) {
        if (begun.size() != all_.size() || taken.size() != all_.size()) return false;
        steps_ = steps, begun_ = begun, taken_ = taken;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (begun[i] < 1) return false;
            all_[i].reset(random_for(drawn_for::environments, seed_, i).part(begun[i] - 1));
            for (const action_type& a : taken[i]) {
                if (all_[i].ended()) return false;
                all_[i].step(a);
            }
            if (all_[i].ended()) return false;
            put(i, seen_);
        }
        seen_last_ = seen_;
        return true;
    }

private:
    void begin(std::size_t i) {
        all_[i].reset(random_for(drawn_for::environments, seed_, i).part(begun_[i]++));
        taken_[i].clear();
        put(i, seen_);
    }
    void put(std::size_t i, array& into) {
        std::copy(all_[i].seen().begin(), all_[i].seen().end(), into.data() + i * size);
    }

    std::vector<episode<E>> all_;
    std::vector<std::uint64_t> begun_;
    std::vector<std::vector<action_type>> taken_;
    std::vector<outcome> outcomes_;
    std::vector<played_episode> played_;
    array seen_, seen_last_;
    seed seed_;
    std::int64_t steps_ = 0;
    int threads_;
};

}  // namespace strata::inline STRATA_TARGET
