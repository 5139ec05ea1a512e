// SPDX-License-Identifier: MIT
#pragma once
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
template <class Net, class T = float>
class STRATA_TAGGED predictor {
    using N = typename model<Net, T>::network_type;

public:
    /// Throws where a step is changing the model, and where the options cannot be.
    explicit predictor(const model<Net, T>& m, answer_options options = {})
        : model_(m), answers_(m.threads()), options_(options) {
        static_cast<void>(portion_of(options, {}));
    }

    /// As `model::predict`, of any N. Throws where x has the wrong extents or a value that is no finite
    /// number.
    template <class E>
        requires(!NoBatchOf<E, typename N::input_shape>)
    auto operator()(const E& x) const {
        return answers_(x, how());
    }
    template <NoBatchOf<typename N::input_shape> E>
    auto operator()(const E& x) const
        -> decltype(refuse<batch_decision<E, typename N::input_shape>>());  // E22, E48
    template <class V, class Braces = a_list_in_braces>
    auto operator()(std::initializer_list<V>) const
        -> decltype(refuse<batch_decision<Braces, typename N::input_shape>>());  // E48

    /// As `model::predict_into`.
    template <class E, class... Y>
        requires(!NoBatchOf<E, typename N::input_shape>)
    void into(const E& x, Y&&... y) const {
        if constexpr (!Refused<N>) answers_.into(how(), x, y...);
    }
    template <NoBatchOf<typename N::input_shape> E, class... Y>
    auto into(const E& x, Y&&... y) const
        -> decltype(refuse<batch_decision<E, typename N::input_shape>>());  // E22, E48

private:
    answer_call<T> how() const {
        model_.check_there("predictor");
        return {.w = model_.pointers(), .random = model_.random_seed(), .options = options_};
    }

    model<Net, T> model_;
    answers<N, T> answers_;
    answer_options options_;
};

}  // namespace strata
