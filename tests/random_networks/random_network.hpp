// SPDX-License-Identifier: MIT
#pragma once
/// A network that scripts/make-random-networks has drawn does what PyTorch does: its answers, its loss and
/// every gradient.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <strata/graph/layer_text.hpp>
#include <strata/graph/net.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/graph/program.hpp>
#include <strata/int64.hpp>
#include <strata/losses/joint_loss.hpp>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/losses/place_softmax_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/model/model.hpp>
#include <strata/training/trainer.hpp>

namespace strata::test {

template <class Targets>
struct only_target;
template <class One>
struct only_target<several_targets<One>> : One {};


/// What is kept of a tensor: how many elements it has, the largest of their amounts, the first and the last
/// of them in the order of papers ([N, C, H, W]), and its products with two tensors that are drawn for it.
struct sampled_tensor {
    int64 size;
    double largest, first, last, products[2];
};

/// What PyTorch says of a network. `tensors`: the outputs as it answers, the outputs as it learns, the
/// running statistics after that, the gradient of every learned parameter and that of the input.
struct random_literal {
    int seed;     ///< that the network and all its numbers are drawn from
    int samples;  ///< in the batch
    int room;     ///< samples that the workspace has room for
    int threads;
    int numbers;  ///< rows of the table that the input's whole numbers are of; 0 where the input is no such
                  ///< numbers
    double loss;
    std::span<const sampled_tensor> tensors;
};

/// A value of one sample: channels and the places that each of them has.
struct value_places {
    int channels;
    int64 places;
    bool image;  ///< whether channels are outermost in papers and last in memory

    [[nodiscard]] int64 size() const { return channels * places; }
};
template <Shape S>
inline constexpr value_places places_of{channels<S>, places<S>, Image<S>};

/// The numbers that a network gets, and what PyTorch makes of them, tensor by tensor.
template <class T>
class comparison {
public:
    comparison(const random_literal& literal, const char* precision, std::string type, double tolerance)
        : literal_(literal), precision_(precision), type_(std::move(type)), tolerance_(tolerance) {}

    void draw_parameters(parameter_store<T>& parameters) const;
    /// [N, C, places]
    [[nodiscard]] std::vector<T> input(const value_places& e) const;
    /// The labels of output k: [N, places].
    [[nodiscard]] std::vector<int> labels(std::size_t k, const value_places& e) const;
    /// Number i of those that output k is multiplied by where it has one channel alone.
    [[nodiscard]] double factor(std::size_t k, int64 i) const;
    [[nodiscard]] seed random() const { return seed{static_cast<std::uint64_t>(literal_.seed)}; }

    /// Compares the next tensor, in the order of papers; a gradient that is 0 but for rounding with the
    /// network's largest.
    void next(const std::string& name, const std::vector<double>& found);
    void next_gradient(const std::string& name, const std::vector<double>& found);
    void next(const std::string& name, const named_tensor<T>& found);
    void next_statistics(parameter_store<T>& parameters);
    void next_gradients(const std::vector<named_tensor<T>>& gradients);
    void skip(std::size_t tensors) { next_ += tensors; }
    void loss(double found);
    /// Says what was not as expected.
    void finish();

private:
    [[nodiscard]] double number(std::uint32_t stream, int64 i) const;
    [[nodiscard]] int whole(std::uint32_t stream, int64 i, int count) const;
    void draw_parameter(const parameter_facts& f, std::uint32_t stream, T* w) const;
    void compare(const std::string& name, const std::vector<double>& found, double largest_of_all);
    void disagrees(const std::string& what, const char* which, double expected, double found);

