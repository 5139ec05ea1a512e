// SPDX-License-Identifier: MIT
#include <strata/metrics/metric.hpp>

#include <strata/metrics/accuracy.hpp>
#include <strata/shape/codes.hpp>

using namespace strata;

namespace metrics_of_tests {

struct nameless {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = several_targets<>;
    template <Shape Y, class T>
    void add(const metric_args<T>&);
    [[nodiscard]] double value() const;
    template <class V>
    void state(V&&);
};
struct without_state {
    static constexpr const char* name = "mine";
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = several_targets<>;
    template <Shape Y, class T>
    void add(const metric_args<T>&);
    [[nodiscard]] double value() const;
};
struct with_name : nameless {
    static constexpr const char* name = "mine";
};
struct with_one_number : with_name {
    explicit with_one_number(int);
};
struct of_images : with_name {
    template <Shape Y>
    using decision = std::conditional_t<Image<Y>, Y, refused<E43_loss_needs_an_image>>;
    template <Image Y>
    using target = strata::target<real_numbers, Y>;
};

using missing = missing_in_metric;
using five = shape<5>;

static_assert(Metric<with_name> && MetricOver<with_name, five> && MetricOver<accuracy, five, double>);
static_assert(!Metric<nameless> && std::is_same_v<metric_lacks<nameless, five>, types<missing::name>>);
static_assert(!Metric<without_state> &&
              std::is_same_v<metric_lacks<without_state, five>, types<missing::state>>);
static_assert(std::is_same_v<metric_lacks<with_one_number, five>, types<missing::beginning>>);
static_assert(MetricOver<of_images, shape<1, 2, 2>> && !MetricOver<of_images, five>);
static_assert(std::is_same_v<metric_lacks<of_images, five>, types<>>);
static_assert(metric_list<accuracy, with_name>::size == 2 && metric_list<>::size == 0);
static_assert(std::is_same_v<decltype(metric_list{accuracy{}}), metric_list<accuracy>>);

}  // namespace metrics_of_tests
