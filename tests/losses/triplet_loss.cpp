// SPDX-License-Identifier: MIT
#include <strata/losses/triplet_loss.hpp>

#include <strata/training/check_loss.hpp>
#include <strata/training/trainer.hpp>

#include <strata/graph/net.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/joins.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/sgd.hpp>

#include "../literals/losses_of_parts.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace triplet_losses {

static_assert(LossOver<triplet_loss, shape<15>> && LossOver<triplet_loss, shape<3, 5>, double>);
static_assert(!takes<triplet_loss, shape<5>> && !takes<triplet_loss, shape<5, 3>> &&
              !takes<triplet_loss, shape<3, 4, 5>> && !is_across_samples<triplet_loss>);

TEST_CASE("the triplet loss gives PyTorch's values and gradients") {
    check_numbers_like_pytorch<shape<15>, triplet_loss>(
        pytorch::triplet_loss_scores, {}, pytorch::triplet_loss, pytorch::triplet_loss_gradient);
    check_numbers_like_pytorch<shape<21>, triplet_loss>(
        pytorch::triplet_loss_far_scores, {}, pytorch::triplet_loss_far, pytorch::triplet_loss_far_gradient,
        {.margin = 4, .epsilon = 0.125});
    check_numbers_like_pytorch<shape<9>, triplet_loss>(
        pytorch::triplet_loss_squared_scores, {}, pytorch::triplet_loss_squared,
        pytorch::triplet_loss_squared_gradient, {.margin = 2, .epsilon = 0, .squared = true});
}

TEST_CASE("three places of a sequence are the three embeddings of a vector") {
    const std::vector<double> y{0.5, 1, 0.25, -1, 2, 0, 1, 1, 0, -0.5, 0.75, 1};
    const applied_to_numbers<triplet_loss, double, shape<6>> vector(y, {});
    const applied_to_numbers<triplet_loss, double, shape<3, 2>> sequence(y, {});
    CHECK(vector.loss == sequence.loss);
    CHECK(vector.gradient == sequence.gradient);
}

TEST_CASE("the gradients of triplets are those of centred differences") {
    CHECK(check_loss<triplet_loss, shape<33>, shape<3>, shape<3, 5>>().passed());
    CHECK(check_loss<triplet_loss, shape<51>, shape<3, 4>>({.margin = 0.5, .squared = true}).passed());
}

TEST_CASE("triplets have the same bits for any number of threads, and embeddings of any size") {
    std::vector<float> y(66 * 303);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::sin(1.7F * static_cast<float>(i));
    const applied_to_numbers<triplet_loss, float, shape<303>> one(y, {}), three(y, {}, {}, 3);
    CHECK(one.loss == three.loss);
    CHECK(one.gradient == three.gradient);
    const auto of = [](float a, float p, float n) {
        return applied_to_numbers<triplet_loss, float, shape<3>>({a, p, n}, {});
    };
    CHECK(of(1e4F, -1e4F, 1e4F).loss == doctest::Approx(2e4 + 1).epsilon(1e-9));
    CHECK(of(1e4F, -1e4F, 1e4F).gradient == std::vector<float>{0, -1, 1});
    CHECK(of(1e4F, 1e4F, -1e4F).loss == 0);
    CHECK(of(1e4F, 1e4F, -1e4F).gradient == std::vector<float>{0, 0, 0});
    CHECK(std::isnan(of(std::nanf(""), 0, 0).loss));
    const applied_to_numbers<triplet_loss, float, shape<3>> alike({1, 1, 1}, {}, {.epsilon = 0});
    CHECK(alike.loss == 1);
    CHECK(alike.gradient == std::vector<float>{0, 0, 0});
}

TEST_CASE("numbers that a triplet loss cannot have are errors") {
    using triplet = applied_to_numbers<triplet_loss, float, shape<3>>;
    CHECK_THROWS_WITH_AS(triplet({0, 0, 0}, {}, {.margin = 0}), doctest::Contains("margin"), error);
    CHECK_THROWS_WITH_AS(triplet({0, 0, 0}, {}, {.epsilon = -1}), doctest::Contains("epsilon"), error);
}

using tower = shared<"tower", dense<2>>;
struct triples : net<input<4>, named<"positive", input<4>>, named<"negative", input<4>>,
                     concat<tower, from<"positive", tower>, from<"negative", tower>>> {};

/// The triples of a class each: the first number says the class, the others are noise.
struct counted_triples {
    static int64 size() { return 10; }
    template <class S>
    static void read(int64 i, S& to) {
        for (int k = 0; k < 3; ++k) {
            const auto x = to.input({4}, k);
            const double kind = (k == 2 ? (i + 1) % 2 : i % 2) ? 1 : -1;
            for (int64 j = 0; j < 4; ++j)
                x[static_cast<std::size_t>(j)] = static_cast<std::remove_cvref_t<decltype(x[0])>>(
                    j == 0 ? 0.5 * kind : std::sin(1.7 * static_cast<double>(4 * (3 * i + k) + j)));
        }
    }
};

TEST_CASE("a shared tower learns from shuffled batches of triples of any size, with any number of threads") {
    static_assert(triples::parameters == 4 * 2 + 2);
    const auto trained = [](int threads, int batch) {
        model<triples> m{seed{3}, threads};
        trainer t{m, triplet_loss{}, sgd{.rate = 0.05}};
        t.fit(counted_triples{}, {.epochs = 40, .batch = batch, .progress = nullptr});
        return t.history();
    };
    const auto one = trained(1, 3), two = trained(2, 3);
    CHECK(one.back().loss == two.back().loss);
    CHECK(one.back().loss < 0.3 * one.front().loss);
    CHECK(trained(1, 7).back().loss < 0.6 * one.front().loss);
}

}  // namespace triplet_losses
