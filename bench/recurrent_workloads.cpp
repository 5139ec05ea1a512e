// SPDX-License-Identifier: MIT
/// The model of letters, its first two layers beside the same one by one, and the letters that it writes by
/// itself.
#include <algorithm>

#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

namespace {
struct letters_lstm : net<input<64>, embedding<65, 64>, lstm<256>> {};

/// `charlm`, whose input a `stream` has to know for whole numbers.
struct writing : net<whole_input<64>, embedding<65, 64>, lstm<256>, lstm<256>, dense<65>> {};

/// 64 letters, each the likeliest after those before it.
run generation(int) {
    using one_letter = at<writing, whole_input<1>>;
    const auto writer = std::make_shared<stream<writing>>(model<writing>(seed{1}));
    const auto write = [writer] {
        float letter = 0;
        writer->reset();
        for (int i = 0; i < 64; ++i) {
            const auto scores = writer->next(letter);
            letter = static_cast<float>(std::max_element(scores.begin(), scores.end()) - scores.begin());
        }
    };
    const long plan_bytes = one_letter::workspace_bytes<inference>(1, 1);
    return {write, plan_bytes, 64 * moved_bytes<one_letter, inference>,
            plan_bytes + parameter_bytes<writing>(0)};
}
}  // namespace

workloads recurrent_workloads() {
    return {
        trains<charlm, place_softmax_loss>("train/charlm/b32t64", 32, adam{.rate = 1e-4}),
        {"generate/charlm/b1t64", forward_operations<charlm>, generation},
        compared<letters_lstm, input_gradients>("fused/fwdbwd/embedding+lstm/65-64-256/b32t64", 32),
    };
}

}  // namespace strata::bench
