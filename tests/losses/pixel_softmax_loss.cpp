// SPDX-License-Identifier: MIT
#include <strata/losses/pixel_softmax_loss.hpp>

#include <doctest/doctest.h>

#include "../literals/difference.hpp"
#include "../literals/pixel_softmax_loss.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Loss<pixel_softmax_loss>);
static_assert(std::is_same_v<label_shape<pixel_softmax_loss, shape<4, 5, 7>>, shape<5, 7>>);
static_assert(std::is_same_v<label_shape<softmax_loss, shape<4>>, shape<>> && shape<>::size == 1);
static_assert(std::is_same_v<pixel_softmax_loss::decision<shape<3, 4, 4>>, shape<3, 4, 4>>);
static_assert(is_error_of<pixel_softmax_loss::decision<shape<10>>, E43_loss_needs_an_image>);
static_assert(is_error_of<pixel_softmax_loss::decision<shape<1, 4, 4>>, E20_softmax_of_one_class>);

namespace {

/// [N, C, H, W] as the loss reads it, [N, H, W, C]; or back.
template <class T>
std::vector<T> moved(const std::vector<double>& from, std::size_t n, std::size_t axis, std::size_t rest) {
    std::vector<T> to(from.size());
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t a = 0; a < axis; ++a)
            for (std::size_t r = 0; r < rest; ++r)
                to[(k * rest + r) * axis + a] = static_cast<T>(from[(k * axis + a) * rest + r]);
    return to;
}

template <class T, Shape Y>
struct applied {
    double loss;
    std::vector<T> gradient;

    applied(int n, std::vector<T> y, const std::vector<int>& t) : gradient(y.size() + slack_elements) {
        y.resize(gradient.size());
        loss = pixel_softmax_loss::apply<Y>(n, y.data(), t.data(), gradient.data());
        gradient.resize(static_cast<std::size_t>(n * Y::size));
    }
};

template <class T>
void check_value_and_gradient() {
    const auto y = moved<T>(pytorch::pixel_softmax_loss_scores, 2, 4, 6);
    const applied<T, shape<4, 2, 3>> found(2, y, pytorch::pixel_softmax_loss_labels);
    CHECK(std::abs(found.loss - pytorch::pixel_softmax_loss) < rounding<T>);
    CHECK(difference(found.gradient, moved<T>(pytorch::pixel_softmax_loss_gradient, 2, 4, 6)) < rounding<T>);
}

template <Shape Y>
void check_differences(int n) {
    const double h = 1e-6;
    std::vector<double> y;
    std::vector<int> t;
    for (int i = 0; i < n * Y::size; ++i) y.push_back(std::sin(1.7 * i + 1));
    for (int i = 0; i < n * places<Y>; ++i) t.push_back(i * 7 % channels<Y>);
    const applied<double, Y> found(n, y, t);
    for (std::size_t i = 0; i < y.size(); ++i) {
        auto above = y, below = y;
        above[i] += h;
        below[i] -= h;
        const double numeric = (applied<double, Y>(n, above, t).loss - applied<double, Y>(n, below, t).loss) / (2 * h);
        CAPTURE(i);
        CHECK(std::abs(found.gradient[i] - numeric) < 1e-8);
    }
}

}  // namespace

TEST_CASE("the softmax loss over pixels gives PyTorch's value and gradient") {
    check_value_and_gradient<double>();
    check_value_and_gradient<float>();
}

TEST_CASE("the pixel loss's gradient is that of centred differences over awkward sizes") {
    check_differences<shape<2, 1, 1>>(1);
    check_differences<shape<3, 1, 5>>(2);
    check_differences<shape<17, 3, 2>>(3);
}

TEST_CASE("over one pixel the pixel loss is the softmax loss") {
    const std::vector<double> y{0.3, -1, 2, 0.5, 0.25, -0.125};
    const std::vector<int> t{2, 0};
    std::vector<double> longer = y, dy(6 + slack_elements);
    longer.resize(dy.size());
    const applied<double, shape<3, 1, 1>> found(2, y, t);
    CHECK(found.loss == softmax_loss::apply<shape<3>>(2, longer.data(), t.data(), dy.data()));
    dy.resize(6);
    CHECK(found.gradient == dy);
}

TEST_CASE("every pixel with its right class is counted") {
    const std::vector<float> y{1, 2, 5, 5, 0, 1, 1, 0};
    const std::vector<int> t{1, 0, 0, 0};
    CHECK(pixel_softmax_loss::correct<shape<2, 2, 2>>(1, y.data(), t.data()) == 3);
    CHECK(pixel_softmax_loss::correct<shape<2, 1, 2>>(2, y.data(), t.data()) == 3);
}

TEST_CASE("a pixel's label out of range is an error that says where it is, what was found and what may be") {
    try {
        std::vector<int> t(12, 1);
        t[6 + 5] = 4;
        applied<float, shape<4, 2, 3>>(2, std::vector<float>(48, 0.0F), t);
        FAIL("the label was taken");
    } catch (const error& e) {
        CHECK(e.parts().name == "sample 1 of the batch, row 1, column 2");
        CHECK(e.parts().expected == "0 to 3");
        CHECK(e.parts().found == "4");
    }
}
