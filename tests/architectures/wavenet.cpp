// SPDX-License-Identifier: MIT
#include <strata/architectures/wavenet.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <strata/graph/explain.hpp>
#include <strata/losses/place_softmax_loss.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/training/trainer.hpp>

#include "../literals/architectures/wavenet.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

namespace wavenet_tests {

template <class Net>
constexpr int64 field_of = explain<Net>::template layer<explain<Net>::layers - 1>::receptive_field;

static_assert(wavenet<>::parameters == 1'279'616 && field_of<wavenet<>> == 3'071);

using small = wavenet<24, 3, 5, 4, 6, 3, 2>;
static_assert(field_of<small> == 2 + 2 * (1 + 2 + 4));

/// A single block: nothing goes on, and nothing was skipped before.
using smallest = wavenet<7, 1, 2, 3, 5, 1, 1>;
static_assert(smallest::parameters ==
                  (3 * 2 + 3) + 2 * (3 * 3 * 2 + 3) + (5 * 3 + 5) + (5 * 5 + 5) + (2 * 5 + 2) &&
              field_of<smallest> == 3);

/// Waves in six levels that are told ahead by one place.
constexpr int waves = 4, length = 20, levels = 6;
using next_level = wavenet<length, levels, levels, 5, 7, 2, 2>;

int level(int wave, int place) {
    return static_cast<int>(std::lround(2.5 + 2.5 * std::sin(0.7 * place + 1.3 * wave)));
}

}  // namespace wavenet_tests

TEST_CASE("WaveNet gives PyTorch's outputs and gradients") {
    check_like_pytorch<wavenet_tests::small, double>(pytorch::wavenet, 1e-9);
}

TEST_CASE("WaveNet learns what comes next in a wave, from what came before and within its field alone") {
    using namespace wavenet_tests;
    xt::xtensor<float, 3> x = xt::zeros<float>({waves, length, levels});
    xt::xtensor<int, 2> next = xt::zeros<int>({waves, length});
    for (int wave = 0; wave < waves; ++wave)
        for (int place = 0; place < length; ++place) {
            x(wave, place, level(wave, place)) = 1;
            next(wave, place) = level(wave, place + 1);
        }
    model<next_level> m{seed{1}};
    trainer t{m, place_softmax_loss{}, adam{.rate = 0.02}};
    const double before = t.step(x, next);
    double after = before;
    for (int step = 0; step < 60; ++step) after = t.step(x, next);
    CAPTURE(before);
    CAPTURE(after);
    CHECK(after < before / 4);

    constexpr int changed = 5;
    xt::xtensor<float, 3> other = x;
    for (int k = 0; k < levels; ++k) other(0, changed, k) = 1 - x(0, changed, k);
    const auto y = m.predict(x), z = m.predict(other);
    for (int place = 0; place < length; ++place) {
        bool same = true;
        for (int k = 0; k < levels; ++k) same = same && y(0, place, k) == z(0, place, k);
        CAPTURE(place);
        CHECK(same == (place < changed || place >= changed + field_of<next_level>));
    }
}
