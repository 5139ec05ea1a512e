// SPDX-License-Identifier: MIT
#pragma once
/// The samples that a network is handed, an array for each of its inputs.
#include <array>
#include <strata/graph/net.hpp>
#include <strata/inputs.hpp>
#include <strata/model/arrays.hpp>
#include <strata/model/input_samples.hpp>
#include <strata/target.hpp>
#include <tuple>

namespace strata {

/// The first mistake of some decisions; where there is none, types<>.
template <class... Decisions>
struct first_mistake_of {
    using type = types<>;
};
template <class First, class... Rest>
struct first_mistake_of<First, Rest...> {
    using type = typename std::conditional_t<is_shape_error<First>, type_holder<First>,
                                             first_mistake_of<Rest...>>::type;
};

/// What is said of arrays X as the samples of inputs: E60 where they are not as many, E22, E48; else types<>.
template <class Where, class Ports, class... X>
struct inputs_decision_of {
    using type = shape_error<used_in<Where>, got<array_count<static_cast<int>(sizeof...(X))>>,
                             E60_another_number_of_inputs, input_count<Ports::size>>;
};
template <class Where, class... Port, class... X>
requires(sizeof...(Port) == sizeof...(X)) struct inputs_decision_of<Where, types<Port...>, X...>
    : first_mistake_of<batch_decision<X, typename Port::shape_type>...> {
};
template <class Where, class Net, class... X>
using inputs_decision = typename std::conditional_t<Refused<Net>, first_mistake_of<>,
                                                    inputs_decision_of<Where, input_ports<Net>, X...>>::type;

/// The same of what is handed over in one argument, an array or `inputs(x1, x2)`.
template <class E, class Net>
struct given_decision_of {
    using type = inputs_decision<a_batch, Net, E>;
};
template <class... X, class Net>
struct given_decision_of<array_inputs<X...>, Net> {
    using type = inputs_decision<a_batch, Net, std::remove_cvref_t<X>...>;
};
template <class E, class Net>
using given_decision = typename given_decision_of<E, Net>::type;
template <class E, class Net>
concept NoInputsOf = is_shape_error<given_decision<E, Net>>;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

template <class Ports, class T, class... X>
class given_inputs;

/// Arrays X for the inputs of a network. What throws where they do not fit is said by `given_input`.
template <class... Port, class T, class... X>
class given_inputs<types<Port...>, T, X...> {
    static constexpr std::size_t count_of_inputs = sizeof...(Port);

public:
    /// Throws besides where there are not equally many samples of each.
    explicit given_inputs(const X&... x) : given_(given_input<Port, T, X>(x)...) {
        const std::array<int, count_of_inputs> counts = std::apply(
            [](const auto&... given) { return std::array<int, count_of_inputs>{given.count()...}; }, given_);
        constexpr std::array<const char*, count_of_inputs> names{Port::name.data()...};
        for (std::size_t k = 1; k < count_of_inputs; ++k)
            if (counts[k] != counts[0]) refuse_other_count(names[k], counts[0], counts[k]);
        count_ = counts[0];
    }

    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] std::array<input_samples<T>, count_of_inputs> samples() const {
        return std::apply(
            [](const auto&... given) {
                return std::array<input_samples<T>, count_of_inputs>{given.samples()...};
            },
            given_);
    }
    /// Whether all of them are read where they lie.
    static constexpr bool lie_ready = (given_input<Port, T, X>::lies_ready && ...);

private:
    std::tuple<given_input<Port, T, X>...> given_;
    int count_ = 0;
};
template <class Net, class T, class... X>
using inputs_of = given_inputs<input_ports<Net>, T, X...>;

}  // namespace strata::inline STRATA_TARGET
