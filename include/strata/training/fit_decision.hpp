// SPDX-License-Identifier: MIT
#pragma once
/// What `fit` and `step` can be handed, and what is said of the rest.
#include <strata/data/array_source.hpp>
#include <strata/data/data_set.hpp>
#include <strata/errors/report.hpp>
#include <strata/model/given_inputs.hpp>
#include <strata/training/loss_targets.hpp>
#include <strata/training/pairing.hpp>

namespace strata {

/// Samples E as `given_decision` knows them: some of several arrays may be scaled as they are read.
template <class X>
struct without_scale {
    using type = X;
};
template <class X>
struct without_scale<array_source<X>> {
    using type = std::remove_cvref_t<X>;
};
template <class E>
struct samples_handed_over {
    using type = E;
};
template <class... X>
struct samples_handed_over<array_inputs<X...>> {
    using type = array_inputs<typename without_scale<std::remove_cvref_t<X>>::type...>;
};

/// Whether L can be target number K.
template <class L, class Target>
struct target_decision_of {
    using type = labels_decision<L, typename Target::shape_type>;
};
template <class Net, class Targets, bool Pairs>
struct asked_of_fit;
template <class Net, class... Target, bool Pairs>
struct asked_of_fit<Net, several_targets<Target...>, Pairs> {
    using S = typename Net::input_shape;
    using why = E50_nothing_to_fit;
    static constexpr int count = sizeof...(Target);
    template <class Words>
    using mistake = shape_error<a_fit, got<>, why, Words>;

    template <class E>
    static constexpr auto input_mistake() {
        return given_decision<typename samples_handed_over<E>::type, Net>{};
    }
    template <class... T, class... L>
    static constexpr auto target_mistake(several_targets<T...>, types<L...>) {
        using found = typename first_mistake<typename target_decision_of<L, T>::type...>::type;
        if constexpr (is_shape_error<found>)
            return found{};
        else
            return types<>{};
    }
    template <class Words, class E, class... L>
    static constexpr auto arrays_mistake() {
        if constexpr (!Pairs)
            return types<>{};
        else if constexpr (is_shape_error<decltype(input_mistake<E>())>)
            return input_mistake<E>();
        else if constexpr (sizeof...(L) == 0 && count > 0)
            return mistake<why::of_labels>{};
        else if constexpr (sizeof...(L) != count)
            return mistake<Words>{};
        else
            return target_mistake(several_targets<Target...>{}, types<L...>{});
    }
    /// The labels that a set has for each sample, and those that the losses want.
    template <class Set>
    static constexpr bool labels_fit() {
        if constexpr (count == 1) {
            using only = type_at<types<Target...>, 0>;
            return static_rank<decltype(Set::labels)> == only::shape_type::rank + 1 && is_of_classes<only>;
        }
        return false;
    }
    template <class Set>
    static constexpr auto set_mistake() {
        if constexpr (!Pairs) {
            return types<>{};
        } else if constexpr (LabelledSet<Set>) {
            using images = decltype(Set::images);
            if constexpr (NoInputsOf<images, Net>)
                return given_decision<images, Net>{};
            else if constexpr (count > 1)
                return mistake<why::template of_outputs<count>>{};
            else if constexpr (!labels_fit<Set>())
                return mistake<why::of_set>{};
            else
                return types<>{};
        } else {
            return types<>{};
        }
    }

    /// Why a set cannot be fitted; types<> where it can, or where something else has been said.
    template <class Set>
    using of_set = decltype(set_mistake<Set>());
    /// The same of samples E with targets L...
    template <class E, class... L>
    using of_arrays = decltype(arrays_mistake<why::template of_outputs<count>, E, L...>());
    /// Of options that there are not; said of the type that they are taken for.
    template <class>
    using unknown_option = std::conditional_t<Pairs, mistake<why::of_options>, types<>>;

    template <class E, class... L>
    static constexpr bool is_right =
        !is_shape_error<of_arrays<E, L...>> && (Array<E> || SeveralInputs<E>)&&Pairs;
    /// Whether samples are taken from where they lie, or from one copy, as numbers of the network.
    template <class E>
    static constexpr bool lies_ready = [] {
        if constexpr (Array<E>)
            return input_ports<Net>::size == 1 && std::is_floating_point_v<typename E::value_type>;
        return false;
    }();
};

/// The first of the losses' targets as an array; of none, an array that nobody has.
template <class Targets, class T>
struct first_target_of {
    struct type {};
};
template <class First, class... Rest, class T>
struct first_target_of<several_targets<First, Rest...>, T> {
    using type = xt::xtensor<std::conditional_t<is_of_classes<First>, int, T>,
                             static_cast<std::size_t>(First::shape_type::rank) + 1>;
};

template <class L, class Values>
struct repeated_loss;
template <class L, class... V>
struct repeated_loss<L, types<V...>> {
    template <class>
    using again = L;
    using type = joint_loss<again<V>...>;
};

}  // namespace strata
