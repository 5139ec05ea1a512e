// SPDX-License-Identifier: MIT
#include <strata/losses/contrastive_loss.hpp>

#include <strata/training/check_loss.hpp>

#include "../literals/losses_of_parts.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace contrastive_losses {

static_assert(LossOver<contrastive_loss, shape<14>> && LossOver<contrastive_loss, shape<2, 5>, double>);
static_assert(!takes<contrastive_loss, shape<5>> && !takes<contrastive_loss, shape<5, 2>> &&
              !takes<contrastive_loss, shape<2, 4, 5>> && !is_across_samples<contrastive_loss>);

TEST_CASE("the contrastive loss has the values and gradients of its formula by PyTorch") {
    const auto check_in = [&]<class T>(T) {
        const auto as = [](const std::vector<double>& v) { return std::vector<T>(v.begin(), v.end()); };
        const applied_to_numbers<contrastive_loss, T, shape<14>> found(
            as(pytorch::contrastive_loss_scores), {as(pytorch::contrastive_loss_targets)}, {.margin = 3});
        CHECK(std::abs(found.loss - pytorch::contrastive_loss) < 4 * rounding<T>);
        CHECK(difference(found.gradient, pytorch::contrastive_loss_gradient) < rounding<T>);
    };
    check_in(double());
    check_in(float());
}

TEST_CASE("pairs of one kind pull, pairs of two kinds push until they are a margin apart") {
    const auto of = [](float v, float t) {
        return applied_to_numbers<contrastive_loss, float, shape<2>>({0, v}, {{t}}, {.margin = 2});
    };
    CHECK(of(3, 1).loss == 4.5);
    CHECK(of(3, 1).gradient == std::vector<float>{-3, 3});
    CHECK(of(3, 0).loss == 0);
    CHECK(of(3, 0).gradient == std::vector<float>{0, 0});
    CHECK(of(0.5F, 0).loss == 1.125);
    CHECK(of(0.5F, 0).gradient == std::vector<float>{1.5F, -1.5F});
    CHECK(of(0, 0).loss == 2);
    CHECK(of(0, 0).gradient == std::vector<float>{0, 0});
}

TEST_CASE("the gradients of pairs are those of centred differences") {
    CHECK(check_loss<contrastive_loss, shape<34>, shape<2>, shape<2, 5>>({.margin = 5}).passed());
}

TEST_CASE("pairs have the same bits for any number of threads, and embeddings of any size") {
    std::vector<float> y(66 * 302), t(66);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::sin(1.7F * static_cast<float>(i));
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = static_cast<float>(i % 2);
    const contrastive_loss wide{.margin = 30};
    const applied_to_numbers<contrastive_loss, float, shape<302>> one(y, {t}, wide), three(y, {t}, wide, 3);
    CHECK(one.loss == three.loss);
    CHECK(one.gradient == three.gradient);
    const auto of = [](float u, float v, float same) {
        return applied_to_numbers<contrastive_loss, float, shape<2>>({u, v}, {{same}});
    };
    CHECK(of(1e4F, -1e4F, 1).loss == 2e8);
    CHECK(of(1e4F, -1e4F, 1).gradient == std::vector<float>{2e4F, -2e4F});
    CHECK(of(1e4F, -1e4F, 0).loss == 0);
    CHECK(of(1e4F, 1e4F, 0).loss == 0.5);
    CHECK(std::isnan(of(std::nanf(""), 0, 0).loss));
    CHECK(std::isnan(of(std::nanf(""), 0, 1).loss));
}

TEST_CASE("a margin that is none, and a target that is no share, are errors") {
    using pair = applied_to_numbers<contrastive_loss, float, shape<2>>;
    CHECK_THROWS_WITH_AS(pair({0, 0}, {{1}}, {.margin = -1}), doctest::Contains("margin"), error);
    const std::vector<float> t{0, 1, 2};
    const target_view<float> target{.numbers = t.data()};
    CHECK_THROWS_WITH_AS((check_targets_of<shape<2, 3>>(contrastive_loss{}, 3, &target, "sample", 7)),
                         doctest::Contains("sample 9"), error);
    check_targets_of<shape<2, 3>>(contrastive_loss{}, 2, &target, "sample", 7);
}

}  // namespace contrastive_losses
