// SPDX-License-Identifier: MIT
#pragma once
/// An action that nobody thought about.
#include <cstdint>
#include <strata/kernels/random.hpp>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Uniform among the actions that are allowed in e, or within their bounds; number i of a stream.
template <Environment E>
[[nodiscard]] typename E::action::type random_action(const E& e, const random_stream& random,
                                                     std::uint64_t i) {
    using A = typename E::action;
    if constexpr (SaysWhatIsAllowed<E>) {
        std::uint32_t count = 0;
        for (int a = 0; a < A::count; ++a) count += e.allowed(a);
        if (count == 0) return 0;  // which `episode` refuses
        std::uint32_t left = random.below(i, count);
        for (int a = 0;; ++a)
            if (e.allowed(a) && left-- == 0) return a;
    } else if constexpr (is_one_of<A>) {
        return static_cast<int>(random.below(i, static_cast<std::uint32_t>(A::count)));
    } else {
        typename A::type numbers{};
        for (std::uint64_t k = 0; k < numbers.size(); ++k)
            numbers[k] = A::most * (2 * random.uniform(i * numbers.size() + k) - 1);
        return numbers;
    }
}

}  // namespace strata::inline STRATA_TARGET
