// SPDX-License-Identifier: MIT
#include <limits>

#include <strata/data/augmentations/cutmix.hpp>
#include <strata/data/mixed_up.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Mixes<cutmix, float> && Mixes<cutmix, double>);

namespace of_cutmix {

std::string refused(const cutmix& mix) {
    return text_of<strata::error>([&] {
        const double x = 0;
        double y = 0;
        mix({1, 1, 1}, random_stream{}, &x, &x, &y);
    });
}

}  // namespace of_cutmix

TEST_CASE("a rectangle comes from the other image, in all channels, and the share is that of the rest") {
    const image_extents e{2, 9, 14};
    const std::vector<float> ones(252, 1.0F), zeros(252, 0.0F);
    for (std::uint64_t i = 0; i < 200; ++i) {
        std::vector<float> y(252, 7.0F);
        const double share = cutmix{}(e, random_stream(seed{1}, i), ones.data(), zeros.data(), y.data());
        CHECK(std::equal(y.begin(), y.begin() + 126, y.begin() + 126));
        CHECK(std::count(y.begin(), y.end(), 1.0F) == doctest::Approx(share * 252));
        CHECK(std::count(y.begin(), y.end(), 1.0F) + std::count(y.begin(), y.end(), 0.0F) == 252);
        int rows = 0, columns = 0;  // with a pixel of the other image
        for (int r = 0; r < 9; ++r)
            rows += std::count(y.begin() + r * 14, y.begin() + (r + 1) * 14, 0.0F) > 0;
        for (int s = 0; s < 14; ++s)
            for (int r = 0; r < 9; ++r)
                if (y[static_cast<std::size_t>(r * 14 + s)] == 0) {
                    ++columns;
                    break;
                }
        CHECK(rows * columns == std::count(y.begin(), y.begin() + 126, 0.0F));
    }
}

TEST_CASE("a large alpha cuts half of the area, less where the rectangle is cut off") {
    const image_extents e{1, 100, 100};
    const std::vector<double> ones(10000, 1.0), zeros(10000, 0.0);
    double most = 0, mean = 0;
    for (std::uint64_t i = 0; i < 500; ++i) {
        std::vector<double> y(10000);
        const double share =
            cutmix{.alpha = 1e5}(e, random_stream(seed{2}, i), ones.data(), zeros.data(), y.data());
        most = std::max(most, 1 - share), mean += (1 - share) / 500;
    }
    CHECK(most == doctest::Approx(0.5).epsilon(0.02));
    // of each side s = sqrt(1/2) the mean s (1 - s / 4) is left
    CHECK(mean == doctest::Approx(0.5 * (1 - 0.7071 / 4) * (1 - 0.7071 / 4)).epsilon(0.03));
}

TEST_CASE("so many images are cut as the probability says, and what cannot be is refused") {
    const image_extents e{1, 8, 8};
    const auto x = some_image(e, 1), z = some_image(e, 2);
    int mixed = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        std::vector<double> y(64);
        cutmix{.alpha = 1000, .probability = 0.25}(e, random_stream(seed{1}, i), x.data(), z.data(),
                                                   y.data());
        mixed += y != x;
    }
    CHECK(std::abs(mixed - 250) < 45);
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(contains(of_cutmix::refused({.alpha = -1}), "cutmix::alpha: there is no Beta distribution"));
    CHECK(contains(of_cutmix::refused({.probability = none}), "cutmix::probability"));
}
