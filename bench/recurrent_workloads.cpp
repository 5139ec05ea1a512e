// SPDX-License-Identifier: MIT
/// The model of letters, one of its layers beside those of other cells, and its first two beside the same one
/// by one.
#include "layers.hpp"
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

namespace {
struct letters_lstm : net<input<64>, embedding<65, 64>, lstm<256>> {};
}  // namespace

workloads recurrent_workloads() {
    return {
        trains<charlm, place_softmax_loss>("train/charlm/b32t64", 32, adam{.rate = 1e-4}),
        answers<lstm_256>("fwd/lstm/256-256/b32t64", 32),
        there_and_back<lstm_256>("fwdbwd/lstm/256-256/b32t64", 32),
        answers<gru_256>("fwd/gru/256-256/b32t64", 32),
        there_and_back<gru_256>("fwdbwd/gru/256-256/b32t64", 32),
        answers<rnn_256>("fwd/rnn/256-256/b32t64", 32),
        there_and_back<rnn_256>("fwdbwd/rnn/256-256/b32t64", 32),
        compared<letters_lstm, input_gradients>("fused/fwdbwd/embedding+lstm/65-64-256/b32t64", 32),
    };
}

}  // namespace strata::bench
