// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/convolution/winograd_pass.hpp>
#include <strata/strata.hpp>

#include <algorithm>
#include <vector>

using namespace strata;

namespace {

struct direct : net<input<3, 13, 11>, conv<5, 5, stride<2>, pad<2>, round_down>, leaky_relu<>, conv<19, 3>,
                    hyperbolic_tangent, max_pool<2, stride<1>>, flatten, dense<7>> {};
struct filtered : net<input<16, 9, 7>, conv<16, 3, same>, batch_norm, relu, conv<16, 3, same>,
                      max_pool<2, stride<1>>, conv<17, 1>, silu, global_average_pool, flatten, softmax> {};
struct thin : net<input<6, 9, 9>, conv<6, 3, same, groups<6>>, batch_norm, relu6, conv<18, 1>, group_norm<3>,
                  gelu, conv_transpose<4, 3, stride<2>>> {};
struct wide : net<input<344, 4, 4>, conv<344, 3, same>> {};
struct deep : net<input<300>, dense<130>, relu, dense<70>, sigmoid, dense<3>> {};
struct attentive : net<input<9, 12>, positional_encoding, residual<chain<layer_norm, attention<3>>>,
                       residual<chain<layer_norm, dense<29>, gelu, dense<12>>>> {};
struct recurrent : net<input<7>, embedding<11, 6>, lstm<21>, dropout<percent<20>>, lstm<5>> {};

/// Samples number `from` on: normal numbers, or those of so many `rows` of a table.
template <class Samples>
Samples samples(typename Samples::shape_type extents, int from, int n, std::uint32_t rows) {
    extents[0] = static_cast<std::size_t>(n);
    Samples x(extents);
    const random_stream random(seed{5}, 1);
    const std::uint64_t before = static_cast<std::uint64_t>(from) * (x.size() / extents[0]);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = rows > 0 ? static_cast<float>(random.below(before + i, rows))
                               : static_cast<float>(random.normal(before + i));
    return x;
}

/// Checks that the answer to a sample has the same bits alone and in batches of any size, at any place of
/// them, and in portions of any size.
template <class Net, class... Extents>
void answers_stand_alone(int most, std::uint32_t rows, Extents... extents) {
    using array = xt::xtensor<float, sizeof...(Extents) + 1>;
    const model<Net> m{seed{3}, 2};
    const auto x = samples<array>({0, std::size_t{extents}...}, 0, most, rows);
    const auto all = m.predict(x);
    for (const int portion : {1, 7, most + 9}) {
        CAPTURE(portion);
        CHECK(m.predict(x, {.portion = portion}) == all);
    }
    CHECK(predictor(m, {.portion = 17})(x) == all);
    const std::size_t of_sample = all.size() / static_cast<std::size_t>(most);
    for (const int n : {1, 2, 7, 33})
        for (const int from : {0, 5}) {
            CAPTURE(n);
            CAPTURE(from);
            const model<Net> other{seed{3}, 1};  // whose memory is as large as this batch
            const auto some = other.predict(samples<array>({0, std::size_t{extents}...}, from, n, rows));
            CHECK(std::equal(some.begin(), some.end(),
                             all.data() + static_cast<std::size_t>(from) * of_sample));
        }
}

}  // namespace

TEST_CASE("the answer to a sample has the same bits in any batch and in portions of any size") {
    answers_stand_alone<direct>(40, 0, 3U, 13U, 11U);
    answers_stand_alone<filtered>(40, 0, 16U, 9U, 7U);
    answers_stand_alone<thin>(40, 0, 6U, 9U, 9U);
    answers_stand_alone<deep>(40, 0, 300U);
    answers_stand_alone<attentive>(40, 0, 9U, 12U);
    answers_stand_alone<recurrent>(40, 11, 7U);
}

TEST_CASE("so does that of a convolution whose order of work follows from the size of the batch") {
    constexpr winograd_extents e{344, 4, 4, 344, 1};
    static_assert(winograd_goes_by_columns(e, 33) && !winograd_goes_by_columns(e, 100));
    answers_stand_alone<wide>(100, 0, 344U, 4U, 4U);
}
