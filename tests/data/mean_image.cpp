// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/data/preprocessing/mean_image.hpp>

#include "../io/temporary_folder.hpp"

namespace mean_images {

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

TEST_CASE("the mean image of one set is taken from the images of another") {
    const xt::xtensor<float, 4> train{{{{1, 2}, {3, 4}}}, {{{3, 2}, {5, 0}}}};
    const mean_image p(train);
    static_assert(Preprocessing<mean_image>);
    CHECK(p.mean.values() == std::vector<double>{2, 2, 4, 2});
    const xt::xtensor<float, 4> test{{{{0, 0}, {0, 10}}}};
    CHECK(p(test) == xt::xtensor<float, 4>{{{{-2, -2}, {-4, 8}}}});
    CHECK(p.inverse(p(test)) == test);
    CHECK(
        text_of<error>([&] {
            static_cast<void>(p(xt::xtensor<float, 4>{{{{0, 0}}}}));
        }) ==
        "the samples have other extents than those that were measured, expected [1, 2, 2], found [1, 1, 2]");
    CHECK(contains(text_of<error>([] {
                       mean_image(xt::xtensor<float, 4>::from_shape({2, 0, 3, 3}));
                   }),
                   "expected 1 sample at least, found [2, 0, 3, 3]"));
}

}  // namespace mean_images