    const random_literal& literal_;
    const char* precision_;
    std::string type_;
    double tolerance_;
    std::size_t next_ = 0, first_gradient_ = 0;
    std::string disagreements_;
};
extern template class comparison<float>;
extern template class comparison<double>;

/// An output and the softmax loss for its shape; no function where it has one channel alone: the loss is then
/// its product with drawn numbers.
template <class T>
struct random_head {
    int id;
    value_places extents;
    double (*loss)(const loss_args<T>& a);
};

template <Shape Y>
using loss_for = std::conditional_t<Image<Y>, pixel_softmax_loss,
                                    std::conditional_t<Sequence<Y>, place_softmax_loss, softmax_loss>>;
template <class Value, class T>
constexpr random_head<T> random_head_of() {
    using Y = typename Value::shape_type;
    random_head<T> head{Value::id, places_of<Y>, nullptr};
    if constexpr (channels < Y >> 1) head.loss = &loss_for<Y>::template apply<Y, T>;
    return head;
}

/// A network without its type, so that what runs it is compiled once.
template <class T>
struct random_network {
    const parameter_spans* parameters;
    const program_table<T>*answers, *learns;
    bool input_gradient;  ///< whether `learns` computes it
    value_places input;
    std::vector<random_head<T>> heads;
};
template <class Net, class T, class Phase, class... V>
random_network<T> random_network_of(types<V...>) {
    return {&parameter_table<typename Net::graph>::spans,
            &program<Net, inference, T>::table,
            &program<Net, Phase, T>::table,
            std::is_same_v<Phase, input_gradients>,
            places_of<typename Net::input_shape>,
            {random_head_of<V, T>()...}};
}

template <class T>
void check_runs(const random_network<T>& network, const random_literal& literal, comparison<T>&& expected);
extern template void check_runs(const random_network<float>&, const random_literal&, comparison<float>&&);
extern template void check_runs(const random_network<double>&, const random_literal&, comparison<double>&&);

/// The extents of an array: N, and those of a sample.
template <Shape S, std::size_t Rank = static_cast<std::size_t>(S::rank)>
std::array<std::size_t, Rank + 1> batch_extents(int n) {
    std::array<std::size_t, Rank + 1> all{static_cast<std::size_t>(n)};
    std::copy_n(S::extents.begin(), Rank, all.begin() + 1);
    return all;
}

/// The way of a user: `predict` answers, a trainer with a joint loss takes a step.
template <class Net, class... Y>
void check_model_and_trainer(const random_literal& literal, comparison<double>&& expected,
                             types<value<0, Y>...>) {
    using S = typename Net::input_shape;
    model<Net, double> m(expected.random(), literal.threads);
    expected.draw_parameters(m);
    xt::xtensor<double, static_cast<std::size_t>(S::rank) + 1> x(batch_extents<S>(literal.samples));
    std::copy_n(expected.input(places_of<S>).begin(), x.size(), x.begin());
    std::apply(
        [&](const auto&... answer) {
            (expected.next("the answer of predict", std::vector<double>(answer.begin(), answer.end())), ...);
        },
        m.predict(x));
    expected.skip(sizeof...(Y));

    std::array<double, sizeof...(Y)> weights{1};
    for (std::size_t k = 1; k < weights.size(); ++k) weights[k] = weights[k - 1] / 2;
    trainer t(m, joint_loss<loss_for<Y>...>{}.weighted(weights), sgd{.rate = 0});
    std::size_t head = 0;
    const auto labels = [&]<Shape One>(std::type_identity<One>) {
        using of_sample = typename only_target<target_of<loss_for<One>, One>>::shape_type;
        xt::xtensor<int, static_cast<std::size_t>(of_sample::rank) + 1> all(
            batch_extents<of_sample>(literal.samples));
        const std::vector<int> drawn = expected.labels(head++, places_of<One>);
        std::copy(drawn.begin(), drawn.end(), all.begin());
        return all;
    };
    const auto loss = std::apply([&](const auto&... t_of_head) { return t.step(x, t_of_head...); },
                                 std::tuple{labels(std::type_identity<Y>{})...});
    expected.next_statistics(m);
    expected.next_gradients(t.gradients());
    expected.skip(1);  // that of the input
    expected.loss(loss);
    expected.finish();
}
template <class Net, class... V>
void check_heads(const random_literal& literal, types<V...>) {
    using losses = joint_loss<loss_for<typename V::shape_type>...>;
    if constexpr (sizeof...(V) > 1 && std::is_same_v<pairing<Net, losses, sgd>, pairs_well>)
        check_model_and_trainer<Net>(literal,
                                     comparison<double>(literal, "double, trained", layer_text<Net>(), 1e-9),
                                     types<value<0, typename V::shape_type>...>{});
}

/// Runs Net in `float` as it is trained, and in `double` with the gradient of its input besides; with several
/// outputs that have classes also as a model with a trainer. Tolerances are of each tensor's largest element.
template <Network Net>
void check_random_network(const random_literal& literal) {
    using outputs = output_values<Net>;
    check_runs(random_network_of<Net, float, training>(outputs{}), literal,
               comparison<float>(literal, "float", layer_text<Net>(), 1e-4));
    check_runs(random_network_of<Net, double, input_gradients>(outputs{}), literal,
               comparison<double>(literal, "double", layer_text<Net>(), 1e-9));
    check_heads<Net>(literal, outputs{});
}

}  // namespace strata::test
