// SPDX-License-Identifier: MIT
#include <strata/layers/channel_dropout.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/relu.hpp>

#include "fused_like_unfused.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<channel_dropout<percent<50>>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(refuses<channel_dropout<percent<100>>, E10_rate_outside_0_1, shape<3, 5, 7>>);
static_assert(channel_dropout<percent<50>>::is_view<inference, shape<17>>);
static_assert(!channel_dropout<percent<50>>::is_view<training, shape<17>>);

namespace {

using third_of_channels = net<input<67, 3, 5>, channel_dropout<1.0 / 3>>;
constexpr long sample_size = 67 * 15;
const std::vector<double> ones_of_channels(100 * sample_size, 1.0);

}  // namespace

TEST_CASE("whole channels are dropped, a share p of them, and the rest is scaled up by 1 / (1 - p)") {
    auto run = pass<double>::of<third_of_channels>(100);
    const auto y = run.forward(100, ones_of_channels);
    long dropped = 0;
    for (long channel = 0; channel < 6700; ++channel) {
        const double first = y[static_cast<std::size_t>(channel * 15)];
        if (first != 0.0 && std::abs(first - 1.5) > 1e-15) FAIL("neither dropped nor scaled: " << first);
        for (long i = 0; i < 15; ++i)
            if (y[static_cast<std::size_t>(channel * 15 + i)] != first)
                FAIL("channel " << channel << " is dropped in part");
        dropped += first == 0.0;
    }
    // 6700 draws: four deviations of the share are 0.023
    CHECK(std::abs(static_cast<double>(dropped) / 6700 - 1.0 / 3) < 0.023);
    CHECK(!std::equal(y.begin(), y.begin() + sample_size, y.begin() + sample_size));
}

TEST_CASE("the backward pass drops what the forward pass dropped") {
    auto run = pass<double>::of<third_of_channels>(100);
    const auto y = run.forward(100, ones_of_channels, 7);
    CHECK(run.backward(ones_of_channels) == y);
    check_gradients_right<net<input<17, 3, 1>, channel_dropout<percent<50>>>>();
}

TEST_CASE(
    "the mask is the same for one thread and for two, for every precision, and for a part of the batch") {
    auto one = pass<double>::of<third_of_channels>(100, 1), two = pass<double>::of<third_of_channels>(100, 2);
    const auto y = one.forward(100, ones_of_channels);
    CHECK(two.forward(100, ones_of_channels) == y);
    auto single = pass<float>::of<third_of_channels>(100, 2);
    CHECK(difference(
              single.forward(100, std::vector<float>(ones_of_channels.begin(), ones_of_channels.end())), y) <
          1e-6);
    const auto part = one.forward(3, std::vector<double>(3 * sample_size, 1.0));
    CHECK(std::equal(part.begin(), part.end(), y.begin()));
    CHECK(one.forward(100, ones_of_channels, 1) != y);
}

TEST_CASE("inference changes nothing, and masks do not depend on what runs in groups") {
    auto run = pass<double>::of<third_of_channels>(3);
    const auto x = normal_numbers(3 * sample_size, 1);
    CHECK(run.predict(3, x) == x);
    check_fused_like_unfused<
        net<input<3, 5, 5>, conv<17, 3>, relu, channel_dropout<percent<50>>, conv<3, 1>>>(5);
}

TEST_CASE("over a sequence the same features are dropped at every place, others for every sample") {
    auto run = pass<double>::of<net<input<7, 40>, channel_dropout<percent<50>>>>(2);
    const auto y = run.forward(2, std::vector<double>(2 * 7 * 40, 1.0));
    std::size_t dropped = 0, other = 0;
    for (std::size_t d = 0; d < 40; ++d) {
        for (std::size_t n = 0; n < 2; ++n)
            for (std::size_t l = 1; l < 7; ++l) CHECK(y[n * 280 + l * 40 + d] == y[n * 280 + d]);
        dropped += y[d] == 0;
        other += y[d] != y[280 + d];
    }
    CHECK((dropped > 8 && dropped < 32 && other > 5));
}
