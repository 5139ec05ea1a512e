// SPDX-License-Identifier: MIT
#include <strata/understanding/class_gradient.hpp>
#include <strata/understanding/saliency.hpp>

#include <limits>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("the gradient of a class's score is PyTorch's, in portions of any size, and the model stays") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    const auto x = looked_into_images();
    for (const int portion : {1, 2, 64}) {
        const class_gradients<double> g = class_gradient(m, x, looked_into_classes, portion);
        check_all_close(g.dx, looked_into::gradient);
        CHECK(g.scores[0] == doctest::Approx(looked_into::scores[1]).epsilon(1e-12));
        CHECK(g.scores[1] == doctest::Approx(looked_into::scores[5]).epsilon(1e-12));
    }
    CHECK(all_numbers_of(m) == before);
    auto threaded = looked_into_model(2);
    CHECK(class_gradient(threaded, x, looked_into_classes).dx ==
          class_gradient(m, x, looked_into_classes).dx);
}

TEST_CASE("the saliency of a pixel is the largest slope over its channels") {
    auto m = looked_into_model();
    const xt::xtensor<double, 3> map = saliency(m, looked_into_images(), looked_into_classes);
    std::vector<double> expected;
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t p = 0; p < 36; ++p)
            expected.push_back(std::max(std::abs(looked_into::gradient[i * 72 + p]),
                                        std::abs(looked_into::gradient[i * 72 + 36 + p])));
    check_all_close(map, expected);
}

TEST_CASE("a gradient is refused for a class that there is not, for pictures that do not fit, and for none") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    const auto refused = [&](const xt::xtensor<double, 4>& images, const xt::xtensor<int, 1>& classes,
                             int portion, const char* text) {
        CHECK_THROWS_WITH_AS((void)class_gradient(m, images, classes, portion), doctest::Contains(text),
                             error);
    };
    refused(x, {1, 3}, 64, "image 1: there is no class of this number, expected 0 to 2, found 3");
    refused(x, {-1, 1}, 64, "image 0: there is no class");
    refused(x, {1}, 64, "there is not a class for each image, expected 2, found 1");
    refused(x, {1, 2}, 0, "portion: it has to be 1 or more, found 0");
    refused(xt::zeros<double>({2, 2, 5, 6}), {1, 2}, 64, "[2, 2, 5, 6]");
    refused(xt::zeros<double>({0, 2, 6, 6}), xt::zeros<int>({0}), 64, "no samples");
    auto with_nan = x;
    with_nan(1, 0, 0, 0) = std::numeric_limits<double>::quiet_NaN();
    refused(with_nan, {1, 2}, 64, "sample 1");
}
