// SPDX-License-Identifier: MIT
#pragma once
#include <strata/model/model.hpp>
#include <strata/target.hpp>

namespace strata {

/// A model that only answers: a copy of the parameters as they were, with what follows from them alone (weights with
/// their normalization folded in, transformed for the kernels) computed once instead of at every call.
///
///     predictor answer{m};
///     auto y = answer(images);              // images: [N, 1, 28, 28]   y: [N, 10]
template <class Net, class T = float>
class STRATA_TAGGED predictor {
    using N = typename model<Net, T>::network_type;

public:
    explicit predictor(const model<Net, T>& m) : model_(m), answers_(m.threads()) {}

    /// As `model::predict`, of any N. Throws where x has the wrong extents or a value that is no finite
    /// number, and where another thread is inside: each needs a predictor of its own.
    template <class E>
        requires(!NoBatchOf<E, typename N::input_shape>)
    auto operator()(const E& x) {
        const auto alone = model_.caller().enter("predictor");
        return answers_(x, model_.pointers(), model_.random_seed());
    }
    template <NoBatchOf<typename N::input_shape> E>
    auto operator()(const E& x) -> decltype(refuse<batch_decision<E, typename N::input_shape>>());  // E22, E48
    template <class V, class Braces = a_list_in_braces>
    auto operator()(std::initializer_list<V>) -> decltype(refuse<batch_decision<Braces, typename N::input_shape>>());  // E48

private:
    model<Net, T> model_;
    answers<N, T> answers_;
};

}  // namespace strata
