// SPDX-License-Identifier: MIT
#pragma once
/// How a network becomes a workload: its training step, its answer, its forward and backward pass.
#include <cstring>
#include <memory>
#include <strata/compiled.hpp>

#include "random_numbers.hpp"
#include "workload.hpp"

namespace strata::bench {

/// Operations of one sample's forward pass.
template <class Net>
constexpr double forward_operations = 2.0 * static_cast<double>(explain<Net>::multiply_adds);

/// Operations of one sample's training: forward, and backward twice as many, but for the first layer, whose
/// input's gradient nobody wants.
template <class Net>
constexpr double training_operations =
    3 * forward_operations<Net> - 2.0 * static_cast<double>(explain<Net>::template layer<0>::multiply_adds);

/// Bytes of values and gradients that the passes of one run over a sample read and write.
template <class Net, class Phase>
constexpr long moved_bytes = [] {
    using P = plan<Net, Phase, float>;
    constexpr bool trains = Phase::backward;
    long elements = 0, bytes = 0;
    for (int i = 0; i < P::operation_count; ++i) {
        const operation_facts& op = P::facts[static_cast<std::size_t>(i)];
        if (op.is_view) continue;
        const long out = P::sizes[static_cast<std::size_t>(op.output)];
        elements += out;
        bytes += op.needs.kept_per_sample * (trains ? 2 : 1);
        if (trains) elements += out * (op.needs.y_in_backward ? 2 : 1);
        for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
            const auto id = static_cast<std::size_t>(P::input_ids[static_cast<std::size_t>(k)]);
            const bool gradient = trains && P::result.gradient[id] != no_place;
            const bool read_again =
                trains && (op.needs.x_in_backward || (op.needs.x_for_parameters && op.learns));
            elements += P::sizes[id] * (1 + read_again + gradient);
        }
    }
    return elements * long(sizeof(float)) + bytes;
}();

/// Bytes of all parameters of Net and of `copies` arrays as long as those that are learned.
template <class Net>
constexpr long parameter_bytes(int copies) {
    using table = parameter_table<typename Net::graph>;
    return ((1 + copies) * table::learned_extent + table::unlearned_extent) * long(sizeof(float));
}

/// Bytes of the parameters that a run reads, and of those and their gradients in its backward pass.
template <class Net, class Phase>
constexpr long moved_parameter_bytes = Phase::backward ? parameter_bytes<Net>(0) + parameter_bytes<Net>(1)
                                                       : parameter_bytes<Net>(0);

/// Rows of the table in which layer L looks its input up; 0 where it takes any numbers.
template <class L>
constexpr int rows_of = 0;
template <int V, int D, class... Options>
constexpr int rows_of<embedding<V, D, Options...>> = V;

/// Samples that Net takes: rows of its table in turn, or random numbers.
template <class Net>
void fill_samples(float* x, int n) {
    constexpr int rows = rows_of<typename type_at<typename Net::graph::nodes, 0>::layer_type>;
    constexpr long size = Net::input_shape::size;
    if constexpr (rows > 0)
        for (long i = 0; i < n * size; ++i) x[i] = static_cast<float>(i * 7 % rows);
    else
        fill_random(x, n * size, 1);
}

/// An array of n samples of shape S.
template <class T, Shape S>
xt::xtensor<T, S::rank + 1> batch_of(int n) {
    std::array<std::size_t, S::rank + 1> extents{static_cast<std::size_t>(n)};
    for (std::size_t i = 0; i < static_cast<std::size_t>(S::rank); ++i)
        extents[i + 1] = static_cast<std::size_t>(S::extents[i]);
    return xt::xtensor<T, S::rank + 1>(extents);
}

template <class Targets>
struct first_target;
template <class First, class... Rest>
struct first_target<several_targets<First, Rest...>> : First {};

/// A full step: forward, loss, backward, update.
template <class Net, class L = softmax_loss, class Rule>
run training_step(int batch, int threads, Rule rule) {
    using S = typename Net::input_shape;
    using Y = typename type_at<output_values<Net>, 0>::shape_type;
    using labels_of = typename first_target<target_of<L, Y>>::shape_type;
    struct state {
        state(int n, int t, Rule r)
            : m(seed{1}, t),
              trains(m, L{}, r),
              x(batch_of<float, S>(n)),
              labels(batch_of<int, labels_of>(n)) {
            fill_samples<Net>(x.data(), n);
            for (std::size_t i = 0; i < labels.size(); ++i)
                labels.data()[i] = static_cast<int>(i % std::size_t{channels<Y>});
        }
        model<Net> m;
        trainer<model<Net>, L, Rule> trains;
        xt::xtensor<float, S::rank + 1> x;
        xt::xtensor<int, labels_of::rank + 1> labels;
    };
    auto s = std::make_shared<state>(batch, threads, rule);
    const long plan_bytes = Net::template workspace_bytes<training>(batch, threads);
    constexpr int gradient_and_slots = 1 + static_cast<int>(Rule::slot_names.size());
    return {[s] { s->trains.step(s->x, s->labels); }, plan_bytes, batch * moved_bytes<Net, training>,
            plan_bytes + parameter_bytes<Net>(gradient_and_slots) +
                batch * (S::size * long(sizeof(float)) + labels_of::size * long(sizeof(int))),
            batch * moved_bytes<Net, training> + moved_parameter_bytes<Net, training> +
                parameter_bytes<Net>(2 * gradient_and_slots)};
}

/// The inputs of Net, side by side in one array: how many numbers of a sample each has.
template <class Net, class Inputs = typename Net::graph::inputs>
struct inputs_of;
template <class Net, class... Port>
struct inputs_of<Net, types<Port...>> {
    static constexpr std::array<long, sizeof...(Port)> sizes{Port::shape_type::size...};
    static constexpr long size = (Port::shape_type::size + ...);

