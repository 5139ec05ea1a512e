// SPDX-License-Identifier: MIT
#include <strata/generative/adversarial_game.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include <strata/strata.hpp>

#include "../literals/difference.hpp"
#include "../literals/generative.hpp"

using namespace strata;
using namespace strata::test;

namespace adversarial_games {

struct generator : net<input<4>, dense<6>, hyperbolic_tangent, dense<9>, reshape<1, 3, 3>> {};
struct discriminator : net<input<1, 3, 3>, flatten, dense<5>, leaky_relu<0.2>, dense<1>> {};

template <class Net, class T>
model<Net, T> with_sines(int threads = 1) {
    model<Net, T> m{seed{5}, threads};
    int i = 0;
    for (const auto& tensor : m.tensors())
        tensor.for_each([&](T& v) { v = static_cast<T>(std::sin(i++) / 2); });
    return m;
}
template <class T>
xt::xtensor<T, 4> cosines() {
    xt::xtensor<T, 4> x({6, 1, 3, 3});
    std::generate(x.begin(), x.end(), [i = 0]() mutable { return static_cast<T>(std::cos(i++)); });
    return x;
}
template <class A>
std::vector<double> elements(const A& a) {
    return {a.begin(), a.end()};
}

template <AdversarialLoss Loss>
void check_game(const Loss& loss, double clip, const std::vector<double>& losses,
                const std::vector<double>& of_generator, const std::vector<double>& of_discriminator) {
    auto g = with_sines<generator, double>();
    auto d = with_sines<discriminator, double>();
    const adam rule{.rate = 1e-2, .beta1 = 0.5};
    adversarial_game game{g, d, loss, rule, rule, {.discriminator_steps = 2, .clip = clip}};
    std::vector<double> found;
    for (int step = 0; step < 3; ++step) {
        const adversarial_report r = game.step(cosines<double>());
        found.push_back(r.discriminator_loss), found.push_back(r.generator_loss);
    }
    CHECK(difference(found, losses) < 1e-9);
    CHECK(difference(elements(g.template parameter<"0.weight">()), of_generator) < 1e-9);
    CHECK(difference(elements(d.template parameter<"1.weight">()), of_discriminator) < 1e-9);
}

TEST_CASE("three steps of each game, with two updates of the discriminator, give PyTorch's numbers") {
    using namespace generative_literals;
    check_game(non_saturating_loss{.real = 0.9}, 0, non_saturating_losses, non_saturating_generator,
               non_saturating_discriminator);
    check_game(minimax_loss{}, 0, minimax_losses, minimax_generator, minimax_discriminator);
    check_game(least_squares_loss{}, 0, least_squares_losses, least_squares_generator,
               least_squares_discriminator);
    check_game(wasserstein_loss{}, 0.1, wasserstein_losses, wasserstein_generator, wasserstein_discriminator);
}

TEST_CASE("costs and slopes of scores are PyTorch's, for large scores too") {
    using namespace generative_literals;
    const auto check = [](auto&& cost, const std::vector<double>& values, const std::vector<double>& slopes) {
        for (std::size_t i = 0; i < cost_scores.size(); ++i) {
            const score_cost c = cost(cost_scores[i]);
            CHECK(c.value == doctest::Approx(values[i]).epsilon(1e-12));
            CHECK(c.slope == doctest::Approx(slopes[i]).epsilon(1e-12));
            const double h = 1e-6;
            CHECK((cost(cost_scores[i] + h).value - cost(cost_scores[i] - h).value) / (2 * h) ==
                  doctest::Approx(c.slope).epsilon(1e-4));
        }
    };
    const auto real = [](double y) { return non_saturating_loss{}.of_real(y); };
    check(real, cost_of_real, slope_of_real);
    check(non_saturating_loss::of_generator, cost_of_real, slope_of_real);
    check([](double y) { return non_saturating_loss{.real = 0.9}.of_real(y); }, cost_of_smoothed,
          slope_of_smoothed);
    check(non_saturating_loss::of_fake, cost_of_fake, slope_of_fake);
    check(minimax_loss::of_generator, cost_of_minimax, slope_of_minimax);
    CHECK(least_squares_loss{.real = 0.9}.of_real(0.4).value == doctest::Approx(0.125));
    CHECK(least_squares_loss{.real = 0.9}.of_real(0.4).slope == doctest::Approx(-0.5));
}

TEST_CASE("the same seeds give the same bits with any number of threads, and an epoch takes whole batches") {
    const auto play = [](int threads, int& steps) {
        auto g = with_sines<generator, float>(threads);
        auto d = with_sines<discriminator, float>(threads);
        adversarial_game game{g, d, non_saturating_loss{}, adam{}, adam{}};
        game.fit(
            2, 4, [&](int epoch, const adversarial_report&) { steps += epoch; }, cosines<float>());
        return elements(g.template parameter<"0.weight">());
    };
    int one = 0, two = 0;
    CHECK(play(1, one) == play(2, two));
    CHECK(one == 1 + 2);
    CHECK(two == one);
}

struct of_class : net<input<4>, named<"label", input<2>>, concat<chain<>, from<"label">>, dense<9>> {};
struct tells_class : net<input<9>, named<"label", input<2>>, concat<chain<>, from<"label">>, dense<1>> {};

TEST_CASE("both are told the conditions") {
    model<of_class> g{seed{1}}, other{seed{1}};
    model<tells_class> d{seed{2}}, of_other{seed{2}};
    const xt::xtensor<float, 2> real = xt::reshape_view(cosines<float>(), {6, 9}), label = [] {
        xt::xtensor<float, 2> t = xt::zeros<float>({6, 2});
        for (std::size_t i = 0; i < 6; ++i) t(i, i % 2) = 1;
        return t;
    }();
    adversarial_game game{g, d, non_saturating_loss{}, sgd{.rate = 0.1}, sgd{.rate = 0.1}};
    adversarial_game second{other, of_other, non_saturating_loss{}, sgd{.rate = 0.1}, sgd{.rate = 0.1}};
    game.step(real, label);
    second.step(real, xt::xtensor<float, 2>(1 - label));
    CHECK(elements(g.parameter<"1.weight">()) != elements(other.parameter<"1.weight">()));
    const xt::xtensor<float, 2> fewer = xt::zeros<float>({5, 2});
    CHECK_THROWS_WITH_AS(game.step(real, fewer), doctest::Contains("condition of its own"), error);
}

TEST_CASE("a discriminator that wins and a generator that makes one sample are told in a sentence") {
    auto g = with_sines<generator, float>();
    auto d = with_sines<discriminator, float>();
    adversarial_game game{g, d, non_saturating_loss{}, sgd{.rate = 0}, sgd{.rate = 0.5}};
    g.parameter<"0.weight">() = xt::zeros<float>({6, 4});  // the numbers are not looked at
    CHECK(game.watch().warning().empty());
    const xt::xtensor<float, 4> real = 5 + cosines<float>();
    for (int step = 0; step < 300; ++step) game.step(real);
    CHECK(game.watch().right() > 0.98);
    CHECK(game.watch().spread() == doctest::Approx(0));
    const std::string said = game.watch().warning();
    CHECK(said.find("it has won") != std::string::npos);
    CHECK(said.find("vary 0 % as much") != std::string::npos);
}

TEST_CASE("numbers of steps, batches, labels and limits that cannot be are refused") {
    auto g = with_sines<generator, float>();
    auto d = with_sines<discriminator, float>();
    const auto game = [&](adversarial_options o, double real = 1) {
        return adversarial_game{g, d, non_saturating_loss{.real = real}, adam{}, adam{}, o};
    };
    CHECK_THROWS_WITH_AS(game({.discriminator_steps = 0}), doctest::Contains("discriminator_steps"), error);
    CHECK_THROWS_WITH_AS(game({.clip = -1}), doctest::Contains("clip"), error);
    CHECK_THROWS_WITH_AS(game({}, 1.2), doctest::Contains("a label above 0.5"), error);
    auto of_four = game({.discriminator_steps = 4});
    CHECK_THROWS_WITH_AS(of_four.step(cosines<float>()), doctest::Contains("divisible by 4"), error);
    CHECK_THROWS_AS(of_four.fit(
                        1, 2, [](int, const adversarial_report&) {}, cosines<float>()),
                    error);
}

}  // namespace adversarial_games
