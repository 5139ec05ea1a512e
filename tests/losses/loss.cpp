// SPDX-License-Identifier: MIT
#include <strata/losses/loss.hpp>

#include <strata/metrics/accuracy.hpp>
#include <strata/shape/codes.hpp>

using namespace strata;

namespace losses_of_tests {

/// Half of the sum of squares, over vectors.
struct whole {
    template <Shape Y>
    using decision = std::conditional_t<Vector<Y>, Y, refused<E19_loss_needs_a_vector>>;
    template <Shape Y>
    using target = several_targets<>;
    template <Shape Y, class T>
    double apply(const loss_args<T>&) const;
};
struct without_target {
    template <Shape Y>
    using decision = Y;
    template <Shape Y, class T>
    double apply(const loss_args<T>&) const;
};
struct of_another_target : without_target {
    template <Shape Y>
    using target = int;
};
struct without_apply {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;
};
struct that_changes_itself : without_apply {
    template <Shape Y, class T>
    double apply(const loss_args<T>&);
};
struct of_another_decision : whole {
    template <Shape Y>
    using decision = bool;
};
struct of_images_alone : whole {
    template <Image Y>
    using decision = Y;
};
struct in_double_alone : without_apply {
    template <Shape Y>
    double apply(const loss_args<double>&) const;
};

using missing = missing_in_loss;
using five = shape<5>;

static_assert(Loss<whole> && LossOver<whole, five> && LossOver<whole, five, double>);
static_assert(!LossOver<whole, shape<2, 5>> && std::is_same_v<loss_lacks<whole, shape<2, 5>>, types<>>);
static_assert(!Loss<int> && !LossOver<int, five> && !LossOver<whole, int>);
static_assert(
    std::is_same_v<loss_lacks<int, five>, types<missing::decision, missing::target, missing::apply>>);
static_assert(std::is_same_v<loss_lacks<without_target, five>, types<missing::target>>);
static_assert(std::is_same_v<loss_lacks<of_another_target, five>, types<missing::target>>);
static_assert(std::is_same_v<loss_lacks<without_apply, five>, types<missing::apply>>);
static_assert(std::is_same_v<loss_lacks<that_changes_itself, five>, types<missing::apply>>);
static_assert(std::is_same_v<loss_lacks<of_another_decision, five>, types<missing::decision>>);
static_assert(std::is_same_v<loss_lacks<accuracy, five>, types<missing::apply>>);
static_assert(Loss<of_images_alone> && LossOver<of_images_alone, shape<1, 2, 2>> &&
              !LossOver<of_images_alone, five>);
static_assert(LossOver<in_double_alone, five, double> && !LossOver<in_double_alone, five>);
static_assert(LossOver<no_loss, five> && !is_across_samples<no_loss>);

}  // namespace losses_of_tests
