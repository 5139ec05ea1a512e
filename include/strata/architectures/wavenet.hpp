// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>
#include <type_traits>
#include <utility>

namespace strata {

/// "gate 007": the name of a value of block 7. The word is no template argument, since g++ 12 takes
/// in_block<"gate">(Block) and in_block<"skip">(Block) in an alias template for the same.
constexpr text<8> in_block(const char (&value)[5], int block) {
    text<8> name;
    for (std::size_t i = 0; i < 4; ++i) name.letters[i] = value[i];
    name.letters[4] = ' ';
    for (std::size_t i = 7; i > 4; --i, block /= 10) name.letters[i] = static_cast<char>('0' + block % 10);
    return name;
}

/// tanh(W_f * x) sigmoid(W_g * x), with causal windows of two places that are D apart (equation 2); its value
/// is read once more by the skip connection.
template <int Block, int R, int D>
using wavenet_gate = chain<multiply<chain<conv<R, 2, causal, dilation<D>>, hyperbolic_tangent>,
                                    chain<conv<R, 2, causal, dilation<D>>, sigmoid>>,
                           tap<in_block("gate", Block)>>;

/// What the gates up to this one's have sent to the output past all that follows.
template <int Block, int S, class Skip = from<in_block("gate", Block), conv<S, 1>>>
using wavenet_skips =
    std::conditional_t<Block == 0, Skip, sum<from<in_block("skip", Block > 0 ? Block - 1 : 0)>, Skip>>;

/// Figure 4: x goes on with what the gate adds to it. The skip connections are added up on the way, so that
/// no more than one sum of them has to be kept.
template <int Block, int R, int S, int D>
using wavenet_block =
    chain<residual<chain<wavenet_gate<Block, R, D>, conv<R, 1>>>, tap<in_block("goes", Block)>,
          wavenet_skips<Block, S>, tap<in_block("skip", Block)>, from<in_block("goes", Block)>>;

/// Stacks of Layers blocks, whose dilations are 1, 2, 4, ... in each. Of the last block nobody reads what
/// would go on.
template <int R, int S, int Layers, int Blocks, int... Block>
chain<wavenet_block<Block, R, S, 1 << Block % Layers>...,
      wavenet_gate<Blocks - 1, R, 1 << (Blocks - 1) % Layers>, wavenet_skips<Blocks - 1, S>>
    wavenet_blocks(std::integer_sequence<int, Block...>);
template <int R, int S, int Layers, int Stacks>
using wavenet_stacks = decltype(wavenet_blocks<R, S, Layers, Layers * Stacks>(
    std::make_integer_sequence<int, Layers * Stacks - 1>{}));

/// WaveNet (van den Oord, Dieleman, Zen, Simonyan, Vinyals, Graves, Kalchbrenner, Senior, Kavukcuoglu:
/// "WaveNet: a generative model for raw audio", 2016, sections 2.1 to 2.4 and figure 4) without conditioning:
/// at every place of a sequence scores for what comes next, from what is there and before. 1,279,616
/// parameters; a place sees 2 + Stacks (2^Layers - 1) places, 3,071, itself among them.
///
/// What can be chosen: the places of the sequence; its channels (256 for levels of which one is 1 and the
/// others 0, 1 for the wave itself); the classes of the scores; R channels inside and S of what is skipped,
/// of which the paper says nothing; and the dilations, 1, 2, 4, ..., 512 three times as in section 2.1.
/// `place_softmax_loss` trains it, with the level of the next place as the target of each.
template <int Places = 4096, int Channels = 256, int Classes = 256, int R = 64, int S = 256, int Layers = 10,
          int Stacks = 3>
struct wavenet : net<input<Places, Channels>, named<"first", conv<R, 2, causal>>,
                     named<"blocks", wavenet_stacks<R, S, Layers, Stacks>>,
                     named<"last", chain<relu, conv<S, 1>, relu, conv<Classes, 1>>>> {};

}  // namespace strata
