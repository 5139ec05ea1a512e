// SPDX-License-Identifier: MIT
#pragma once
/// The memory of a run and the run itself: forward and backward over the rows of a network's program.
#include <cmath>
#include <strata/error.hpp>
#include <strata/graph/net.hpp>
#include <strata/graph/program.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/model/buffer.hpp>
#include <string>
#include <utility>

namespace strata {

/// Runs a network over up to `capacity` samples, in memory that is allocated once.
template <Network Net, class Phase, class T = float>
class workspace {
    using table = program<Net, Phase, T>;
    using plan_type = typename table::plan_type;
    static constexpr auto& places = plan_type::result;

public:
    explicit workspace(int capacity, int threads = default_threads())
        : capacity_(capacity),
          threads_(threads),
          arena_(places.bytes(capacity, threads)),
          fixed_(places.per_sample * capacity),
          scratch_(fixed_ + places.fixed),
          scratch_per_thread_(scratch_ + places.scratch) {
        if (capacity < 1) throw error{{.problem = "a workspace has to hold at least one sample", .found = std::to_string(capacity)}};
        if (threads < 1) throw error{{.problem = "a workspace has to have at least one thread", .found = std::to_string(threads)}};
    }

    [[nodiscard]] int capacity() const { return capacity_; }
    [[nodiscard]] int threads() const { return threads_; }
    /// Bytes of the arena, as the plan has them.
    [[nodiscard]] long bytes() const { return places.bytes(capacity_, threads_); }

    /// Where the input goes before `forward`: [n, ...], images channels last.
    [[nodiscard]] T* input() { return value(0); }
    /// Output number k after `forward`, images channels last.
    template <int K = 0>
    [[nodiscard]] T* output() {
        return value(type_at<output_values<Net>, K>::id);
    }
    /// Where the loss leaves the gradient of output number k before `backward`.
    template <int K = 0>
    [[nodiscard]] T* output_gradient() {
        return gradient(type_at<output_values<Net>, K>::id);
    }
    /// The gradient of the input after `backward`, in phases that compute it.
    [[nodiscard]] T* input_gradient() { return gradient(0); }

    /// Computes what follows from the parameters alone: to be called in inference before `forward` whenever they have
    /// changed. In training there is nothing to do.
    void prepare(T* const* w) {
        for (int i = 0; i < table::size; ++i)
            if (const auto& row = table::rows[at(i)]; row.prepare)
                row.prepare({threads_, w + row.first_parameter, arena_.data() + fixed_ + places.operation[at(i)].prepared});
    }

    /// Computes the outputs of n samples. `w` points at the parameters in the network's order; `random` is the step's.
    /// Throws where a layer finds a value that it cannot take, and names the layer.
    void forward(int n, T* const* w, seed random, std::uint64_t step) {
        for (int i = 0; i < table::size; ++i) forward_row(i, n, w, random, step);
    }

    /// Computes the gradients of the parameters into `dw` (null where one is not wanted).
    void backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step)
        requires(!std::is_same_v<Phase, inference>)
    {
        for (int i = table::size; i-- > 0;) {
            const auto& row = table::rows[at(i)];
            if (row.is_view) continue;
            const operation_facts& op = plan_type::facts[at(i)];
            backward_args<T> a{};
            const T* inputs[most_inputs];
            T* input_gradients[most_inputs];
            fill(a, i, n, w, random, step, inputs, places.operation[at(i)].scratch_backward);
            for (int k = op.inputs_begin; k < op.inputs_end; ++k)
                input_gradients[k - op.inputs_begin] = gradient(plan_type::input_ids[at(k)]);
            a.dy = gradient(op.output);
            if (!a.dy) continue;
            a.input_gradients = input_gradients;
            a.adds = &table::adds[at(op.inputs_begin)];
            a.dw = dw + row.first_parameter;
            if constexpr (table::any_shares)
                backward_of_shared(i, a);
            else
                row.backward(a);
        }
    }

