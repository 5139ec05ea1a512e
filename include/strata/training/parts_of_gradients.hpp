// SPDX-License-Identifier: MIT
#pragma once
/// Rules and stages that get the gradients of some parameters at a time.
#include <algorithm>
#include <array>
#include <span>
#include <strata/errors/report.hpp>
#include <strata/model/gradient_receiver.hpp>
#include <strata/optimizers/segment.hpp>
#include <strata/target.hpp>
#include <string_view>
#include <vector>

namespace strata {

struct takes_no_parts {
    static constexpr std::string_view sentence =
        "it looks at all gradients at once, which update_in_backward does not have; one that looks at each "
        "parameter by itself says so: static constexpr bool takes_parts = true";
};
/// The first of a rule and stages that takes no parts of the gradients, as a mistake; else types<>.
template <class... RuleAndStages>
struct parts_decision_of {
    using type = types<>;
};
template <class First, class... Rest>
struct parts_decision_of<First, Rest...> : parts_decision_of<Rest...> {};
template <class First, class... Rest>
requires(!TakesParts<First>) struct parts_decision_of<First, Rest...> {
    using type = shape_error<used_in<a_trainer, First>, got<>, E58_lacks_a_part, types<takes_no_parts>>;
};
template <class... RuleAndStages>
using parts_decision = typename parts_decision_of<RuleAndStages...>::type;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// The segments of some parameters as those see them who get no others: counted from the first of these.
class segments_of_part {
public:
    segments_of_part() = default;
    explicit segments_of_part(std::span<const segment> all) : own_(all.begin(), all.end()) {}

    /// Those of `size` elements from `first` on, with the factors that they have in `all`.
    [[nodiscard]] std::span<const segment> of(std::span<const segment> all, int64 first, int64 size) {
        const auto at = [&](int64 offset) {
            return static_cast<std::size_t>(
                std::lower_bound(all.begin(), all.end(), offset,
                                 [](const segment& s, int64 o) { return s.offset < o; }) -
                all.begin());
        };
        const std::size_t begin = at(first), end = at(first + size);
        for (std::size_t s = begin; s < end; ++s) {
            own_[s].offset = all[s].offset - first;
            own_[s].rate = all[s].rate;
            own_[s].decay = all[s].decay;
            own_[s].frozen = all[s].frozen;
        }
        return {own_.data() + begin, end - begin};
    }

private:
    std::vector<segment> own_;
};

}  // namespace strata::inline STRATA_TARGET
