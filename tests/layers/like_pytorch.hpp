// SPDX-License-Identifier: MIT
#pragma once
/// A network does what PyTorch's literals say: forward, backward, every gradient.
#include <utility>

#include "../literals/literal.hpp"
#include "pass.hpp"

namespace strata::test {

template <class T>
void check_pass_like_pytorch(pass<T> run, const network_literal& literal, bool predicts);

/// Checks Net in the precisions T, both unless one is said, over one sample less than there is room for;
/// `predicts` also its answer in inference, where that is the same.
template <Network Net, class... T>
void check_like_pytorch(const network_literal& literal, bool predicts = true) {
    if constexpr (sizeof...(T) == 0)
        check_like_pytorch<Net, double, float>(literal, predicts);
    else
        (check_pass_like_pytorch(pass<T>::template of<Net>(literal.n + 1), literal, predicts), ...);
}

}  // namespace strata::test