    void backward(int, T* const*, T* const*, seed, std::uint64_t)
        requires(std::is_same_v<Phase, inference>)
    {
        static_assert(sizeof(spoken<shape_error<used_in<the_backward_pass>, got<>, E23_backward_in_inference, Net>>) > 0);
    }

    /// Runs forward again and says which layer first made a value that is no finite number; empty where none did.
    std::string first_not_finite(int n, T* const* w, seed random, std::uint64_t step) {
        for (int i = 0; i < table::size; ++i) {
            forward_row(i, n, w, random, step);
            const int out = plan_type::facts[at(i)].output;
            const T* y = value(out);
            for (long k = 0; k < n * plan_type::sizes[at(out)]; ++k)
                if (!std::isfinite(y[k])) return table::name(i);
        }
        return {};
    }

private:
    static constexpr int most_inputs = 16;
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }

    [[nodiscard]] std::byte* at_offset(long offset) { return offset == no_place ? nullptr : arena_.data() + offset * capacity_; }
    [[nodiscard]] T* value(int id) { return reinterpret_cast<T*>(at_offset(places.value[at(id)])); }
    [[nodiscard]] T* gradient(int id) { return reinterpret_cast<T*>(at_offset(places.gradient[at(id)])); }

    void fill(pass_args<T>& a, int i, int n, T* const* w, seed random, std::uint64_t step, const T** inputs,
              long scratch_per_sample) {
        const operation_facts& op = plan_type::facts[at(i)];
        const operation_places& place = places.operation[at(i)];
        for (int k = op.inputs_begin; k < op.inputs_end; ++k) inputs[k - op.inputs_begin] = value(plan_type::input_ids[at(k)]);
        a.n = n;
        a.threads = threads_;
        a.inputs = inputs;
        a.y = value(op.output);
        a.w = w + table::rows[at(i)].first_parameter;
        a.kept_per_sample = at_offset(place.kept_per_sample);
        a.kept = arena_.data() + fixed_ + place.kept;
        a.scratch_per_sample = at_offset(scratch_per_sample);
        a.scratch = arena_.data() + scratch_;
        a.scratch_per_thread = arena_.data() + scratch_per_thread_;
        a.prepared = arena_.data() + fixed_ + place.prepared;
        a.random = random_stream(random, (step << 16) + static_cast<std::uint64_t>(op.output));
    }

    /// One operation backward, some of whose parameters may have a gradient from another place already.
    void backward_of_shared(int i, backward_args<T>& a) {
        const int first = table::rows[at(i)].first_parameter, count = table::rows[at(i + 1)].first_parameter - first;
        T* parts[table::most_parameters + 1];
        T* const* dw = a.dw;
        std::byte* next = arena_.data() + fixed_ + places.shared_gradients;
        for (int k = 0; k < count; ++k) {
            const long size = table::parameters::places[at(first + k)].size;
            const bool shares = dw[k] && table::shares[at(first + k)];
            parts[k] = shares ? reinterpret_cast<T*>(next) : dw[k];
            if (shares) next += rounded_bytes(size * long(sizeof(T)));
        }
        a.dw = parts;
        table::rows[at(i)].backward(a);
        for (int k = 0; k < count; ++k)
            if (parts[k] != dw[k])
                parallel_sweep<T>(table::parameters::places[at(first + k)].size, threads_, [&](long j, auto lanes) {
                    lanes.store(dw[k] + j, lanes.load(dw[k] + j) + lanes.load(parts[k] + j));
                });
    }

    void forward_row(int i, int n, T* const* w, seed random, std::uint64_t step) {
        if (table::rows[at(i)].is_view) return;
        forward_args<T> a{};
        const T* inputs[most_inputs];
        fill(a, i, n, w, random, step, inputs, places.operation[at(i)].scratch_forward);
        try {
            table::rows[at(i)].forward(a);
        } catch (const error& e) {
            throw e.of("layer " + table::name(i));
        }
    }

    int capacity_, threads_;
    buffer<std::byte> arena_;
    long fixed_, scratch_, scratch_per_thread_;
};

}  // namespace strata
