// SPDX-License-Identifier: MIT
#pragma once
#include <strata/array.hpp>
#include <strata/data/classes.hpp>
#include <strata/data/order.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Some samples of a set, in an order of their own, any of them more than once: sample i is the set's
/// sample numbers[i].
///
///     subset first_hundred(train, std::views::iota(0, 100));
///     subset three(train, {5, 1, 8});
///
/// A set with a name of its own is referred to and has to live as long. Throws where a number is none of the
/// set's.
template <class Set>
class subset {
    using set_type = std::remove_cvref_t<Set>;

public:
    static constexpr bool one_reader = strata::one_reader<set_type>;

    subset(kept<Set> set, std::vector<std::uint32_t> numbers)
        : set_(std::move(set)), numbers_(std::move(numbers)) {
        static_assert(check_data_set<set_type>());
        const auto there = static_cast<int64>(set_->size());
        for (const std::uint32_t number : numbers_)
            if (int64{number} >= there) refuse_number(std::to_string(number), there);
    }
    subset(Set&& set, std::vector<std::uint32_t> numbers)
        : subset(kept<Set>(std::forward<Set>(set)), std::move(numbers)) {}
    /// Of any range of whole numbers.
    template <class Numbers>
    requires std::is_integral_v<std::remove_cvref_t<decltype(*std::declval<const Numbers&>().begin())>>
    subset(Set&& set, const Numbers& numbers) : subset(std::forward<Set>(set), checked(numbers)) {}

    [[nodiscard]] int64 size() const { return static_cast<int64>(numbers_.size()); }
    /// The number that sample i has in the set.
    [[nodiscard]] int64 number(int64 i) const { return numbers_[static_cast<std::size_t>(i)]; }

    template <class T>
    void read(int64 i, sample<T>& to) const {
        read_sample(*set_, number(i), to);
    }
    [[nodiscard]] int class_of(int64 i) const requires TellsClass<set_type> {
        return set_->class_of(number(i));
    }
    [[nodiscard]] std::vector<std::string> class_names() const { return class_names_of(*set_); }

private:
    [[noreturn, gnu::cold]] static void refuse_number(const std::string& found, int64 there) {
        throw_error({.problem = "a part of a set has a sample that the set does not have",
                     .expected = "numbers from 0 to " + std::to_string(there - 1),
                     .found = found});
    }
    template <class Numbers>
    static std::vector<std::uint32_t> checked(const Numbers& numbers) {
        std::vector<std::uint32_t> all;
        for (const auto number : numbers) {
            if (!std::in_range<std::uint32_t>(number))
                throw_error({.problem = "a sample of a set cannot have this number",
                             .found = std::to_string(number)});
            all.push_back(static_cast<std::uint32_t>(number));
        }
        return all;
    }

    kept<Set> set_;
    std::vector<std::uint32_t> numbers_;
};
template <class Set>
subset(Set&&, std::vector<std::uint32_t>) -> subset<Set>;
template <class Set, class Numbers>
subset(Set&&, const Numbers&) -> subset<Set>;

}  // namespace strata::inline STRATA_TARGET
