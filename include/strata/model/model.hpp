// SPDX-License-Identifier: MIT
#pragma once
/// A network with numbers in it.
#include <array>
#include <initializer_list>
#include <strata/graph/network_or_none.hpp>
#include <strata/model/answers.hpp>
#include <strata/model/parameter_name.hpp>
#include <strata/model/parameter_store.hpp>
#include <strata/target.hpp>

namespace strata {

/// The parameters of `Net`, drawn from a seed, in one flat aligned buffer, and the network's answers.
///
///     model<lenet> m{seed{7}};
///     auto y = m.predict(images);           // images: [N, 1, 28, 28]   y: [N, 10]
///     m.parameter("0.weight")(3, 0, 2, 2)   // a view: filter 3, channel 0, the middle of its window
///
/// T is the precision of everything in it: `float` to train, `double` to check gradients.
template <class Net, class T = float>
class STRATA_TAGGED model : public parameter_store<T> {
    static_assert(sizeof(spoken<network_decision<Net>>) > 0);
    using N = typename network_or_none<Net>::type;
    using table = parameter_table<typename N::graph>;

public:
    using network_type = N;
    using value_type = T;

    explicit model(seed s = {}, int threads = default_threads()) : model(s, threads, nullptr) {}
    /// With the weights drawn by one initializer wherever a layer does not state its own.
    template <Initializer Init>
    model(seed s, init_all<Init>, int threads = default_threads()) : model(s, threads, &start_from<Init>) {}

    [[nodiscard]] seed random_seed() const { return seed_; }
    [[nodiscard]] int threads() const { return answers_.threads(); }

    /// The network's answer for x: [N, ...], any N: an array [N, ...], or a tuple of them where the network
    /// has heads. Where it has several inputs x is `inputs(x1, x2)`, an array for each; one of whole numbers
    /// takes integers. Any number of threads may ask at the same time, each in memory of its own as with a
    /// `predictor`. Throws where x has the wrong extents or a value that is no finite number, and while
    /// another thread is inside of a training step of this model. The options change no bit. A `predictor` is
    /// quicker for many small batches: it knows that the parameters do not change.
    template <class E>
    requires(!NoInputsOf<E, N>) auto predict(const E& x, answer_options options = {}) const {
        const auto inside = this->caller().enter_to_read("model");
        return answers_(x, how(options));
    }
    template <class E, class Mistake = spoken<given_decision<E, N>>>
    requires NoInputsOf<E, N> STRATA_REFUSES auto predict(const E& x, answer_options = {}) const
        -> decltype(refuse_and_go_on<Mistake, answer_of<N, T>>());  // E22, E48, E60
    /// Numbers in braces are E48: they do not say how many samples they are.
    template <class V, class Mistake = spoken<given_decision<a_list_in_braces, N>>>
    STRATA_REFUSES auto predict(std::initializer_list<V>, answer_options = {}) const
        -> decltype(refuse_and_go_on<Mistake, answer_of<N, T>>());

    /// The same for samples that go on where `state<Net>` s is, which gets what is behind them: a sample of
    /// the state for each. Throws besides where it is of another number of them; s is as it was where
    /// anything throws. Each thread needs a state of its own.
    template <class E, class State>
    requires(is_state<State> && !is_shape_error<answer_decision<E, State, N, T>>) auto predict(
        const E& x, State& s, answer_options options = {}) const {
        const auto inside = this->caller().enter_to_read("model");
        return answers_(x, s, how(options));
    }
    template <class E, class State, class Mistake = spoken<answer_decision<E, State, N, T>>>
    requires(is_state<State>&& cannot_work<Mistake>) STRATA_REFUSES
        auto predict(const E& x, State& s, answer_options = {}) const
        -> decltype(refuse_and_go_on<Mistake, answer_of<N, T>>());  // E22, E48, E56, E60

    /// The same into arrays of the caller's, one for each output of the network. x and y hold numbers of type
    /// T one after the other, as an xt::xtensor or xt::adapt of memory does. Throws besides where the extents
    /// of one are not those of the answer. After the first call of its size it allocates nothing.
    template <class E, class... Y>
    requires(!NoInputsOf<E, N>) void predict_into(const E& x, Y&&... y) const {
        const auto inside = this->caller().enter_to_read("model");
        if constexpr (!Refused<N>) answers_.into(how({}), x, y...);
    }
    template <class E, class... Y>
    requires NoInputsOf<E, N>
    // E22, E48, E60
    auto predict_into(const E& x, Y&&... y) const -> decltype(refuse<given_decision<E, N>>());

    using parameter_store<T>::parameter;
    /// One parameter as an xtensor view of its rank, found by the compiler: `m.parameter<"0.weight">()`. A
    /// name that there is not is E24, with the names that there are.
    template <text Name>
    requires(!is_shape_error<typename parameter_called<typename N::graph, Name>::decision>)
        [[nodiscard]] auto parameter() {
        using found = parameter_called<typename N::graph, Name>;
        this->check_there();
        const parameter_facts& f = this->parameters()[static_cast<std::size_t>(found::index)];
        std::array<std::size_t, static_cast<std::size_t>(found::rank)> extents{};
        std::array<std::ptrdiff_t, static_cast<std::size_t>(found::rank)> strides{};
        std::copy(f.shape.begin(), f.shape.end(), extents.begin());
        std::copy(f.strides.begin(), f.strides.end(), strides.begin());
        return view_in_axes(this->data_of(f), f.size, extents, strides);
    }
    template <text Name, class Mistake = spoken<typename parameter_called<typename N::graph, Name>::decision>>
    requires cannot_work<Mistake> STRATA_REFUSES auto parameter()
        -> decltype(refuse_and_go_on<Mistake, xt::xtensor<T, 4>>());  // E24

private:
    model(seed s, int threads, const parameter_start* other)
        : parameter_store<T>(table::spans, s, other), seed_(s), answers_(threads) {
        require_network<Net>();
    }

    /// Parameters may have been changed through views since the last answer.
    answer_call<T> how(answer_options options) const {
        return {.w = this->pointers(), .random = seed_, .options = options, .prepares = true};
    }

    seed seed_;
    answers<N, T> answers_;
};
template <Network Net, class T>
requires StillUnsaid<Net>
class model<Net, T>;

}  // namespace strata
