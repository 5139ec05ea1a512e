// SPDX-License-Identifier: MIT
#pragma once
/// What a metric is: a figure that answers add to, sample by sample, apart from what is trained on. A type
/// with
///
///     name                what it is called in reports and checkpoints: "accuracy"
///     decision<Y>         Y, or a `refused<...>` that says why it cannot be told of outputs of shape Y
///     target<Y>           what they are compared with (strata/losses/target.hpp)
///     add<Y>(a)           takes a.n samples in
///     value()             the figure over all of them; 0 before there are any
///     state(visit)        what a checkpoint keeps of it: visit(name, number), an int64 or a double, in an
///     order that
///                         follows from the numbers before
///
/// A fresh one is a new beginning: it can be copied and made without arguments. Sums are added sample by
/// sample, in order and in double, or are counts, so that how samples are put together in batches changes no
/// bit.
#include <concepts>
#include <strata/losses/decision.hpp>
#include <strata/losses/target.hpp>
#include <string_view>
#include <tuple>

namespace strata::inline STRATA_TARGET {

/// What a metric takes in: n samples.
template <class T>
struct metric_args {
    int n = 0;
    const T* y = nullptr;                     ///< [n, Y...], channels last, longer by `slack_elements`
    const target_view<T>* targets = nullptr;  ///< one for each array of `target_of`
    int threads = 1;
};

/// What a metric is asked to keep, so that the concept below can ask for any visitor.
struct any_visit {
    void operator()(std::string_view, int64&) const {}
    void operator()(std::string_view, double&) const {}
};

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// The parts that a metric can lack, and how that is said.
struct missing_in_metric {
    struct beginning {
        static constexpr std::string_view sentence = "it cannot be copied, or made without arguments";
    };
    struct name {
        static constexpr std::string_view sentence = "it has no `static constexpr const char* name`";
    };
    struct decision {
        static constexpr std::string_view sentence =
            "it has no `template <Shape Y> using decision`, which is Y, or a refused<...> that says why it "
            "cannot be "
            "told of outputs of shape Y";
    };
    struct target {
        static constexpr std::string_view sentence =
            "it has no `template <Shape Y> using target`, which says what it compares with: "
            "target<class_numbers>, target<real_numbers, Y>, several_targets<...>";
    };
    struct add {
        static constexpr std::string_view sentence =
            "it has no `template <Shape Y, class T> void add(const metric_args<T>&)`";
    };
    struct value {
        static constexpr std::string_view sentence = "it has no `double value() const`";
    };
    struct state {
        static constexpr std::string_view sentence =
            "it has no `template <class V> void state(V&& visit)`, which says what a checkpoint keeps";
    };
};

/// What can be told of a metric while the outputs are not known; the rest is asked of `metric_lacks`.
template <class M>
concept Metric = std::copyable<M> && std::default_initializable<M> && requires(M& m, const M& done) {
    std::string_view(M::name);
    { done.value() } -> std::convertible_to<double>;
    m.state(any_visit{});
};

template <class M, class Y, class T>
struct metric_questions {
    static constexpr bool begins = std::copyable<M> && std::default_initializable<M>;
    static constexpr bool has_name = requires { std::string_view(M::name); };
    static constexpr bool has_target = requires { requires Target<typename M::template target<Y>>; };
    static constexpr bool has_add = requires(M & m, const metric_args<T>& a) { m.template add<Y>(a); };
    static constexpr bool has_value = requires(const M& m) {
        { m.value() } -> std::convertible_to<double>;
    };
    static constexpr bool has_state = requires(M & m) { m.state(any_visit{}); };
    using always = concatenate<missing_unless<missing_in_metric::beginning, begins>,
                               missing_unless<missing_in_metric::name, has_name>,
                               missing_unless<missing_in_metric::decision, decides_over<M, Y>>,
                               missing_unless<missing_in_metric::value, has_value>,
                               missing_unless<missing_in_metric::state, has_state>>;
    using of_shape = concatenate<missing_unless<missing_in_metric::target, has_target>,
                                 missing_unless<missing_in_metric::add, has_add>>;
    // where Y is refused, nothing is asked that depends on it
    using type =
        concatenate<always, std::conditional_t<takes<M, Y> || !decides_over<M, Y>, of_shape, types<>>>;
};
/// What M lacks to be a metric of outputs of shape Y in numbers T: `types<>`, or of `missing_in_metric`.
template <class M, Shape Y, class T = float>
using metric_lacks = typename metric_questions<M, Y, T>::type;

/// A metric of outputs of shape Y.
template <class M, class Y, class T = float>
concept MetricOver = Shape<Y> && takes<M, Y> && std::is_same_v<metric_lacks<M, Y, T>, types<>>;

/// Metrics, in the order in which they are told: `metric_list{accuracy{}, top_k<5>{}}`.
template <class... M>
struct STRATA_TAGGED metric_list {
    static constexpr int size = sizeof...(M);
    std::tuple<M...> metrics;

    metric_list() = default;
    explicit metric_list(M... each) requires(sizeof...(M) > 0) : metrics(each...) {}
};

}  // namespace strata
