// SPDX-License-Identifier: MIT
#pragma once
/// The options of normalizations: `batch_norm_with<epsilon<0.001>, statistics_momentum<0.01>>`.
#include <strata/layer/options.hpp>
#include <strata/layer/parameter.hpp>
#include <strata/shape/fraction.hpp>

namespace strata {

/// What is added to a variance, so that nothing is divided by 0: 1e-5 unless stated, as in PyTorch.
template <fraction Number = fraction{}>
struct epsilon {
    static constexpr fraction number = Number;
    static constexpr const char *name = "epsilon", *range = "above 0, or equal numbers would be divided by 0";
};

/// The share of the latest batch in the running mean and variance: 0.1 unless stated, as in PyTorch, whose
/// BatchNorm calls it momentum. (Here `momentum` is an update rule.) Keras counts the other way round: its
/// 0.99 is `statistics_momentum<0.01>`.
template <fraction Number = fraction{}>
struct statistics_momentum {
    static constexpr fraction number = Number;
    static constexpr const char *name = "momentum",
                                *range =
                                    "the share of the latest batch in the running mean and variance, "
                                    "above 0 and at most 1";
};

/// Running statistics that are the plain means over all batches seen. PyTorch's momentum=None.
struct cumulative {};

/// A normalization without the factor of each channel; `no_bias` is one without the shift.
struct no_scale {};

inline constexpr unsigned about_scale = 1U << 20, about_epsilon = 1U << 21, about_statistics = 1U << 22;
template <>
inline constexpr unsigned topic_of<no_scale> = about_scale;
template <fraction Number>
inline constexpr unsigned topic_of<epsilon<Number>> = about_epsilon;
template <fraction Number>
inline constexpr unsigned topic_of<statistics_momentum<Number>> = about_statistics;
template <>
inline constexpr unsigned topic_of<cumulative> = about_statistics;

/// The number inside the option `Option<number>` of a list, or a default.
template <template <fraction> class Option, fraction Otherwise, class... Options>
inline constexpr fraction option_fraction = Otherwise;
template <template <fraction> class Option, fraction Otherwise, fraction Number, class... Rest>
inline constexpr fraction option_fraction<Option, Otherwise, Option<Number>, Rest...> = Number;
template <template <fraction> class Option, fraction Otherwise, class First, class... Rest>
inline constexpr fraction option_fraction<Option, Otherwise, First, Rest...> =
    option_fraction<Option, Otherwise, Rest...>;

/// What the options of a normalization say. `Known` is an `expected<...>` of one option of each kind that the
/// layer has.
template <class Known, class... Options>
struct normalization_options;
template <class... Known, class... Options>
struct normalization_options<expected<Known...>, Options...> {
private:
    using wrong_option = typename first_wrong_option<(topic_of<Known> | ...), 0, Options...>::type;

    template <class Option, class Example>
    using outside = refused<E65_number_outside_its_range, Option, expected<Example>>;

    static constexpr auto decide() {
        if constexpr (!std::is_void_v<wrong_option>)
            return typename option_refusal<wrong_option, expected<Known...>>::type{};
        else if constexpr (epsilon_number.den < 1 || epsilon_number.num < 1)
            return outside<epsilon<epsilon_number>, epsilon<0.001>>{};
        else if constexpr (momentum.den < 1 || momentum.num < 1 || momentum.num > momentum.den)
            return outside<statistics_momentum<momentum>, statistics_momentum<0.01>>{};
    }

public:
    static constexpr bool scaled = !has_option<no_scale, Options...>,
                          biased = !has_option<no_bias, Options...>,
                          is_cumulative = has_option<cumulative, Options...>;
    static constexpr fraction epsilon_number = option_fraction<epsilon, 1e-5, Options...>,
                              momentum = option_fraction<statistics_momentum, 0.1, Options...>;

    /// Y, or what is wrong with the options.
    template <class Y>
    using checked = std::conditional_t<std::is_void_v<decltype(decide())>, Y, decltype(decide())>;

    /// Those of the scale and the shift that are there.
    template <class Scale, class Shift>
    using parameters = joined_parameters<std::conditional_t<scaled, parameter_list<Scale>, parameter_list<>>,
                                         std::conditional_t<biased, parameter_list<Shift>, parameter_list<>>>;
};

}  // namespace strata
