// SPDX-License-Identifier: MIT
#include <strata/metrics/top_k.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace top_k_tests {

using samples = answers_and_targets<float>;

static_assert(std::string_view(top_k<5>::name) == "top_5" && std::string_view(top_k<100>::name) == "top_100");

TEST_CASE("the share of classes among the first three is PyTorch's") {
    check_classes_like_pytorch<top_k<3>>(pytorch::class_metrics_top_3, pytorch::pixel_metrics_top_3);
}

TEST_CASE("the first one alone is the accuracy, and among all every class is") {
    check_classes_like_pytorch<top_k<1>>(pytorch::class_metrics_accuracy, pytorch::pixel_metrics_accuracy);
    check_classes_like_pytorch<top_k<6>>(1, 1);
}

TEST_CASE("of equal scores the first classes are taken") {
    const std::vector<float> y{2, 2, 2, 1};
    for (const int label : {0, 1, 2, 3})
        CHECK(measured<top_k<2>, shape<4>>(samples{1, y, {label}}) == (label < 2));
}

TEST_CASE("a class whose score is no number is not among the first") {
    const float none = std::nanf("");
    CHECK(measured<top_k<2>, shape<2>>(samples{2, {none, 1, 1, none}, {0, 1}}) == 0);
}

TEST_CASE("a label out of range is refused before its score is looked at") {
    top_k<2> m;
    CHECK_THROWS_AS(add_samples<shape<2>>(m, samples{1, {0, 1}, {-1}}, 0, 1), error);
}

}  // namespace top_k_tests
