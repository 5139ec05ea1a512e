// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <strata/strata.hpp>
#include <strata/training/callbacks/layer_watch.hpp>
#include <string>
#include <vector>

using namespace strata;

namespace watching {

struct small_net : net<input<6>, dense<5>, relu, dense<4>> {};
struct bent_net : net<input<6>, dense<5>, hyperbolic_tangent, dense<4>> {};
struct image_net : net<input<1, 6, 6>, conv<3, 3>, relu, max_pool<2>, flatten, dense<4>> {};

struct samples {
    xt::xtensor<float, 2> x{std::array<std::size_t, 2>{20, 6}};
    xt::xtensor<int, 1> t{std::array<std::size_t, 1>{20}};

    samples() {
        for (std::size_t i = 0; i < x.size(); ++i)
            x.data()[i] = std::sin(1.7F * static_cast<float>(i * i % 977));
        for (std::size_t i = 0; i < 20; ++i) t(i) = static_cast<int>(i * 7 % 4);
    }
};

bool says(const std::vector<std::string>& problems, const std::string& words) {
    for (const std::string& p : problems)
        if (p.find(words) != std::string::npos) return true;
    return false;
}

/// A step that is watched.
template <class Trainer, class X, class T>
void watched_step(layer_watch<Trainer>& watch, Trainer& t, const X& x, const T& labels) {
    watch.begin();
    t.step(x, labels);
    watch.finish(t.position().step);
}

TEST_CASE("how numbers spread is what a hand computes") {
    const float infinite = std::numeric_limits<float>::infinity();
    const std::vector<float> x{1, -3, 0, 0, 2, infinite};
    const value_spread s = spread_of(x.data(), 6);
    CHECK(s.count == 6);
    CHECK(s.not_finite == 1);
    CHECK_FALSE(s.finite());
    CHECK(s.mean == 0);
    CHECK(s.deviation == doctest::Approx(std::sqrt(14.0 / 5)));
    CHECK(s.norm == doctest::Approx(std::sqrt(14.0)));
    CHECK(s.zeros == doctest::Approx(0.4));
    CHECK(s.least == -3);
    CHECK(s.most == 2);
    CHECK(s.low == -4);
    CHECK(s.high == 4);
    CHECK(s.between(-4, 4) == doctest::Approx(5));
    CHECK(s.between(-4, -2) == doctest::Approx(1));
    CHECK(s.between(0, 1) == doctest::Approx(2));
    CHECK(spread_of(x.data(), 0).count == 0);
    CHECK(spread_of(x.data() + 2, 2).high == 1);
    const std::vector<double> positive{0.3, 0.7};
    CHECK(spread_of(positive.data(), 2).low == 0);
    CHECK(spread_of(positive.data(), 2).high == 1);
}

TEST_CASE("layers are named as messages name them, those that run as one together") {
    const auto fused = watched_layers<small_net>();
    REQUIRE(fused.size() == 2);
    CHECK(fused[0].name == "0 to 1");
    CHECK(fused[0].layers == "dense<5>, relu");
    CHECK(fused[0].units == 5);
    CHECK(fused[0].rectified);
    CHECK_FALSE(fused[1].rectified);
    const auto apart = watched_layers<unfused<bent_net>>();
    REQUIRE(apart.size() == 3);
    CHECK(apart[1].layers == "hyperbolic_tangent");
    CHECK(apart[1].bounded);
    CHECK_FALSE(apart[0].bounded);
    CHECK(watched_layers<image_net>()[0].units == 3);
    CHECK(watched_layers<image_net>()[0].rectified);
}

TEST_CASE("outputs, gradients and updates are those of the step") {
    const samples s;
    model<small_net> m{seed{3}};
    trainer t{m, softmax_loss{}, sgd{.rate = 0.5}};
    layer_watch watch{t};
    const auto y = xt::xtensor<float, 2>(m.predict(s.x));
    watched_step(watch, t, s.x, s.t);
    REQUIRE(watch.snapshots().size() == 1);
    const layer_snapshot& shot = watch.snapshots()[0];
    CHECK(shot.step == 1);
    CHECK(shot.moved);

    const value_spread scores = spread_of(y.data(), 80);
    CHECK(shot.layers[1].output.count == 80);
    CHECK(shot.layers[1].output.mean == doctest::Approx(scores.mean).epsilon(1e-5));
    CHECK(shot.layers[1].output.deviation == doctest::Approx(scores.deviation).epsilon(1e-5));
    // (p - [k = t]) / n
    double squares = 0;
    for (std::size_t i = 0; i < 20; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < 4; ++k) sum += std::exp(static_cast<double>(y(i, k)));
        for (std::size_t k = 0; k < 4; ++k) {
            const double g =
                (std::exp(static_cast<double>(y(i, k))) / sum - (s.t(i) == static_cast<int>(k) ? 1 : 0)) / 20;
            squares += g * g;
        }
    }
    CHECK(shot.layers[1].gradient.norm == doctest::Approx(std::sqrt(squares)).epsilon(1e-4));
    CHECK(shot.layers[0].output.least >= 0);
    CHECK(shot.layers[0].gradient.count == 100);

