// SPDX-License-Identifier: MIT
#pragma once
/// A network's answers for the user's arrays.
#include <array>
#include <concepts>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/arrays.hpp>
#include <strata/model/portions.hpp>
#include <strata/model/workspace.hpp>
#include <strata/target.hpp>
#include <tuple>

namespace strata::inline STRATA_TARGET {

template <class T, class... V>
struct answer_arrays {
    using type = std::tuple<xt::xtensor<T, static_cast<std::size_t>(V::shape_type::rank) + 1>...>;
};
template <class T, class V>
struct answer_arrays<T, V> {
    using type = xt::xtensor<T, static_cast<std::size_t>(V::shape_type::rank) + 1>;
};
template <class T, class... V>
answer_arrays<T, V...> arrays_of(types<V...>);

/// What a network answers for a batch: an array [N, ...], or a tuple of them where it has heads.
template <Network Net, class T>
using answer_of = typename decltype(arrays_of<T>(output_values<Net>{}))::type;

/// Whether answers can be written into arrays of type Y: those of ours, adaptors of memory, slices of the
/// first axis.
template <class Y, class T>
concept AnswerArray = OneRun<std::remove_cvref_t<Y>, T> && requires(Y& y) {
    { y.data() } -> std::convertible_to<T*>;
};

/// Throws: the array for output number k has other extents.
[[noreturn, gnu::cold]] inline void refuse_output(int64 k, std::span<const int> extents, int n,
                                                  const std::vector<int64>& found) {
    std::vector<int64> wanted{n};
    wanted.insert(wanted.end(), extents.begin(), extents.end());
    throw_error({.problem = "the array for the answer has other extents",
                 .name = with_number("output", k),
                 .expected = shape_text(wanted),
                 .found = shape_text(found)});
}

/// Runs a network over arrays [N, ...] of any N, for any number of callers at once, in memory that is kept.
template <Network Net, class T>
class answers {
    using S = typename Net::input_shape;
    using outputs = output_values<Net>;
    template <std::size_t K>
    using output_shape = typename type_at<outputs, static_cast<int>(K)>::shape_type;
    using output_numbers = std::make_index_sequence<static_cast<std::size_t>(outputs::size)>;

public:
    explicit answers(int threads) : pool_(threads) {}

    [[nodiscard]] int threads() const { return pool_.threads(); }

    /// The answer for x: an array [N, ...], or a tuple of them where the network has heads. `how` says the
    /// parameters and options. Throws where x has the wrong extents or a value that is no finite number.
    template <class E>
    auto operator()(const E& x, const answer_call<T>& how) const {
        if constexpr (Array<E>) {
            const flush_denormals flushed;
            const int n = checked_samples<S>(x, "the input");
            auto y = empty_outputs(n, output_numbers{});
            answer_into(x, n, how, y, output_numbers{});
            return alone(std::move(y));
        } else {  // has been refused
            return alone(empty_outputs(0, output_numbers{}));
        }
    }

    /// The same into arrays of the caller's, one for each output. Throws besides where one has the wrong
    /// extents. In memory that the last call was enough for it allocates none.
    template <class E, class... Y>
    void into(const answer_call<T>& how, const E& x, Y&... y) const {
        static_assert(OneRun<E, T>,
                      "samples that are answered without a copy are numbers of the network's type, one after "
                      "the other: an xt::xtensor, or xt::adapt of memory");
        static_assert((AnswerArray<Y, T> && ...),
                      "answers are written into arrays of numbers of the network's type, one after the "
                      "other: an xt::xtensor, or xt::adapt of memory");
        static_assert(sizeof...(Y) == outputs::size,
                      "there has to be an array for each output of the network");
        if constexpr (OneRun<E, T> && (AnswerArray<Y, T> && ...) && sizeof...(Y) == outputs::size) {
            const int n = checked_samples<S>(x, "the input");
            const auto all = std::tie(y...);
            check_outputs(n, all, output_numbers{});
            answer_into(x, n, how, all, output_numbers{});
        }
    }

private:
    template <class E, class Outputs, std::size_t... K>
    void answer_into(const E& x, int n, answer_call<T> call, Outputs& y, std::index_sequence<K...>) const {
        const contiguous<T, S::rank + 1, E> samples(x);
        const std::array<output_list<T>, sizeof...(K)> places{
            outputs_of<output_shape<K>>(first_element(std::get<K>(y)))...};
        call.x = samples_of<S>(samples.data());
        call.n = n;
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
