// SPDX-License-Identifier: MIT
#include <strata/losses/place_softmax_loss.hpp>

#include "../literals/place_softmax_loss.hpp"
#include "applied.hpp"

using namespace strata;
using namespace strata::test;

static_assert(LossOver<place_softmax_loss, shape<7, 4>> && !LossOver<place_softmax_loss, shape<10>>);
static_assert(std::is_same_v<place_softmax_loss::target<shape<7, 4>>, target<class_numbers, shape<7>>>);
static_assert(std::is_same_v<place_softmax_loss::decision<shape<7, 4>>, shape<7, 4>>);
static_assert(is_error_of<place_softmax_loss::decision<shape<10>>, E44_loss_needs_a_sequence>);
static_assert(is_error_of<place_softmax_loss::decision<shape<3, 4, 4>>, E44_loss_needs_a_sequence>);
static_assert(is_error_of<place_softmax_loss::decision<shape<7, 1>>, E20_softmax_of_one_class>);

TEST_CASE("the softmax loss over places gives PyTorch's value and gradient") {
    check_like_pytorch<place_softmax_loss, shape<3, 4>>(
        pytorch::place_softmax_loss_scores, pytorch::place_softmax_loss_labels, pytorch::place_softmax_loss,
        pytorch::place_softmax_loss_gradient);
}

TEST_CASE("a place of no class counts neither in the place loss nor in its gradient, as in PyTorch") {
    check_like_pytorch<place_softmax_loss, shape<3, 4>>(
        pytorch::place_softmax_some_scores, pytorch::place_softmax_some_labels, pytorch::place_softmax_some,
        pytorch::place_softmax_some_gradient);
    const std::vector<double> y(12, 0.5);
    const applied<place_softmax_loss, double, shape<3, 4>> none(y, std::vector<int>(3, no_class), 1);
    CHECK(none.loss == 0);
    CHECK(none.gradient == std::vector<double>(12, 0.0));
}

TEST_CASE("the place loss's gradient is that of centred differences over awkward sizes") {
    check_differences<place_softmax_loss, shape<1, 2>>(1);
    check_differences<place_softmax_loss, shape<5, 3>>(2);
    check_differences<place_softmax_loss, shape<6, 17>>(3);
}

TEST_CASE("over one place the place loss is the softmax loss") {
    check_same_as_softmax_loss<place_softmax_loss, shape<1, 3>>();
}

TEST_CASE("a place's label out of range is an error that says where it is, what was found and what may be") {
    std::vector<int> t(6, 1);
    t[3 + 2] = -1;
    check_label_error<place_softmax_loss, shape<3, 4>>(t, "sample 1 of the batch, place 2", "0 to 3", "-1");
}
