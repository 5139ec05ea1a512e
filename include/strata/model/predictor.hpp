// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/at.hpp>
#include <strata/model/model.hpp>
#include <strata/target.hpp>

namespace strata {

/// A model that only answers: a copy of the parameters as they were, with what follows from them alone
/// (weights with their normalization folded in, transformed for the kernels) computed once instead of at
/// every call.
///
///     const predictor answer{m};
///     auto y = answer(images);              // images: [N, 1, 28, 28]   y: [N, 10]
///     answer.into(images, y);               // the same into memory of yours
///
/// Any number of threads may call one at the same time. Each call that is inside has memory of its own, of
/// `Net::workspace_bytes<inference>(portion, threads)` bytes, which is kept for the next: a predictor that k
/// threads share takes at most k times that, besides the parameters. `answer_options` says what a portion is.
/// Each call runs on `m.threads()` threads: where the callers are many, let that be 1.
///
/// A network over other inputs answers with the parameters of a model of the first:
/// `predictor<at<small, input<3, 96, 96>>> answer{m}`.
template <class Net, class T = float>
class STRATA_TAGGED predictor {
    using N = typename model<Net, T>::network_type;

public:
    /// Throws where a step is changing the model, and where the options cannot be.
    explicit predictor(const model<Net, T>& m, answer_options options = {}) : predictor(m, m, options) {}
    /// The same of a model of another network that has the same parameters.
    template <class Other>
    explicit predictor(const model<Other, T>& m, answer_options options = {}) : predictor(m, m, options) {
        using of_model = typename model<Other, T>::network_type;
        static_assert(SharesParameters<N, of_model> || Refused<N> || Refused<of_model>,
                      "the model has other parameters than the predictor's network: hand over a model of "
                      "this network, or of the one that it is `at` other inputs of");
    }

    /// As `model::predict`, of any N. Throws where x has the wrong extents or a value that is no finite
    /// number.
    template <class E>
    requires(!NoInputsOf<E, N>) auto operator()(const E& x) const { return answers_(x, how()); }
    template <class E>
    requires NoInputsOf<E, N>
    auto operator()(const E& x) const -> decltype(refuse<given_decision<E, N>>());  // E22, E48, E60
    template <class V, class Braces = a_list_in_braces>
    auto operator()(std::initializer_list<V>) const -> decltype(refuse<given_decision<Braces, N>>());  // E48

    /// The same for samples that go on where the state is, as `model::predict` does.
    template <class E, class State>
    requires(is_state<State> && !is_shape_error<answer_decision<E, State, N, T>>) auto operator()(
        const E& x, State& s) const {
        return answers_(x, s, how());
    }
    template <class E, class State>
    requires(is_state<State>&& is_shape_error<answer_decision<E, State, N, T>>) auto operator()(
        const E& x, State& s) const
        -> decltype(refuse<answer_decision<E, State, N, T>>());  // E22, E48, E56, E60

    /// As `model::predict_into`.
    template <class E, class... Y>
    requires(!NoInputsOf<E, N>) void into(const E& x, Y&&... y) const {
        if constexpr (!Refused<N>) answers_.into(how(), x, y...);
    }
    template <class E, class... Y>
    requires NoInputsOf<E, N>
    auto into(const E& x, Y&&... y) const -> decltype(refuse<given_decision<E, N>>());  // E22, E48, E60

private:
    template <class Model>
    predictor(const Model& m, const parameter_store<T>& parameters, answer_options options)
        : parameters_(parameters), random_(m.random_seed()), answers_(m.threads()), options_(options) {
        static_cast<void>(portion_of(options, {}));
    }

    answer_call<T> how() const {
        parameters_.check_there("predictor");
        return {.w = parameters_.pointers(), .random = random_, .options = options_};
    }

    parameter_store<T> parameters_;
    seed random_;
    answers<N, T> answers_;
    answer_options options_;
};

}  // namespace strata
