// SPDX-License-Identifier: MIT
#include <strata/optimizers/stages/clip_by_norm.hpp>

#include <cmath>
#include <limits>

#include "../literals/groups.hpp"
#include "stage_run.hpp"

using namespace strata;
using namespace strata::test;

namespace clipped_norms {

constexpr int64 n = 41;

template <class T>
void check_norm(double most, const std::vector<double>& expected) {
    stage_run<T, clip_by_norm> run(clip_by_norm{.most = most}, n);
    CHECK(run.take(stage_gradient<T>(n)));
    CHECK(difference(run.gradient(), expected) < rounding<T>);
}

/// Three segments, the second of which is frozen.
std::vector<segment> three_parts() {
    std::vector<segment> parts(3);
    parts[0].name = "0.weight", parts[1].name = "0.bias", parts[2].name = "1.weight";
    parts[1].offset = 16, parts[2].offset = 32;
    parts[1].frozen = true;
    return parts;
}

}  // namespace clipped_norms

TEST_CASE("a long gradient is shortened as PyTorch shortens it, a short one stays as it is") {
    clipped_norms::check_norm<double>(0.7, pytorch::clipped_by_norm);
    clipped_norms::check_norm<float>(0.7, pytorch::clipped_by_norm);
    clipped_norms::check_norm<double>(70, pytorch::not_clipped_by_norm);
    stage_run<float, clip_by_norm> run(clip_by_norm{.most = 70}, clipped_norms::n);
    CHECK(run.take(stage_gradient<float>(clipped_norms::n)));
    CHECK(run.gradient() == stage_gradient<float>(clipped_norms::n));
}

TEST_CASE("what is frozen does not count, and threads change no bit of a clipped gradient") {
    const auto parts = clipped_norms::three_parts();
    stage_run<double, clip_by_norm> run(clip_by_norm{.most = 1}, 48);
    run.segments = parts;
    std::vector<double> g(48);
    g[0] = 3, g[16] = 1000, g[32] = 4;
    CHECK(run.take(g));
    CHECK(run.gradient()[0] == doctest::Approx(3 / (5 + 1e-6)).epsilon(1e-14));
    CHECK(run.gradient()[32] == doctest::Approx(4 / (5 + 1e-6)).epsilon(1e-14));

    const int64 many = 40 * pointwise_block + 16;
    stage_run<float, clip_by_norm> one(clip_by_norm{}, many), two(clip_by_norm{}, many);
    CHECK(one.take(stage_gradient<float>(many), 1));
    CHECK(two.take(stage_gradient<float>(many), 2));
    CHECK(one.gradient() == two.gradient());
}

TEST_CASE("a gradient without a finite norm is refused with the name of its parameter") {
    const auto parts = clipped_norms::three_parts();
    stage_run<float, clip_by_norm> run(clip_by_norm{.most = 1}, 48);
    run.segments = parts;
    std::vector<float> g(48);
    g[40] = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(
        run.take(g),
        "1.weight: the norm of the gradient is not a finite number, found inf. Lower the learning rate, or "
        "look at the data; the parameters are those before this step.",
        error);
    g[3] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(run.take(g), doctest::Contains("0.weight: the norm of the gradient"), error);
    CHECK_THROWS_WITH_AS(clip_by_norm{.most = 0}.check_settings(),
                         "clip_by_norm: the largest norm of a gradient has to be above 0, found 0.000000",
                         error);
    CHECK_THROWS_AS(clip_by_norm{.most = std::numeric_limits<double>::quiet_NaN()}.check_settings(), error);
}
