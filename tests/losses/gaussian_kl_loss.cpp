// SPDX-License-Identifier: MIT
#include <strata/losses/gaussian_kl_loss.hpp>

#include <strata/training/check_loss.hpp>

#include "../literals/generative.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace gaussian_kl_losses {

static_assert(LossOver<gaussian_kl_loss, shape<14>> && LossOver<gaussian_kl_loss, shape<6, 2, 3>, double>);
static_assert(!takes<gaussian_kl_loss, shape<5>> && !takes<gaussian_kl_loss, shape<3, 4, 5>>);

TEST_CASE("the divergence from a standard normal has PyTorch's values and gradients") {
    using namespace generative_literals;
    check_numbers_like_pytorch<shape<14>, gaussian_kl_loss>(gaussian_kl_scores, {}, gaussian_kl,
                                                            gaussian_kl_gradient);
    check_numbers_like_pytorch<shape<6, 2, 3>, gaussian_kl_loss>(
        gaussian_kl_of_images_scores, {}, gaussian_kl_of_images, gaussian_kl_of_images_gradient,
        {.beta = 0.5});
}

TEST_CASE("the divergence's gradients are those of centred differences") {
    CHECK(check_loss<gaussian_kl_loss, shape<34>, shape<2>, shape<3, 6>, shape<4, 3, 2>>().passed());
}

TEST_CASE("the divergence is 0 of the normal distribution itself, and has the same bits for any threads") {
    using one = applied_to_numbers<gaussian_kl_loss, float, shape<6>>;
    CHECK(one({0, 0, 0, 0, 0, 0}, {}).loss == 0);
    CHECK(one({0, 0, 0, 0, 0, 0}, {}).gradient == std::vector<float>(6));
    CHECK(one({1, 2, 0, 0, 0, 0}, {}).loss == 2.5);
    CHECK(std::isnan(one({0, 0, 0, 0, std::nanf(""), 0}, {}).loss));
    using large = shape<6, 31, 37>;
    std::vector<float> y(7 * large::size);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::sin(1.7F * static_cast<float>(i));
    const applied_to_numbers<gaussian_kl_loss, float, large> a(y, {}), b(y, {}, {}, 3);
    CHECK(a.loss == b.loss);
    CHECK(a.gradient == b.gradient);
    CHECK_THROWS_WITH_AS(one({0, 0, 0, 0, 0, 0}, {}, {.beta = -1}), doctest::Contains("beta"), error);
}

}  // namespace gaussian_kl_losses
