// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/forms.hpp>
#include <strata/layers/reversed_places.hpp>

namespace strata {

/// A recurrent layer from the first place to the last, and one like it, with parameters of its own, from the
/// last to the first: at each place the channels of both, one behind the other (Schuster and Paliwal, 1997).
///
///     bidirectional<lstm<64>>                         x: [L, D]   y: [L, 128]
///     repeat<2, bidirectional<gru<64, two_biases>>>   PyTorch's GRU(D, 64, num_layers=2, bidirectional=True)
///
/// PyTorch's parameters in PyTorch's order: `name_map::in_order` reads its files. Of a sequence in parts the
/// way back sees its own part alone. `bidirectional<lstm<64>, "lengths">` has sequences of several lengths,
/// as the value of this name says (strata/layer/lengths.hpp): the way back begins at the end of each.
template <class Recurrent, text... Lengths>
struct both_directions {
    using type = concat<Recurrent, chain<reversed_places, Recurrent, reversed_places>>;
};
template <class Recurrent, text Lengths>
struct both_directions<Recurrent, Lengths> {
    using type =
        concat<with<Lengths, Recurrent>, chain<with<Lengths, reversed_places>, with<Lengths, Recurrent>,
                                               with<Lengths, reversed_places>>>;
};
template <class Recurrent, text... Lengths>
using bidirectional = typename both_directions<Recurrent, Lengths...>::type;

}  // namespace strata
