// SPDX-License-Identifier: MIT
#include <strata/layer/normalization_options.hpp>

#include <strata/layer/layer.hpp>

using namespace strata;

namespace normalization_test {

using some = expected<epsilon<0.001>, no_scale, no_bias>;
template <class... Options>
using chosen = normalization_options<some, Options...>;
template <class... Options>
using answer = typename chosen<Options...>::template checked<shape<3>>;

}  // namespace normalization_test

static_assert(normalization_test::chosen<>::scaled && normalization_test::chosen<>::biased &&
              !normalization_test::chosen<>::is_cumulative);
static_assert(normalization_test::chosen<>::epsilon_number == fraction{1, 100'000} &&
              normalization_test::chosen<>::momentum == fraction{1, 10});
static_assert(normalization_test::chosen<no_bias, epsilon<1e-12>>::epsilon_number ==
              fraction{1, 1'000'000'000'000});
static_assert(normalization_test::chosen<no_bias, epsilon<0.5>>::scaled &&
              !normalization_test::chosen<no_bias, epsilon<0.5>>::biased);
static_assert(normalization_test::chosen<statistics_momentum<0.3>, no_scale>::momentum == fraction{3, 10});

static_assert(std::is_same_v<normalization_test::answer<no_scale, epsilon<2>, no_bias>, shape<3>>);
static_assert(
    std::is_same_v<normalization_test::answer<pad<1>>,
                   refused<E25_option_not_known, pad<1>, normalization_test::some>> &&
    std::is_same_v<normalization_test::answer<cumulative>,
                   refused<E25_option_not_known, cumulative, normalization_test::some>> &&
    std::is_same_v<normalization_test::answer<no_bias, no_bias>, refused<E26_option_said_twice, no_bias>> &&
    std::is_same_v<normalization_test::answer<epsilon<0.1>, epsilon<0.2>>,
                   refused<E26_option_said_twice, epsilon<0.2>>>);
static_assert(std::is_same_v<normalization_test::answer<epsilon<0.0>>,
                             refused<E65_number_outside_its_range, epsilon<0.0>, expected<epsilon<0.001>>>>);
