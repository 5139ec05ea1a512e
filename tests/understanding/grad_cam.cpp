// SPDX-License-Identifier: MIT
#include <strata/understanding/grad_cam.hpp>
#include <strata/understanding/resized_maps.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("maps of class activation are those of autograd at any tap, and the model stays") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    for (const int portion : {1, 8}) {
        check_all_close(grad_cam<"last">(m, looked_into_images(), looked_into_classes, portion),
                        looked_into::cam_of_last);
        check_all_close(grad_cam<"features">(m, looked_into_images(), looked_into_classes, portion),
                        looked_into::cam_of_features);
    }
    CHECK(all_numbers_of(m) == before);
    CHECK_THROWS_WITH_AS((void)grad_cam<"last">(m, looked_into_images(), xt::xtensor<int, 1>{0, 3}),
                         doctest::Contains("there is no class of this number"), error);
}

TEST_CASE("planes of another size are PyTorch's bilinear ones") {
    check_all_close(resized_planes(looked_into_images(), 9, 4), looked_into::resized);
    CHECK_THROWS_WITH_AS((void)resized_planes(looked_into_images(), 0, 4),
                         doctest::Contains("a plane cannot have this size"), error);
}
