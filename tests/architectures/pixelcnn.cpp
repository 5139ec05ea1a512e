// SPDX-License-Identifier: MIT
#include <strata/architectures/pixelcnn.hpp>

#include <doctest/doctest.h>

#include <strata/architectures/pixelrnn.hpp>
#include <strata/graph/explain.hpp>
#include <strata/model/network_run.hpp>

#include "../literals/architectures/gated_pixelcnn.hpp"
#include "../literals/architectures/pixelcnn.hpp"
#include "like_pytorch.hpp"

using namespace strata;
using namespace strata::test;

namespace pixelcnn_tests {

using in_colours = pixelcnn<6, 5, 3, 4, 12, 2>;
using gated_in_colours = gated_pixelcnn<6, 5, 3, 4, 6, 2>;
using grey = pixelcnn<6, 5, 1, 2, 4, 1>;
using rows_in_colours = pixelrnn<6, 5, 3, 4, 6, 2>;
using gated_grey = gated_pixelcnn<6, 5, 1, 2, 4, 1>;

// table 1: 7 x 7, then blocks of 2h to h, 3 x 3, h to 2h; here 2h = 32 over one colour
static_assert(pixelcnn<>::parameters == (49 * 32 + 32) +
                                            7 * ((32 * 16 + 16) + (9 * 16 * 16 + 16) + (16 * 32 + 32)) +
                                            (32 * 32 + 32) + (32 * 2 + 2));

/// How many pairs of numbers in the order are such that the scores of the earlier one change with the later
/// one, or with itself, and of how many of those that come before they do. Numbers: row, column, colour.
struct order_found {
    int on_later = 0, on_earlier = 0, earlier = 0;
};
template <class Net, int Colours>
order_found order_of() {
    constexpr int H = Net::input_shape::extents[1], W = Net::input_shape::extents[2];
    constexpr int levels = type_at<output_values<Net>, 0>::shape_type::extents[0] / Colours;
    model<Net, double> m{seed{3}};
    network_run run{m, answering{}, of_inputs{}};
    xt::xtensor<double, 4> x = xt::zeros<double>({1, Colours, H, W});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::sin(1.7 * static_cast<double>(i) + 1);
    order_found found;
    for (int i = 0; i < H * W * Colours; ++i) {
        run.forward(x);
        for (int l = 0; l < levels; ++l)
            run.gradient()(0, i % Colours * levels + l, i / Colours / W, i / Colours % W) = 1 + l;
        run.backward();
        const auto dx = run.input_gradient();
        for (int j = 0; j < H * W * Colours; ++j) {
            const bool depends = dx(0, j % Colours, j / Colours / W, j / Colours % W) != 0;
            found.on_later += j >= i && depends;
            found.on_earlier += j < i && depends;
            found.earlier += j < i;
        }
    }
    return found;
}

}  // namespace pixelcnn_tests

using namespace pixelcnn_tests;

TEST_CASE("PixelCNN gives PyTorch's outputs and gradients, in three colours") {
    check_like_pytorch<in_colours, double>(pytorch::pixelcnn, 1e-9);
    check_like_pytorch<gated_in_colours, double>(pytorch::gated_pixelcnn, 1e-9);
}

TEST_CASE("the derivative of a pixel's scores by itself and by every later pixel is exactly 0") {
    const order_found one = order_of<grey, 1>(), gated = order_of<gated_grey, 1>();
    const order_found three = order_of<in_colours, 3>(), gated_three = order_of<gated_in_colours, 3>(),
                      by_rows = order_of<rows_in_colours, 3>();
    for (const order_found& found : {one, gated, three, gated_three, by_rows}) CHECK(found.on_later == 0);
    // and by most of those that come before it is none, by more of them where there is no blind spot
    CHECK(gated.on_earlier > one.on_earlier);
    CHECK(three.on_earlier * 2 > three.earlier);
    CHECK(gated_three.on_earlier * 2 > gated_three.earlier);
    CHECK(by_rows.on_earlier * 2 > by_rows.earlier);
}
