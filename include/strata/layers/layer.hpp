// SPDX-License-Identifier: MIT
#pragma once
/// What a layer is.
///
/// A layer is an empty type derived from `layer` that says four things about an input shape X (or X1, X2, ... where it
/// joins several values):
///
///     template <Shape X> using output                  the shape of y, or a `refused<...>` that says why there is none
///     template <Shape X> using parameters              a `parameter_list`, empty unless stated
///     needs<Phase, T, X>() -> memory                   what it keeps for backward and what scratch it wants, in bytes
///     prepare<Phase, T, X>(prepare_args<T>)            in inference, what follows from the parameters alone; nothing unless stated
///     forward<Phase, T, X>(forward_args<T>)            computes y for n samples
///     backward<T, X>(backward_args<T>)                 computes dx and the parameters' gradients from dy
///
/// Images lie channels last in memory: x[n][h][w][c] for `shape<C, H, W>`. `docs/your-own-layer.md` writes one.
#include <cstddef>
#include <strata/kernels/random.hpp>
#include <strata/layers/parameter.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/shape.hpp>
#include <strata/shape/shape_error.hpp>

namespace strata {

/// A network that learns: values live until backward has read them.
struct training {};
/// A network that answers: values live until the next layer has read them.
struct inference {};

/// What a layer can be to its neighbours when passes are joined into one.
enum class fusion {
    none,
    convolution,    ///< runs an activation and a max pooling behind it: `forward_with`, `backward_with`
    product,        ///< runs an activation behind it
    transposed_product,  ///< the same; its weights take no normalization
    normalization,  ///< runs a sum and an activation behind it; folds into the layer before it in inference
    sample_normalization,  ///< runs an activation behind it
    activation,     ///< a `pointwise` map
    activation_of_x,  ///< a `pointwise_of_x` map: an activation in inference, on its own in training
    max_pooling,    ///< windows of at most 255 taps
    addition,       ///< the sum of two values
    lookup,         ///< rows of a small table
    recurrence,     ///< in training it takes the product with such a table in place of that with its rows: `forward_of_lookup`
};

/// Bytes that a layer wants beside its input and output.
struct memory {
    int64 kept_per_sample = 0;     ///< from forward to backward, for each sample
    int64 kept = 0;                ///< from forward to backward, for the batch
    int64 scratch_per_sample = 0;  ///< during a pass, for each sample
    int64 scratch = 0;             ///< during a pass
    int64 scratch_per_thread = 0;  ///< during a pass, for each thread
    int64 prepared = 0;            ///< what `prepare` makes of the parameters, in inference
    bool x_in_backward = false;   ///< backward reads x
    bool y_in_backward = false;   ///< backward reads y
};

/// What a layer gets once for each time the parameters have changed, in inference.
template <class T>
struct prepare_args {
    int threads;
    T* const* w;          ///< the parameters, in the order of their list
    std::byte* prepared;  ///< `memory::prepared` bytes
};

/// What a layer's pass over a batch gets.
template <class T>
struct pass_args {
    int n;                   ///< samples
    int threads;             ///< how many threads there may be
    const T* const* inputs;  ///< the values that come in; `x()` is the first
    T* y;                    ///< the value that goes out
    T* const* w;             ///< the parameters, in the order of their list
    std::byte* kept_per_sample;
    std::byte* kept;
    std::byte* scratch_per_sample;
    std::byte* scratch;
    std::byte* scratch_per_thread;
    std::byte* prepared;  ///< what `prepare` has left
    random_stream random;  ///< the layer's own stream in this step: the same in forward and backward

    [[nodiscard]] const T* x() const { return inputs[0]; }
};

template <class T>
struct forward_args : pass_args<T> {};

template <class T>
struct backward_args : pass_args<T> {
    const T* dy;
    T* const* input_gradients;  ///< null where nobody wants it
    const bool* adds;           ///< whether to add to that gradient, since another reader of the value has been here
    T* const* dw;               ///< the parameters' gradients, overwritten; null where frozen

    [[nodiscard]] T* dx() const { return input_gradients[0]; }
    [[nodiscard]] bool add_dx() const { return adds[0]; }
};

/// The base of every layer: no parameters, nothing kept, one input, not a view.
struct layer {
    template <Shape... X>
    using parameters = parameter_list<>;

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

template <class L>
concept Layer = std::is_base_of_v<layer, L>;

}  // namespace strata
