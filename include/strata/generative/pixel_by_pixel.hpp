// SPDX-License-Identifier: MIT
#pragma once
/// A network of images computed one pixel after the other: what an earlier pixel has made is kept, and for
/// the next one every layer computes that pixel alone. All pixels together cost as much as a pass over the
/// image for each colour, and one more where layers look to the right, or one that reads the image sees the
/// pixel itself.
///
/// Layers of three kinds can be computed so: convolutions and masked convolutions with stride 1 and one
/// group, which read the values around the pixel that their windows see, as a dense layer reads a vector;
/// maps of every number and joins of values pixel by pixel; and batch normalization.
#include <algorithm>
#include <array>
#include <cstring>
#include <strata/graph/net.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/layer/broadcast.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/joins.hpp>
#include <strata/layers/slices.hpp>
#include <strata/model/buffer.hpp>
#include <strata/target.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// A convolution: says its numbers.
template <class L, class X>
concept IsConvolutionOver = L::role == fusion::convolution&& requires {
    { L::template extents<X>() } -> std::same_as<convolution_extents>;
};
/// What computes every pixel from the same pixel of its inputs.
template <class L>
concept StaysInThePixel =
    L::role == fusion::activation || L::role == fusion::activation_of_x || L::role == fusion::addition ||
    L::role == fusion::normalization || std::is_base_of_v<broadcast_join<L>, L> ||
    std::is_same_v<L, concatenation> || L::template is_view<inference, shape<2, 1, 1>>;
template <class L>
inline constexpr bool is_slice_of_channels = false;
template <int First, int Count>
inline constexpr bool is_slice_of_channels<slice_channels<First, Count>> = true;

/// One layer at one pixel of n samples: its function over vectors, or over images of one pixel.
template <class T>
struct pixel_step {
    void (*forward)(const forward_args<T>&);
    void (*prepare)(const prepare_args<T>&);
    void (*mask)(const T*, T*);  ///< the weights as they count; null where all do
    memory needs;
    int input_count;
    const int* inputs;
    int output, first_parameter;
    int rows, columns, above, left, row_step, column_step;  ///< of a window; one of 1 x 1 needs no copy
    int channels;                                           ///< of the first input
    int64 weights;                                          ///< of the masked ones
    bool is_view, biased;
};

template <class L, class T, class Inputs>
struct step_over;
template <class L, class T, class... X>
struct step_over<L, T, types<X...>> {
    static constexpr bool works = StaysInThePixel<L> || is_slice_of_channels<L>;
    static constexpr void tell(pixel_step<T>& s) {
        s.forward = &L::template forward<inference, T, shape<channels<X>, 1, 1>...>;
        s.prepare = &L::template prepare<inference, T, shape<channels<X>, 1, 1>...>;
        s.needs = L::template needs<inference, T, shape<channels<X>, 1, 1>...>();
        s.is_view = L::template is_view<inference, shape<channels<X>, 1, 1>...>;
        s.rows = s.columns = 1;
    }
};
template <class L, class T, class X>
requires IsConvolutionOver<L, X>
struct step_over<L, T, types<X>> {
    static constexpr convolution_extents e = L::template extents<X>();
    /// Rows below the pixel are not there yet.
    static constexpr bool works = e.y.S == 1 && e.x.S == 1 && e.G == 1 && e.y.after == 0;
    using as_dense = std::conditional_t<L::biased, dense<e.K>, dense<e.K, no_bias>>;
    using patch = shape<e.y.F * e.x.F * e.C>;

    static constexpr void tell(pixel_step<T>& s) {
        s.forward = &as_dense::template forward<inference, T, patch>;
        s.prepare = &as_dense::template prepare<inference, T, patch>;
        s.needs = as_dense::template needs<inference, T, patch>();
        s.rows = e.y.F, s.columns = e.x.F, s.above = e.y.before, s.left = e.x.before;
        s.row_step = e.y.D, s.column_step = e.x.D;
        s.biased = L::biased;
        if constexpr (requires { &L::template mask_weights<X, T>; }) {
            s.mask = &L::template mask_weights<X, T>;
            s.weights = e.weights();
        }
    }
};
template <class X>
struct shapes_of_values;
template <class... V>
struct shapes_of_values<types<V...>> {
    using type = types<typename V::shape_type...>;
};

template <class Node, class T>
inline constexpr bool node_works =
    step_over<typename Node::layer_type, T, typename shapes_of_values<typename Node::inputs>::type>::works;

template <class Node, class T>
inline constexpr pixel_step<T> step_of_node = [] {
    using inputs = typename shapes_of_values<typename Node::inputs>::type;
    pixel_step<T> s{};
    step_over<typename Node::layer_type, T, inputs>::tell(s);
    s.input_count = inputs::size;
    s.inputs = Node::input_ids.data();
    s.output = Node::output_id;
    s.channels = channels<type_at<inputs, 0>>;
    return s;
}();

