// SPDX-License-Identifier: MIT
#pragma once
/// What a layer is.
///
/// A layer is an empty type derived from `layer` that answers for an input shape X (or X1, X2, ... where it
/// joins several values):
///
///     template <Shape X> using output          the shape of y, or a `refused<...>` that says why there is
///                                              none
///     template <Shape X> using parameters      a `parameter_list`, empty unless stated
///     template <Shape X> using carried         a `carried_list` of what it hands on to the next step, empty
///                                              unless stated
///     settings(visit)                          its numbers by name, none unless stated
///     needs<Phase, T, X>() -> memory           what it keeps for backward and what scratch it wants, in
///                                              bytes
///     prepare<Phase, T, X>(prepare_args<T>)    where no backward follows, what comes of the parameters
///                                              alone; nothing unless stated
///     forward<Phase, T, X>(forward_args<T>)    computes y for n samples
///     backward<T, X>(backward_args<T>)         computes dx and the parameters' gradients from dy
///
/// Of a Phase it asks `Phase::learns`, whether it behaves as it learns, and `Phase::backward`, whether
/// backward follows. `layer_lacks` (strata/layer/layer_concept.hpp) says which of these a type has not.
///
/// **Settings** are a layer's numbers, for summaries, reports and files: `visit(name, value)` is called for
/// each, in one order, with an `int` for a count, a `double` for a number with a fraction and a `bool` for
/// what is on or off. They are called what the library calls them: by the word of the option, spelled out
/// (`pad<1>` and `same` are "padding", `no_bias` is "bias", false), else by the word of the layer's
/// description ("filters", "rate"). Each is said whether it was stated or not. Initializers are none, nor are
/// constants without which the layer would be another one, as the two of `selu`.
///
/// Images lie channels last in memory: x[n][h][w][c] for `shape<C, H, W>`. `docs/your-own-layer.md` writes
/// one.
#include <strata/layer/carried.hpp>
#include <strata/layer/parameter.hpp>
#include <strata/layer/pass_args.hpp>
#include <strata/layer/phase.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>
#include <strata/shape/sized.hpp>

namespace strata {

/// What a layer can be to its neighbours when passes are joined into one.
enum class fusion {
    none,
    convolution,         ///< runs an activation and a max pooling behind it: `companions`
    product,             ///< runs an activation behind it
    transposed_product,  ///< the same; its weights take no normalization
    normalization,       ///< runs a sum and an activation behind it; folds into the layer before it where the
                         ///< network answers
    sample_normalization,  ///< runs an activation behind it
    activation,            ///< a `pointwise` map
    activation_of_x,  ///< a `pointwise_of_x` map: an activation where no backward follows, else on its own
    max_pooling,      ///< windows of at most 255 taps
    addition,         ///< the sum of two values
    lookup,           ///< rows of a small table
    recurrence,  ///< before a backward pass it takes the product with such a table in place of that with its
                 ///< rows: `forward_of_lookup`
};

/// The base of every layer: no parameters, nothing kept, one input, not a view.
struct layer {
    template <Shape... X>
    using parameters = parameter_list<>;

    template <Shape... X>
    using carried = carried_list<>;

    template <class Visit>
    static constexpr void settings(Visit&&) {}

    template <class Phase, class T, Shape... X>
    static constexpr memory needs() {
        return {};
    }

    template <class Phase, class T, Shape... X>
    static void prepare(const prepare_args<T>&) {}

    /// Whether y is x itself under another shape, so that no pass is run.
    template <class Phase, Shape... X>
    static constexpr bool is_view = false;

    static constexpr fusion role = fusion::none;

    /// Multiply-adds for one sample.
    template <Shape... X>
    static constexpr int64 multiply_adds = 0;
};

/// What a list of a net takes for a layer. That it has all that a layer has, `LayerOver` says.
template <class L>
concept Layer = std::is_base_of_v<layer, L>;

}  // namespace strata
