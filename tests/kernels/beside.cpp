// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/images/beside.hpp>
#include <strata/kernels/reference/beside.hpp>

#include "random_values.hpp"

using namespace strata;

namespace beside_tests {

/// Parts of C channels at so many places, written and taken apart, with something behind each.
template <class T, int... C>
void agrees(long places, bool add_to_first) {
    CAPTURE(places);
    constexpr std::size_t parts = sizeof...(C);
    const std::vector<T> x[] = {random_values<T>(places * C, static_cast<std::uint64_t>(C))...};
    constexpr long sizes[] = {C...}, all = (C + ...);
    const auto dy = random_values<T>(places * all, 50);
    const std::vector<T> before(static_cast<std::size_t>(places * all + slack_elements), T(7));
    auto y = before, reference = before;
    std::vector<T> dx[parts], reference_dx[parts];
    const T* from[parts];
    T *to[parts], *reference_to[parts];
    bool adds[parts];
    for (std::size_t k = 0; k < parts; ++k) {
        from[k] = x[k].data();
        dx[k] = reference_dx[k] = random_values<T>(places * sizes[k] + 9, 60 + k);
        to[k] = k == 1 && parts == 3 ? nullptr : dx[k].data();
        reference_to[k] = k == 1 && parts == 3 ? nullptr : reference_dx[k].data();
        adds[k] = (k == 0) == add_to_first;
    }
    put_beside<C...>(from, y.data(), places);
    reference_put_beside<C...>(from, reference.data(), places);
    CHECK(y == reference);
    take_apart<C...>(dy.data(), to, adds, places);
    reference_take_apart<C...>(dy.data(), reference_to, adds, places);
    for (std::size_t k = 0; k < parts; ++k) CHECK(dx[k] == reference_dx[k]);
}

template <int... C>
void all_agree() {
    for (const long places : {1, 7, 30, 700})
        for (const bool add_to_first : {false, true}) {
            agrees<float, C...>(places, add_to_first);
            agrees<double, C...>(places, add_to_first);
        }
}

}  // namespace beside_tests

TEST_CASE(
    "values beside one another and their gradients agree with their plain twins, and nothing is stored "
    "beyond") {
    beside_tests::all_agree<1, 1>();
    beside_tests::all_agree<3, 3>();
    beside_tests::all_agree<5, 2>();
    beside_tests::all_agree<6, 21, 1>();
    beside_tests::all_agree<17, 1, 8>();
    beside_tests::all_agree<32, 33>();
    beside_tests::all_agree<130, 260, 5>();
}
