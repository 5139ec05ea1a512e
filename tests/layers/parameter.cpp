// SPDX-License-Identifier: MIT
#include <strata/layer/parameter.hpp>

#include <strata/layer/initializers.hpp>

using namespace strata;

using as_written = parameter<"weight", shape<2, 3, 5>, zeros>;
static_assert(as_written::name == "weight");
static_assert(as_written::size == 30);
static_assert(as_written::learned);
static_assert(as_written::strides == std::array<long, 3>{15, 5, 1});

// [K, C, F, F] kept as [F, F, C, K]: the filters are innermost, the window's rows outermost.
using turned = parameter<"weight", shape<7, 3, 2, 5>, he, stored<2, 3, 1, 0>>;
static_assert(turned::strides == std::array<long, 4>{1, 7, 105, 21});
static_assert(parameter<"weight", shape<10, 84>, he, stored<1, 0>>::strides == std::array<long, 2>{1, 10});

using measured = statistic<"running_mean", shape<7>, zeros>;
static_assert(!measured::learned);
static_assert(measured::strides == std::array<long, 1>{1});

static_assert(parameter_list<>::size == 0);
static_assert(parameter_list<as_written, measured>::size == 2);

// What a name and a number of axes tell of a parameter's kind, and what a layer says instead.
static_assert(as_written::kind == parameter_kind::weight);
static_assert(parameter<"weight", shape<7>, ones>::kind == parameter_kind::scale);
static_assert(parameter<"bias", shape<7>, zeros>::kind == parameter_kind::bias);
static_assert(usual_kind("bias_hh", 1) == parameter_kind::bias &&
              usual_kind("in_proj_bias", 1) == parameter_kind::bias);
static_assert(usual_kind("out_proj.bias", 1) == parameter_kind::bias &&
              usual_kind("bias.weight", 2) == parameter_kind::weight);
using table_of_rows = of_kind<parameter_kind::embedding, as_written>;
static_assert(table_of_rows::kind == parameter_kind::embedding && table_of_rows::size == 30 &&
              table_of_rows::learned);
