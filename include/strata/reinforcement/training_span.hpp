// SPDX-License-Identifier: MIT
#pragma once
/// How far a call of `train` has come, so that one that was killed can go on where it was.
#include <cstdint>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// So many steps, or episodes, from a first one on. Rates that fall over a call are told by `share`.
struct training_span {
    std::int64_t first = 0, amount = 0;
    bool goes_on = false;  ///< it is out of a checkpoint, and the next call goes on with it

    /// A call for so many begins, or goes on. Throws where one that goes on was for another number.
    void begin(std::int64_t now, std::int64_t wanted) {
        if (goes_on && wanted != amount)
            throw_error({.problem = "the training that is to go on was for another number of steps",
                         .name = "train",
                         .expected = std::to_string(amount),
                         .found = std::to_string(wanted)});
        if (!goes_on) first = now, amount = wanted;
        goes_on = false;
    }
    [[nodiscard]] bool over(std::int64_t now) const { return now >= first + amount; }
    [[nodiscard]] double share(std::int64_t now) const {
        return static_cast<double>(now - first) / static_cast<double>(amount);
    }
};

}  // namespace strata::inline STRATA_TARGET
