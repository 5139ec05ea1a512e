// SPDX-License-Identifier: MIT
#pragma once
/// A network does what PyTorch's literals say: forward, backward, every gradient.
#include <utility>

#include "../literals/literal.hpp"
#include "pass.hpp"

namespace strata::test {

template <class T>
void check_pass_like_pytorch(pass<T> run, const network_literal& literal, bool predicts);

/// Checks Net in both precisions, over one sample less than there is room for; `predicts` also its answer in inference,
/// where that is the same.
template <Network Net>
void check_like_pytorch(const network_literal& literal, bool predicts = true) {
    check_pass_like_pytorch(pass<double>::of<Net>(literal.n + 1), literal, predicts);
    check_pass_like_pytorch(pass<float>::of<Net>(literal.n + 1), literal, predicts);
}

}  // namespace strata::test
