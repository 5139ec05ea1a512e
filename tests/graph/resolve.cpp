// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "networks.hpp"

using namespace strata;

namespace {
template <class Graph>
using output_shape = typename type_at<typename Graph::outputs, 0>::shape_type;

std::string names(const std::vector<parameter_facts>& all) {
    std::string text;
    for (const parameter_facts& f : all) text += (text.empty() ? "" : " ") + f.name;
    return text;
}
}  // namespace

static_assert(lenet::parameters == 61'706);
static_assert(std::is_same_v<output_shape<lenet::graph>, shape<10>>);
static_assert(std::is_same_v<lenet::input_shape, shape<1, 28, 28>>);
static_assert(std::is_same_v<output_shape<every_form::graph>, shape<10>>);

// the lecture: 32 x 32 x 3 with ten 5 x 5 filters, pad 2, is 32 x 32 x 10 and 760 numbers
using ten_filters = net<input<3, 32, 32>, conv<10, 5, pad<2>>>;
static_assert(std::is_same_v<output_shape<ten_filters::graph>, shape<10, 32, 32>> &&
              ten_filters::parameters == 760);

// joins
static_assert(std::is_same_v<output_shape<resolve<input<3, 4, 4>, concat<conv<2, 1>, conv<5, 3, same>>>>,
                             shape<7, 4, 4>>);
static_assert(std::is_same_v<output_shape<resolve<input<6>, concat<dense<2>, dense<3>>>>, shape<5>>);
static_assert(resolve<input<6>, repeat<3, dense<6>>>::nodes::size == 3);
static_assert(two_heads::graph::outputs::size == 2);

TEST_CASE("parameters are named by their place, as in PyTorch's Sequential, or by their name") {
    CHECK(names(parameter_table<lenet::graph>::list()) ==
          "0.weight 0.bias 3.weight 3.bias 7.weight 7.bias 9.weight 9.bias 11.weight 11.bias");
    using n = net<input<3, 4, 4>, named<"stem", conv<2, 1, no_bias>>,
                  residual<chain<conv<4, 1>, batch_norm>, conv<4, 1>>, repeat<2, chain<conv<4, 1>>>,
                  named<"tail", chain<flatten, dense<2>>>>;
    CHECK(names(parameter_table<n::graph>::list()) ==
          "stem.weight 1.shortcut.weight 1.shortcut.bias 1.body.0.weight 1.body.0.bias 1.body.1.weight "
          "1.body.1.bias "
          "1.body.1.running_mean 1.body.1.running_var 2.0.0.weight 2.0.0.bias 2.1.0.weight 2.1.0.bias "
          "tail.1.weight tail.1.bias");
}

TEST_CASE("parameters keep their published shape and their kernel's order") {
    const auto all = parameter_table<lenet::graph>::list();
    CHECK(all[2].shape == std::vector<std::ptrdiff_t>{16, 6, 5, 5});
    CHECK(all[2].strides == std::vector<std::ptrdiff_t>{1, 16, 5 * 6 * 16, 6 * 16});
    for (const parameter_facts& f : all) CHECK(f.offset % 16 == 0);
}
