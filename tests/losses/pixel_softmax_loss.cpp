// SPDX-License-Identifier: MIT
#include <strata/losses/pixel_softmax_loss.hpp>

#include "../literals/pixel_softmax_loss.hpp"
#include "applied.hpp"

using namespace strata;
using namespace strata::test;

static_assert(LossOver<pixel_softmax_loss, shape<4, 5, 7>> && !LossOver<pixel_softmax_loss, shape<10>>);
static_assert(std::is_same_v<pixel_softmax_loss::target<shape<4, 5, 7>>, target<class_numbers, shape<5, 7>>>);
static_assert(std::is_same_v<pixel_softmax_loss::decision<shape<3, 4, 4>>, shape<3, 4, 4>>);
static_assert(is_error_of<pixel_softmax_loss::decision<shape<10>>, E43_loss_needs_an_image>);
static_assert(is_error_of<pixel_softmax_loss::decision<shape<7, 4>>, E43_loss_needs_an_image>);
static_assert(is_error_of<pixel_softmax_loss::decision<shape<1, 4, 4>>, E20_softmax_of_one_class>);

TEST_CASE("the softmax loss over pixels gives PyTorch's value and gradient") {
    check_like_pytorch<pixel_softmax_loss, shape<4, 2, 3>>(
        pytorch::pixel_softmax_loss_scores, pytorch::pixel_softmax_loss_labels, pytorch::pixel_softmax_loss,
        pytorch::pixel_softmax_loss_gradient);
}

TEST_CASE("the pixel loss's gradient is that of centred differences over awkward sizes") {
    check_differences<pixel_softmax_loss, shape<2, 1, 1>>(1);
    check_differences<pixel_softmax_loss, shape<3, 1, 5>>(2);
    check_differences<pixel_softmax_loss, shape<17, 3, 2>>(3);
}

TEST_CASE("over one pixel the pixel loss is the softmax loss") {
    check_same_as_softmax_loss<pixel_softmax_loss, shape<3, 1, 1>>();
}

TEST_CASE("a pixel's label out of range is an error that says where it is, what was found and what may be") {
    std::vector<int> t(12, 1);
    t[6 + 5] = 4;
    check_label_error<pixel_softmax_loss, shape<4, 2, 3>>(t, "sample 1 of the batch, row 1, column 2",
                                                          "0 to 3", "4");
}
