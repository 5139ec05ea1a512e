// SPDX-License-Identifier: MIT
#pragma once
/// A network's answers for the user's arrays.
#include <array>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/answer_arrays.hpp>
#include <strata/model/given_inputs.hpp>
#include <strata/model/portions.hpp>
#include <strata/model/state.hpp>
#include <strata/model/workspace.hpp>
#include <strata/target.hpp>
#include <tuple>

namespace strata::inline STRATA_TARGET {

/// What is said of samples E that go on where a state is; see `given_decision`, `state_decision`.
template <class E, class State, class Net, class T>
using answer_decision =
    typename first_mistake_of<given_decision<E, Net>, state_decision<State, a_batch, Net, T>>::type;

/// Runs a network over arrays [N, ...] of any N, for any number of callers at once, in memory that is kept.
template <Network Net, class T>
class answers {
    using outputs = output_values<Net>;
    template <std::size_t K>
    using output_shape = typename type_at<outputs, static_cast<int>(K)>::shape_type;
    using output_numbers = std::make_index_sequence<static_cast<std::size_t>(outputs::size)>;

public:
    explicit answers(int threads) : pool_(threads) {}

    [[nodiscard]] int threads() const { return pool_.threads(); }

    /// The answer for x, an array or `inputs(x1, x2)`: an array [N, ...], or a tuple of them where the
    /// network has heads. `how` says the parameters and options. Throws where x has the wrong extents or a
    /// value that is no finite number.
    template <class E>
    auto operator()(const E& x, const answer_call<T>& how) const {
        return answer_with(x,
                           [&](const auto& given, auto& y) { answer_into(given, how, y, output_numbers{}); });
    }
    /// The same for samples that go on where state s is, which gets what is behind them. Throws besides where
    /// it is of another number of samples; s is as it was where anything throws.
    template <class E, class State>
    auto operator()(const E& x, State& s, answer_call<T> how) const {
        return answer_with(x, [&](const auto& given, auto& y) {
            carried_values<T> carried;
            carried.take(s, given.count());
            how.carried = &carried;
            do_or_undo([&] { answer_into(given, how, y, output_numbers{}); }, [&] { carried.put_back(); });
        });
    }

    /// The same into arrays of the caller's, one for each output. Throws besides where one has the wrong
    /// extents. In memory that the last call was enough for it allocates none.
    template <class E, class... Y>
    void into(const answer_call<T>& how, const E& x, Y&... y) const {
        static_assert((AnswerArray<Y, T> && ...),
                      "answers are written into arrays of numbers of the network's type, one after the "
                      "other: an xt::xtensor, or xt::adapt of memory");
        static_assert(sizeof...(Y) == outputs::size,
                      "there has to be an array for each output of the network");
        with_arrays(x, [&]<class... X>(const X&... array) {
            constexpr bool lie_ready = inputs_of<Net, T, X...>::lie_ready;
            static_assert(lie_ready,
                          "samples that are answered without a copy are numbers of the network's type, or "
                          "integers where it takes whole numbers, one after the other: an xt::xtensor, or "
                          "xt::adapt of memory");
            if constexpr (lie_ready && (AnswerArray<Y, T> && ...) && sizeof...(Y) == outputs::size) {
                const inputs_of<Net, T, X...> given(array...);
                const auto all = std::tie(y...);
                check_outputs(given.count(), all, output_numbers{});
                answer_into(given, how, all, output_numbers{});
            }
        });
    }

private:
    /// The outputs that answer(inputs, outputs) has filled.
    template <class E, class Answer>
    auto answer_with(const E& x, Answer&& answer) const {
        if constexpr (NoInputsOf<E, Net> || Refused<Net>) {  // has been refused
            return alone(empty_outputs(0, output_numbers{}));
        } else {
            const flush_denormals flushed;
            return with_arrays(x, [&]<class... X>(const X&... array) {
                const inputs_of<Net, T, X...> given(array...);
                auto y = empty_outputs(given.count(), output_numbers{});
                answer(given, y);
                return alone(std::move(y));
            });
        }
    }
    template <class Given, class Outputs, std::size_t... K>
    void answer_into(const Given& given, answer_call<T> call, Outputs& y, std::index_sequence<K...>) const {
        const auto samples = given.samples();
        const std::array<output_list<T>, sizeof...(K)> places{
            outputs_of<output_shape<K>>(first_element(std::get<K>(y)))...};
        call.x = samples;
        call.n = given.count();
        call.y = places;
        answer_in_portions(pool_, program<Net, inference, T>::table, call);
    }
    template <class Outputs, std::size_t... K>
    static void check_outputs(int n, const Outputs& y, std::index_sequence<K...>) {
        (check_output<output_shape<K>>(n, std::get<K>(y), int64{K}), ...);
    }
    template <Shape Y, class A>
    static void check_output(int n, const A& y, int64 k) {
        const auto& found = y.shape();
        bool fits = found.size() == static_cast<std::size_t>(Y::rank) + 1 && std::cmp_equal(found[0], n);
        for (std::size_t i = 0; fits && i < static_cast<std::size_t>(Y::rank); ++i)
            fits = std::cmp_equal(found[i + 1], Y::extents[i]);
        if (!fits) refuse_output(k, {Y::extents.data(), Y::extents.size()}, n, {found.begin(), found.end()});
    }
    /// One output as it is, several as a tuple.
    template <class Y>
    static auto alone(Y&& y) {
        if constexpr (outputs::size == 1)
            return std::move(std::get<0>(y));
        else
            return std::move(y);
    }
    template <Shape Y>
    static auto empty_output(int n) {
        std::array<std::size_t, Y::rank + 1> extents{static_cast<std::size_t>(n)};
        std::copy(Y::extents.begin(), Y::extents.end(), extents.begin() + 1);
        return xt::xtensor<T, Y::rank + 1>(extents);
    }
    template <std::size_t... K>
    static auto empty_outputs(int n, std::index_sequence<K...>) {
        return std::make_tuple(empty_output<output_shape<K>>(n)...);
    }

    mutable run_pool<T> pool_;
};

}  // namespace strata::inline STRATA_TARGET