/// A network as such steps.
template <class T>
struct pixel_table {
    const pixel_step<T>* steps;
    int size;
    const int* channels;  ///< of each value
    int values, height, width, output;
};
/// Whether a value has the places of an image.
template <class Y, class X>
inline constexpr bool lies_over = false;
template <Image Y, Image X>
inline constexpr bool lies_over<Y, X> = height<Y> == height<X>&& width<Y> == width<X>;

template <class Graph, class T>
struct pixel_program;
template <class... Nodes, class Inputs, class Outputs, class Taps, class T>
struct pixel_program<graph<types<Nodes...>, Inputs, Outputs, Taps>, T> {
    using X = typename type_at<Inputs, 0>::shape_type;
    /// One input, one output, values of the image's extents alone, layers that know one pixel.
    static constexpr bool works = Inputs::size == 1 && Outputs::size == 1 &&
                                  (lies_over<typename Nodes::output_shape, X> && ...) &&
                                  (node_works<Nodes, T> && ...);
    static constexpr auto steps = [] {
        std::array<pixel_step<T>, sizeof...(Nodes)> all{step_of_node<Nodes, T>...};
        constexpr std::array<int, sizeof...(Nodes)> parameters{Nodes::parameters::size...};
        int next = 0;
        for (std::size_t i = 0; i < all.size(); next += parameters[i++]) all[i].first_parameter = next;
        return all;
    }();
    static constexpr auto channels_of_values = [] {
        std::array<int, sizeof...(Nodes) + 1> all{channels<X>};
        ((all[static_cast<std::size_t>(Nodes::output_id)] = channels<typename Nodes::output_shape>), ...);
        return all;
    }();
    static constexpr pixel_table<T> table{steps.data(),
                                          static_cast<int>(steps.size()),
                                          channels_of_values.data(),
                                          static_cast<int>(channels_of_values.size()),
                                          height<X>,
                                          width<X>,
                                          type_at<Outputs, 0>::id};
};

/// Runs such a network for n samples. A value lies pixel after pixel, [H, W, n, C], or [W, n, C] where no
/// window looks at it.
template <class T>
class pixel_run {
public:
    pixel_run(const pixel_table<T>& table, T* const* parameters, int n);

    /// The numbers of a pixel, to be set for all samples once they are known: [n, C].
    [[nodiscard]] T* input(int row, int column) { return at(0, row, column); }
    /// The scores of a pixel, [n, C], after `compute`.
    [[nodiscard]] const T* scores(int row, int column) { return at(table_.output, row, column); }
    /// Whether a window looks to the right: what it sees there has to have been computed with its row.
    [[nodiscard]] bool looks_right() const { return looks_right_; }
    /// Whether what reads the image sees the last number of the pixel itself: what has been computed before
    /// that was known has to be computed once more.
    [[nodiscard]] bool sees_itself() const { return sees_itself_; }
    /// Every layer at `count` pixels of a row, from `column` on.
    void compute(int row, int column, int count);

private:
    [[nodiscard]] T* at(int value, int row, int column) {
        const auto v = static_cast<std::size_t>(value);
        const int64 place = (whole_[v] ? int64{row} * table_.width : 0) + column;
        return values_[v].data() + place * n_ * table_.channels[value];
    }
    /// What the window of a step sees from each pixel, one after the other.
    const T* patches(const pixel_step<T>& s, int row, int column, int count);
    /// Whether a step reads the last channel of the image at the pixel itself.
    [[nodiscard]] bool sees_its_pixel(int step) const {
        const pixel_step<T>& s = table_.steps[step];
        if (std::find(s.inputs, s.inputs + s.input_count, 0) == s.inputs + s.input_count) return false;
        if (!s.mask) return true;
        const int K = table_.channels[s.output],
                  middle = s.above / s.row_step * s.columns + s.left / s.column_step;
        const T* const own = masked_[static_cast<std::size_t>(step)].data() +
                             (int64{middle} * s.channels + s.channels - 1) * K;
        return std::any_of(own, own + K, [](T w) { return w != 0; });
    }

    pixel_table<T> table_;
    T* const* parameters_;
    int n_;
    bool looks_right_ = false, sees_itself_ = false;
    std::vector<bool> whole_;
    std::vector<buffer<T>> values_, masked_;
    std::vector<std::array<T*, 2>> with_mask_;  ///< a step's parameters where its weights have a mask on
    std::vector<buffer<std::byte>> prepared_;
    buffer<T> patches_;
    buffer<std::byte> scratch_, scratch_per_sample_, scratch_per_thread_;
    std::vector<const T*> inputs_;
};

