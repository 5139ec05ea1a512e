// SPDX-License-Identifier: MIT
#include <strata/losses/summed_loss.hpp>

#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/gaussian_loss.hpp>
#include <strata/training/check_loss.hpp>

#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace summed_losses {

using bernoulli = summed_loss<binary_cross_entropy_loss>;
using gaussian = summed_loss<gaussian_loss>;
template <class L>
concept has_sigmoid = requires {
    L::applies_sigmoid;
};
static_assert(has_sigmoid<bernoulli> && !has_sigmoid<gaussian>);
static_assert(LossOver<bernoulli, shape<3, 4, 5>> && !takes<gaussian, shape<5>>);
static_assert(bernoulli::elements<shape<3, 4, 5>> == 60 && gaussian::elements<shape<6, 4, 5>> == 60);

TEST_CASE("a summed loss is the negative logarithm of a likelihood") {
    // two samples of three questions: log p by hand
    const std::vector<double> y{0, 2, -1, 1, 1, -3}, t{1, 1, 0, 0, 1, 1};
    double log_p = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        const double p = 1 / (1 + std::exp(-y[i]));
        log_p += t[i] * std::log(p) + (1 - t[i]) * std::log(1 - p);
    }
    CHECK(applied_to_numbers<bernoulli, double, shape<3>>(y, {t}).loss ==
          doctest::Approx(-log_p / 2).epsilon(1e-12));
    // normal(1, 4) at 3 and normal(0, 1) at 0
    const gaussian full(gaussian_loss{.full = true});
    CHECK(
        applied_to_numbers<gaussian, double, shape<4>>({1, 0, std::log(4.0), 0}, {{3, 0, 0, 0}}, full).loss ==
        doctest::Approx(0.5 * std::log(4.0) + 0.5 + std::log(2 * 3.141592653589793)).epsilon(1e-12));
}

TEST_CASE("a summed loss has the right gradients, and the targets and refusals of the loss inside") {
    CHECK(check_loss<bernoulli, shape<34>, shape<4, 3, 2>>().passed());
    CHECK(check_loss<gaussian, shape<34>, shape<4, 3, 2>>().passed());
    check_same_bits_by_threads<bernoulli>(1);
    check_number_error<shape<3>>(bernoulli{}, 1, 0, 4, 1.5F, "training sample 8, output 1", "0 to 1");
    CHECK_THROWS_WITH_AS((applied_to_numbers<bernoulli, float, shape<1>>(
                             {0}, {{1}}, bernoulli(binary_cross_entropy_loss{.positive_weight = -1}))),
                         doctest::Contains("positive_weight"), error);
}

}  // namespace summed_losses