    static void fill(float* x, int n) {
        fill_samples<Net>(x, n);
        fill_random(x + n * sizes[0], n * (size - sizes[0]), 4);
    }
};

/// What passes over a network need: its parameters, its workspace, and the input and the output's gradient
/// where a run may write over them.
template <class Net, class Phase>
struct passes {
    using given = inputs_of<Net>;
    static constexpr long input_size = given::size;
    static constexpr long output_size = type_at<output_values<Net>, 0>::shape_type::size;
    static constexpr bool goes_back = Phase::backward;

    static constexpr long computed_bytes(int n, int threads) {
        return Net::template workspace_bytes<Phase>(n, threads) + parameter_bytes<Net>(goes_back) +
               n * (input_size + goes_back * output_size) * long(sizeof(float));
    }

    passes(int n, int threads)
        : samples(n),
          m(seed{1}, threads),
          space(n, threads),
          x(n * input_size),
          dy(goes_back * n * output_size),
          gradient(goes_back * m.learned().size()),
          gradients(m.pointers_into(gradient.data())) {
        given::fill(x.data(), n);
        fill_random(dy.data(), dy.size(), 2);
        if constexpr (!goes_back) space.prepare(m.pointers());
        (*this)();
        keeps_input = true;
        for_inputs([&](float* to, const float* from, std::size_t bytes) {
            keeps_input = keeps_input && std::memcmp(to, from, bytes) == 0;
        });
        set_input();
        forward();
        if constexpr (goes_back) {
            keeps_gradient = std::memcmp(space.output_gradient(), dy.data(), bytes_of(output_size)) == 0;
            set_gradient();
        }
    }

    /// The seconds of both passes. What they write over, the input or the output's gradient, is set again
    /// between the times that count.
    double operator()() {
        if (!keeps_input) set_input();
        double seconds = seconds_of([this] { forward(); });
        if constexpr (goes_back) {
            if (!keeps_gradient) set_gradient();
            seconds += seconds_of([this] { backward(); });
        }
        return seconds;
    }

private:
    [[nodiscard]] std::size_t bytes_of(long size) const {
        return static_cast<std::size_t>(samples * size) * sizeof(float);
    }
    template <class Body>
    void for_inputs(Body&& body) {
        const float* from = x.data();
        for (std::size_t k = 0; k < given::sizes.size(); from += samples * given::sizes[k++])
            body(space.input(static_cast<int>(k)), from, bytes_of(given::sizes[k]));
    }
    void set_input() {
        for_inputs([](float* to, const float* from, std::size_t bytes) { std::memcpy(to, from, bytes); });
    }
    void set_gradient() { std::memcpy(space.output_gradient(), dy.data(), bytes_of(output_size)); }
    void forward() { space.forward(samples, m.pointers(), seed{1}, 0); }
    void backward() { space.backward(samples, m.pointers(), gradients.data(), seed{1}, 0); }

    int samples;
    model<Net> m;
    workspace<Net, Phase> space;
    buffer<float> x, dy, gradient;
    std::vector<float*> gradients;
    bool keeps_input = false, keeps_gradient = false;
};

template <class Net, class Phase>
run passes_of(int batch, int threads) {
    auto p = std::make_shared<passes<Net, Phase>>(batch, threads);
    return {[p] { (*p)(); },
            Net::template workspace_bytes<Phase>(batch, threads),
            batch * moved_bytes<Net, Phase>,
            passes<Net, Phase>::computed_bytes(batch, threads),
            batch * moved_bytes<Net, Phase> + moved_parameter_bytes<Net, Phase>,
            [p] { return (*p)(); }};
}

template <class Net, class L = softmax_loss, class Rule = momentum>
workload trains(std::string name, int batch, Rule rule = {.rate = 1e-4}) {
    return {std::move(name), batch * training_operations<Net>,
            [=](int threads) { return training_step<Net, L>(batch, threads, rule); }};
}

template <class Net>
workload answers(std::string name, int batch) {
    return {std::move(name), batch * forward_operations<Net>,
            [=](int threads) { return passes_of<Net, inference>(batch, threads); }};
}

/// Forward and backward, the gradient of the input included.
template <class Net>
workload there_and_back(std::string name, int batch) {
    return {std::move(name), 3 * batch * forward_operations<Net>,
            [=](int threads) { return passes_of<Net, input_gradients>(batch, threads); }};
}

/// The same row of a layer that reads no more of its input than it answers with; backward it writes all of
/// the input's gradient.
template <class Net>
workload picking(workload row, int batch, bool goes_back) {
    using of = passes<Net, input_gradients>;
    const long least =
        batch * (2 * of::output_size + goes_back * (of::output_size + of::input_size)) * long(sizeof(float));
    row.prepare = [prepare = row.prepare, least](int threads) {
        run r = prepare(threads);
        r.least_bytes = least;
        return r;
    };
    return row;
}

/// The gradient of the input alone, of a network that behaves as it answers.
template <class Net>
workload gradient_of_input(std::string name, int batch) {
    return {std::move(name), 2 * batch * forward_operations<Net>,
            [=](int threads) { return passes_of<Net, phase<answering, of_inputs>>(batch, threads); }};
}

/// The same passes of the network as groups and layer by layer.
template <class Net, class Phase>
workload compared(std::string name, int batch) {
    constexpr double passes = !Phase::backward ? 1 : 3;
    return {std::move(name), passes * batch * forward_operations<Net>,
            [=](int threads) { return passes_of<Net, Phase>(batch, threads); },
            [=](int threads) { return passes_of<unfused<Net>, Phase>(batch, threads); }};
}

}  // namespace strata::bench