template <class T>
[[gnu::cold]] pixel_run<T>::pixel_run(const pixel_table<T>& table, T* const* parameters, int n)
    : table_(table),
      parameters_(parameters),
      n_(n),
      whole_(static_cast<std::size_t>(table.values)),
      values_(static_cast<std::size_t>(table.values)),
      masked_(static_cast<std::size_t>(table.size)),
      with_mask_(static_cast<std::size_t>(table.size)),
      prepared_(static_cast<std::size_t>(table.size)) {
    int64 patch = 0, fixed = 0, sample = 0, thread = 0;
    std::size_t most = 1;
    whole_[0] = true;
    for (int i = 0; i < table.size; ++i) {
        const pixel_step<T>& s = table.steps[i];
        const bool has_window = s.rows * s.columns > 1;
        if (has_window) {
            whole_[static_cast<std::size_t>(s.inputs[0])] = true;
            patch = std::max(patch, int64{s.rows} * s.columns * s.channels);
        }
        looks_right_ = looks_right_ || (s.columns - 1) * s.column_step > s.left;
        fixed = std::max(fixed, s.needs.scratch);
        sample = std::max(sample, s.needs.scratch_per_sample);
        thread = std::max(thread, s.needs.scratch_per_thread);
        most = std::max(most, static_cast<std::size_t>(s.input_count));
        T* const* w = parameters + s.first_parameter;
        if (s.mask) {
            buffer<T>& masked = masked_[static_cast<std::size_t>(i)];
            masked = buffer<T>(s.weights);
            s.mask(w[0], masked.data());
            auto& with_mask = with_mask_[static_cast<std::size_t>(i)];
            with_mask = {masked.data(), s.biased ? w[1] : nullptr};
            w = with_mask.data();
        }
        sees_itself_ = sees_itself_ || sees_its_pixel(i);
        auto& prepared = prepared_[static_cast<std::size_t>(i)];
        prepared = buffer<std::byte>(s.needs.prepared);
        if (s.needs.prepared > 0) s.prepare({1, w, prepared.data()});
    }
    for (int v = 0; v < table.values; ++v) {
        const auto k = static_cast<std::size_t>(v);
        values_[k] = buffer<T>((whole_[k] ? int64{table.height} : 1) * table.width * n * table.channels[v]);
    }
    patches_ = buffer<T>(patch * n * table.width);
    scratch_ = buffer<std::byte>(fixed);
    scratch_per_sample_ = buffer<std::byte>(sample * n * table.width);
    scratch_per_thread_ = buffer<std::byte>(thread);
    inputs_.resize(most);
}

template <class T>
const T* pixel_run<T>::patches(const pixel_step<T>& s, int row, int column, int count) {
    const int64 C = s.channels, patch = C * s.rows * s.columns;
    const auto bytes = static_cast<std::size_t>(C) * sizeof(T);
    T* to = patches_.data();
    for (int j = column; j < column + count; ++j, to += patch * n_)
        for (int fy = 0; fy < s.rows; ++fy)
            for (int fx = 0; fx < s.columns; ++fx) {
                const int y = row - s.above + fy * s.row_step, x = j - s.left + fx * s.column_step;
                T* tap = to + (fy * s.columns + fx) * C;
                const bool inside = y >= 0 && x >= 0 && x < table_.width;
                const T* from = inside ? at(s.inputs[0], y, x) : nullptr;
                for (int sample = 0; sample < n_; ++sample, tap += patch) {
                    if (inside)
                        std::memcpy(tap, from + sample * C, bytes);
                    else
                        std::memset(tap, 0, bytes);
                }
            }
    return patches_.data();
}

template <class T>
void pixel_run<T>::compute(int row, int column, int count) {
    const flush_denormals flushed;
    for (int i = 0; i < table_.size; ++i) {
        const pixel_step<T>& s = table_.steps[i];
        for (int k = 0; k < s.input_count; ++k)
            inputs_[static_cast<std::size_t>(k)] = at(s.inputs[k], row, column);
        if (s.rows * s.columns > 1) inputs_[0] = patches(s, row, column, count);
        T* const y = at(s.output, row, column);
        if (s.is_view) {
            std::copy_n(inputs_[0], int64{n_} * count * table_.channels[s.output], y);
            continue;
        }
        forward_args<T> a{};
        a.n = n_ * count;
        a.threads = 1;
        a.inputs = inputs_.data();
        a.y = y;
        a.w = s.mask ? with_mask_[static_cast<std::size_t>(i)].data() : parameters_ + s.first_parameter;
        a.scratch = scratch_.data();
        a.scratch_per_sample = scratch_per_sample_.data();
        a.scratch_per_thread = scratch_per_thread_.data();
        a.prepared = prepared_[static_cast<std::size_t>(i)].data();
        s.forward(a);
    }
}

}  // namespace detail

/// Whether a network can be computed one pixel after the other.
template <Network Net>
inline constexpr bool goes_pixel_by_pixel = detail::pixel_program<typename Net::graph, float>::works;

}  // namespace strata::inline STRATA_TARGET
