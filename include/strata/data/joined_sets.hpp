// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/classes.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The samples of several sets, of any types, one set after the other.
///
///     joined_sets all(photographs, drawings);
///
/// Sets with names of their own are referred to and have to live as long. The names of classes are those of
/// the first.
template <class... Sets>
class joined_sets {
    static constexpr bool tell_class = (TellsClass<std::remove_cvref_t<Sets>> && ...);

public:
    static constexpr bool one_reader = (strata::one_reader<std::remove_cvref_t<Sets>> || ...);

    explicit joined_sets(Sets&&... sets) : sets_(kept<Sets>(std::forward<Sets>(sets))...) {
        static_assert(sizeof...(Sets) > 0 && (check_data_set<std::remove_cvref_t<Sets>>() && ...));
    }

    [[nodiscard]] int64 size() const {
        return std::apply([](const auto&... set) { return (static_cast<int64>(set->size()) + ...); }, sets_);
    }
    template <class T>
    void read(int64 i, sample<T>& to) const {
        with_set_of(i, [&](const auto& set, int64 own) { read_sample(set, own, to); });
    }
    [[nodiscard]] int class_of(int64 i) const requires tell_class {
        int found = 0;
        with_set_of(i, [&](const auto& set, int64 own) { found = set.class_of(own); });
        return found;
    }
    [[nodiscard]] std::vector<std::string> class_names() const { return class_names_of(*std::get<0>(sets_)); }

private:
    /// Calls `body(set, number in it)` for the set that has sample i.
    template <class Body>
    void with_set_of(int64 i, Body&& body) const {
        const auto is_in = [&](const auto& set) {
            const auto n = static_cast<int64>(set->size());
            if (i < n) body(*set, i);
            i -= n;
            return i < 0;
        };
        std::apply([&](const auto&... set) { static_cast<void>((is_in(set) || ...)); }, sets_);
    }

    std::tuple<kept<Sets>...> sets_;
};
template <class... Sets>
joined_sets(Sets&&...) -> joined_sets<Sets...>;

}  // namespace strata::inline STRATA_TARGET
