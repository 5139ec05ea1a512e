// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/shape/shape.hpp>
#include <strata/shape/text.hpp>
#include <strata/shape/types.hpp>
#include <strata/shape/window.hpp>

using namespace strata;

// the lecture's 7 x 7 input with a 3 x 3 filter
static_assert(window_axis{7, 3, 1}.output() == 5);
static_assert(window_axis{7, 3, 2}.output() == 3);
static_assert(!window_axis{7, 3, 3}.whole());
static_assert(window_axis{7, 3, 3, 1, 1}.whole() && window_axis{7, 3, 3, 1, 1}.output() == 3);
// 32 with ten 5 x 5 filters, stride 1, pad 2
static_assert(window_axis{32, 5, 1, 2, 2}.output() == 32);
static_assert(!window_axis{3, 5}.fits() && window_axis{3, 5, 1, 1, 1}.fits());
static_assert(window_axis{9, 3, 1, 0, 0, 2}.span() == 5 && window_axis{9, 3, 1, 0, 0, 2}.output() == 5);
// zeros that differ by side: TensorFlow's SAME for an even window
static_assert(window_axis{32, 2, 1, 0, 1}.output() == 32 && !window_axis{32, 2, 1, 0, 1}.symmetric());
static_assert(window_axis{9, 3, 2, 2, 0}.begin(0) == -2 && window_axis{9, 3, 2, 2, 0}.begin(4) == 6);
// rounded up: a window more where one can start inside
static_assert(window_axis{6, 3, 2, 0, 0, 1, true}.output() == 3 &&
              window_axis{7, 3, 2, 0, 0, 1, true}.output() == 3);
static_assert(window_axis{5, 2, 3, 1, 1, 1, true}.output() == 2 &&
              window_axis{6, 2, 3, 1, 1, 1, true}.output() == 3);
static_assert(window_axis{5, 2, 2, 1, 1, 1, true}.output() == 3);

static_assert(shape<3, 32, 32>::size == 3072 && shape<3, 32, 32>::rank == 3);
static_assert(Image<shape<3, 4, 5>> && !Image<shape<60>> && Vector<shape<60>> && Shape<shape<>> &&
              !Shape<int>);
static_assert(channels<shape<3, 4, 5>> == 3 && height<shape<3, 4, 5>> == 4 && width<shape<3, 4, 5>> == 5);
static_assert(places<shape<3, 4, 5>> == 20 && places<shape<60>> == 1 && shape<>::size == 1);

static_assert(text("stem").view() == "stem" && text("stem").size() == 4 && text("a") == text("a"));

static_assert(std::is_same_v<type_at<types<int, float, int>, 1>, float>);
static_assert(std::is_same_v<concatenate<types<int>, types<>, types<float, char>>, types<int, float, char>>);

TEST_CASE("windows, shapes, texts and lists are settled by the compiler") {
    CHECK(window_axis{7, 3, 1}.output() == 5);
}