    REQUIRE(shot.parameters.size() == 4);
    for (const parameter_record& p : shot.parameters) {
        CAPTURE(p.name);
        CHECK(p.gradient > 0);
        CHECK(p.update == doctest::Approx(0.5 * p.gradient).epsilon(1e-4));
        CHECK(p.is_weight == (p.name.find("weight") != std::string::npos));
        if (p.is_weight) CHECK(p.ratio() == doctest::Approx(p.update / p.norm));
    }
}

TEST_CASE("a network that is watched computes the same bits") {
    const samples s;
    model<small_net> seen{seed{3}}, alone{seed{3}};
    trainer a{seen, softmax_loss{}, adam{}}, b{alone, softmax_loss{}, adam{}};
    layer_watch watch{a, {.every = 3}};
    a.fit(s.x, s.t, {.epochs = 5, .batch = 7, .progress = nullptr, .callbacks = {watch}});
    b.fit(s.x, s.t, {.epochs = 5, .batch = 7, .progress = nullptr});
    CHECK(xt::xtensor<float, 2>(seen.predict(s.x)) == xt::xtensor<float, 2>(alone.predict(s.x)));
    REQUIRE(watch.snapshots().size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(watch.snapshots()[i].step == static_cast<int64>(1 + 3 * i));
}

TEST_CASE("where many steps are watched every second is forgotten, and the next ones are farther apart") {
    const samples s;
    model<small_net> m{seed{3}};
    trainer t{m, softmax_loss{}, sgd{.rate = 1e-2}};
    layer_watch watch{t, {.every = 1, .most = 4}};
    t.fit(s.x, s.t, {.epochs = 20, .batch = 20, .progress = nullptr, .callbacks = {watch}});
    std::vector<int64> steps;
    for (const layer_snapshot& shot : watch.snapshots()) steps.push_back(shot.step);
    CHECK(steps == std::vector<int64>{1, 9, 17});
}

TEST_CASE("dead units are counted, by feature and by channel, and told") {
    const samples s;
    model<small_net> m{seed{3}};
    for (auto& b : m.parameter("0.bias")) b = -100;
    trainer t{m, softmax_loss{}, sgd{.rate = 1e-3}};
    layer_watch watch{t};
    watched_step(watch, t, s.x, s.t);
    CHECK(watch.snapshots()[0].layers[0].dead == 1);
    CHECK(says(watch.problems(), "In layer 0 to 1 (dense<5>, relu) 100 % of the units are 0"));

    model<image_net> of_images{seed{1}};
    of_images.parameter("0.bias")(1) = -1000;
    trainer u{of_images, softmax_loss{}, sgd{.rate = 1e-3}};
    layer_watch by_channel{u};
    xt::xtensor<float, 4> x({20, 1, 6, 6});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::sin(static_cast<float>(i * i % 97));
    watched_step(by_channel, u, x, s.t);
    CHECK(by_channel.snapshots()[0].layers[0].dead == doctest::Approx(1.0 / 3));
}

TEST_CASE("saturated units are told") {
    const samples s;
    model<bent_net> m{seed{3}};
    trainer fine{m, softmax_loss{}, sgd{.rate = 1e-2}};
    layer_watch before{fine};
    watched_step(before, fine, s.x, s.t);
    CHECK_FALSE(says(before.problems(), "saturated"));
    for (auto& w : m.parameter("0.weight")) w *= 1000;
    trainer t{m, softmax_loss{}, sgd{.rate = 1e-2}};
    layer_watch watch{t};
    watched_step(watch, t, s.x, s.t);
    CHECK(says(watch.problems(), "(dense<5>, hyperbolic_tangent)"));
    CHECK(says(watch.problems(), "at their ends"));
}

TEST_CASE("updates that are far from a thousandth of the weights are told") {
    const samples s;
    for (const auto& [rate, words] :
         {std::pair{1e-7, "The rate is too low"}, {30.0, "The rate is too high"}}) {
        model<small_net> m{seed{3}};
        trainer t{m, softmax_loss{}, sgd{.rate = rate}};
        layer_watch watch{t};
        watched_step(watch, t, s.x, s.t);
        CHECK(says(watch.problems(), words));
        CHECK(says(watch.problems(), "0.weight ("));
    }
    model<small_net> m{seed{3}};
    trainer t{m, softmax_loss{}, sgd{.rate = 2e-2}};
    layer_watch watch{t};
    watched_step(watch, t, s.x, s.t);
    CHECK(watch.problems().empty());
}

TEST_CASE("a gradient that vanishes or explodes on its way back is told") {
    const samples s;
    for (const auto& [factor, words] : {std::pair{1e-6F, "vanishes"}, {1e6F, "explodes"}}) {
        model<small_net> m{seed{3}};
        for (auto& w : m.parameter("2.weight")) w *= factor;
        trainer t{m, softmax_loss{}, sgd{.rate = 1e-6}};
        layer_watch watch{t};
        watched_step(watch, t, s.x, s.t);
        CHECK(says(watch.problems(), words));
    }
}

TEST_CASE("the layer that the first wrong value comes from is named, though the step throws") {
    const samples s;
    model<small_net> m{seed{3}};
    trainer t{m, softmax_loss{}, sgd{.rate = 1e-2}};
    layer_watch watch{t, {.every = 1}};
    t.step(s.x, s.t);
    m.parameter("2.bias")(1) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_AS(t.fit(s.x, s.t, {.epochs = 3, .batch = 20, .progress = nullptr, .callbacks = {watch}}),
                    error);
    CHECK(says(watch.problems(), "comes out of layer 2 (dense<4>), at step 2"));
    m.parameter("2.bias")(1) = 0;
    t.fit(s.x, s.t, {.epochs = 1, .batch = 20, .progress = nullptr, .callbacks = {watch}});
    CHECK_FALSE(says(watch.problems(), "comes out of layer"));
}

TEST_CASE("a step in which gradients are added up has no ratio") {
    const samples s;
    model<small_net> m{seed{3}};
    trainer t{m, softmax_loss{}, sgd{.rate = 1e-9}, accumulate{.batches = 2}};
    layer_watch watch{t};
    watched_step(watch, t, s.x, s.t);
    CHECK_FALSE(watch.snapshots()[0].moved);
    CHECK(watch.problems().empty());
    watched_step(watch, t, s.x, s.t);
    CHECK(watch.snapshots()[1].moved);
    CHECK(says(watch.problems(), "The rate is too low"));
}

TEST_CASE("numbers that cannot be are refused") {
    model<small_net> m;
    trainer t{m, softmax_loss{}, sgd{}};
    CHECK_THROWS_AS((layer_watch{t, {.every = 0}}), error);
    CHECK_THROWS_AS((layer_watch{t, {.most = 1}}), error);
}

}  // namespace watching
