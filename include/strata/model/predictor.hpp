// SPDX-License-Identifier: MIT
#pragma once
#include <strata/model/model.hpp>

namespace strata {

/// A model that only answers: a copy of the parameters as they were, with what follows from them alone (weights with
/// their normalization folded in, transformed for the kernels) computed once instead of at every call.
///
///     predictor answer{m};
///     auto y = answer(images);              // images: [N, 1, 28, 28]   y: [N, 10]
template <Network Net, class T = float>
class predictor {
public:
    explicit predictor(const model<Net, T>& m) : model_(m), answers_(m.threads()) {}

    /// As `model::predict`, of any N. Throws where x has the wrong extents or a value that is no finite
    /// number, and where another thread is inside: each needs a predictor of its own.
    template <class E>
    auto operator()(const E& x) {
        static_assert(sizeof(spoken<batch_decision<E, typename Net::input_shape>>) > 0);
        const auto alone = model_.caller().enter("predictor");
        return answers_(x, model_.pointers(), model_.random_seed());
    }

private:
    model<Net, T> model_;
    answers<Net, T> answers_;
};

}  // namespace strata
