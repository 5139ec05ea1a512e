// SPDX-License-Identifier: MIT
#include <strata/losses/target.hpp>

using namespace strata;

namespace targets_of_tests {

struct nested {
    template <Shape Y>
    using target = several_targets<several_targets<>, strata::target<real_numbers, Y>,
                                   several_targets<several_targets<ragged_target<real_numbers, shape<5>>>,
                                                   strata::target<class_numbers>>>;
};
struct one {
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;
};
struct none {
    template <Shape Y>
    using target = several_targets<>;
};

using Y = shape<3, 4>;
static_assert(std::is_same_v<target_of<nested, Y>,
                             several_targets<target<real_numbers, Y>, ragged_target<real_numbers, shape<5>>,
                                             target<class_numbers>>>);
static_assert(std::is_same_v<target_of<one, Y>, several_targets<target<real_numbers, Y>>> &&
              target_of<one, Y>::size == 1);
static_assert(std::is_same_v<target_of<none, Y>, several_targets<>> && target_of<none, Y>::size == 0);
static_assert(Target<target<class_numbers>> && Target<nested::target<Y>> && Target<several_targets<>>);
static_assert(!Target<int> && !Target<target<int>> && !Target<several_targets<target<real_numbers>, int>>);
static_assert(ragged_target<real_numbers>::is_ragged && !target<real_numbers>::is_ragged);

}  // namespace targets_of_tests
