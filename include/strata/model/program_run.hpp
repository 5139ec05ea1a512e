// SPDX-License-Identifier: MIT
#pragma once
/// A run over the rows of a program: forward and backward, the same code for all networks.
#include <algorithm>
#include <strata/error.hpp>
#include <strata/graph/program.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/model/buffer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The carried values of a step, in the network's order, [n, ...] each. Null before it: they are zero. Null
/// behind: nobody wants them.
template <class T>
struct carried_pointers {
    const T* const* before = nullptr;
    T* const* after = nullptr;
};

/// Runs a program over up to `capacity` samples, in memory that is allocated once. Who calls sees to it that
/// no other thread is inside and that denormal numbers are flushed; `workspace` does so by itself.
template <class T>
class program_run {
public:
    /// `program` is not copied.
    program_run(const program_table<T>& program, int capacity, int threads);

    [[nodiscard]] int capacity() const { return capacity_; }
    [[nodiscard]] int threads() const { return threads_; }
    /// Bytes of the arena, as the plan has them.
    [[nodiscard]] int64 bytes() const { return program_->arena.bytes(capacity_, threads_); }

    /// Where input number k goes before `forward`: [n, ...], images channels last.
    [[nodiscard]] T* input(int k = 0) { return value(k); }
    /// Its gradient after `backward`, in phases that compute it; else null.
    [[nodiscard]] T* input_gradient(int k = 0) { return gradient(k); }
    /// Output number k after `forward`, images channels last.
    [[nodiscard]] T* output_number(int k) { return value(program_->output_ids[at(k)]); }

    /// Computes what follows from the parameters alone: to be called before `forward` whenever they have
    /// changed, in phases without a backward pass. In others there is nothing to do.
    void prepare(T* const* w);

    /// Computes the outputs of n samples. `w` points at the parameters in the network's order; `random` is
    /// the step's. Throws where a layer finds a value that it cannot take, and names the layer.
    void forward(int n, T* const* w, seed random, std::uint64_t step, carried_pointers<T> carried = {});

    /// Computes the gradients that the phase wants, those of the parameters into `dw` (null where one is not
    /// wanted). `carried`: as it was in `forward`.
    void backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                  carried_pointers<T> carried = {});

    /// Runs forward again and says which layer first made a value that is no finite number; empty where none
    /// did.
    [[nodiscard]] std::string first_not_finite(int n, T* const* w, seed random, std::uint64_t step,
                                               carried_pointers<T> carried = {});

protected:
    [[nodiscard]] T* value(int id) { return reinterpret_cast<T*>(at_offset(program_->values[at(id)])); }
    [[nodiscard]] T* gradient(int id) { return reinterpret_cast<T*>(at_offset(program_->gradients[at(id)])); }
    /// Where the loss of output k leaves its gradient.
    [[nodiscard]] T* gradient_of_output(int k) {
        return reinterpret_cast<T*>(at_offset(program_->output_gradients[at(k)]));
    }

private:
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] std::byte* at_offset(int64 offset) {
        return offset == no_place ? nullptr : arena_.data() + offset * capacity_;
    }
    /// In the part of the arena that does not grow with the batch; behind it is the scratch.
    [[nodiscard]] std::byte* fixed(int64 offset) { return at_offset(program_->arena.per_sample) + offset; }
    /// The parameters of operation i in the network's list.
    [[nodiscard]] slice parameters_of(int i) const {
        return {program_->rows[at(i)].first_parameter, program_->rows[at(i + 1)].first_parameter};
    }

    void fill(pass_args<T>& a, int i, int n, T* const* w, seed random, std::uint64_t step,
              int64 scratch_per_sample, const carried_pointers<T>& carried);
    void forward_of(int i, int n, T* const* w, seed random, std::uint64_t step,
                    const carried_pointers<T>& carried);
    void backward_of_shared(int i, backward_args<T>& a);
    void add_repeated_outputs(int n);
    void clear_dead_ends(int n);
    void hand_on_of_view(int i, int n);
    void hand_back_of_view(int i, int n);

    const program_table<T>* program_;
    int capacity_, threads_;
    buffer<std::byte> arena_;
    // what an operation reads and the gradients that it makes; allocated once
    std::vector<const T*> inputs_;
    std::vector<T*> input_gradients_, parameter_gradients_, no_gradients_;
};

template <class T>
[[gnu::cold]] program_run<T>::program_run(const program_table<T>& program, int capacity, int threads)
    : program_(&program), capacity_(capacity), threads_(threads) {
    if (capacity < 1)
        throw_error(
            {.problem = "a workspace has to hold at least one sample", .found = std::to_string(capacity)});
    if (threads < 1)
        throw_error(
            {.problem = "a workspace has to have at least one thread", .found = std::to_string(threads)});
    arena_ = buffer<std::byte>(bytes());
    int inputs = 0;
    int64 parameters = 0;
    for (int i = 0; i < program.size; ++i) {
        inputs = std::max(inputs, program.facts[at(i)].inputs_end - program.facts[at(i)].inputs_begin);
        parameters = std::max(parameters, parameters_of(i).end - parameters_of(i).begin);
    }
    inputs_.resize(at(inputs));
    input_gradients_.resize(at(inputs));
    parameter_gradients_.resize(static_cast<std::size_t>(parameters));
    no_gradients_.resize(static_cast<std::size_t>(parameters));
}

template <class T>
void program_run<T>::prepare(T* const* w) {
    for (int i = 0; i < program_->size; ++i)
        if (const auto& row = program_->rows[at(i)]; row.prepare)
            row.prepare({threads_, w + row.first_parameter, fixed(program_->places[at(i)].prepared)});
}

template <class T>
void program_run<T>::forward(int n, T* const* w, seed random, std::uint64_t step,
                             carried_pointers<T> carried) {
    for (int i = 0; i < program_->size; ++i) forward_of(i, n, w, random, step, carried);
}

template <class T>
void program_run<T>::backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                              carried_pointers<T> carried) {
    add_repeated_outputs(n);
    clear_dead_ends(n);
    for (int i = program_->size; i-- > 0;) {
        const operation<T>& row = program_->rows[at(i)];
        if (row.is_view) {
            hand_back_of_view(i, n);
            continue;
        }
        const operation_facts& op = program_->facts[at(i)];
        backward_args<T> a{};
        a.dy = gradient(op.output);
        if (!a.dy) continue;
        bool wanted = op.learns;
        for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
            T* const dx = gradient(program_->input_ids[at(k)]);
            input_gradients_[at(k - op.inputs_begin)] = dx;
            wanted = wanted || dx;
        }
        if (!wanted) continue;
        fill(a, i, n, w, random, step, program_->places[at(i)].scratch_backward, carried);
        a.input_gradients = input_gradients_.data();
        a.adds = &program_->adds[at(op.inputs_begin)];
        a.dw = program_->of_parameters ? dw + row.first_parameter : no_gradients_.data();
        program_->shares ? backward_of_shared(i, a) : row.backward(a);
    }
}

template <class T>
[[gnu::cold]] std::string program_run<T>::first_not_finite(int n, T* const* w, seed random,
                                                           std::uint64_t step, carried_pointers<T> carried) {
    for (int i = 0; i < program_->size; ++i) {
        forward_of(i, n, w, random, step, carried);
        const int out = program_->facts[at(i)].output;
        const T* y = value(out);
        for (int64 k = 0; k < n * program_->sizes[at(out)]; ++k)
            if (!is_finite(y[k])) return program_->name(i);
    }
    return {};
}

template <class T>
void program_run<T>::fill(pass_args<T>& a, int i, int n, T* const* w, seed random, std::uint64_t step,
                          int64 scratch_per_sample, const carried_pointers<T>& carried) {
    const operation_facts& op = program_->facts[at(i)];
    const operation_places& place = program_->places[at(i)];
    for (int k = op.inputs_begin; k < op.inputs_end; ++k)
        inputs_[at(k - op.inputs_begin)] = value(program_->input_ids[at(k)]);
    a.n = n;
    a.threads = threads_;
    a.learns = program_->learns;
    a.inputs = inputs_.data();
    a.y = value(op.output);
    a.w = w + program_->rows[at(i)].first_parameter;
    a.kept_per_sample = at_offset(place.kept_per_sample);
    a.kept = fixed(place.kept);
    a.scratch_per_sample = at_offset(scratch_per_sample);
    a.scratch = fixed(program_->arena.fixed);
    a.scratch_per_thread = a.scratch + program_->arena.scratch;
    a.prepared = fixed(place.prepared);
    a.carried = carried.before ? carried.before + program_->rows[at(i)].first_carried : nullptr;
    a.random = random_for_pass(random, step, op.output);
}

template <class T>
void program_run<T>::forward_of(int i, int n, T* const* w, seed random, std::uint64_t step,
                                const carried_pointers<T>& carried) {
    if (program_->rows[at(i)].is_view) return hand_on_of_view(i, n);
    forward_args<T> a{};
    fill(a, i, n, w, random, step, program_->places[at(i)].scratch_forward, carried);
    a.carried_on = carried.after ? carried.after + program_->rows[at(i)].first_carried : nullptr;
    with_name_in_errors([&] { program_->rows[at(i)].forward(a); },
                        [&] { return "layer " + program_->name(i); });
}

/// An output that is another one's value, or a view of it, has left its gradient apart.
template <class T>
void program_run<T>::add_repeated_outputs(int n) {
    for (int k = 0; k < program_->output_count; ++k) {
        const int id = program_->output_ids[at(k)];
        if (program_->output_gradients[at(k)] == program_->gradients[at(id)]) continue;
        const T* const from = gradient_of_output(k);
        parallel_sweep<T>(n * program_->sizes[at(id)], threads_,
                          [from, to = gradient(id)](int64 i, auto lanes) {
                              lanes.store(to + i, lanes.load(to + i) + lanes.load(from + i));
                          });
    }
}

/// What leads to no output has no gradient but zero.
template <class T>
void program_run<T>::clear_dead_ends(int n) {
    if (!program_->dead_ends) return;
    for (int v = 0; v < program_->value_count; ++v)
        if (program_->dead_ends[at(v)]) std::fill_n(gradient(v), n * program_->sizes[at(v)], T(0));
}

/// A view that has memory of its own, since its gradient is asked for: a copy of what it shows.
template <class T>
void program_run<T>::hand_on_of_view(int i, int n) {
    const operation_facts& op = program_->facts[at(i)];
    const T* const from = value(program_->input_ids[at(op.inputs_begin)]);
    if (T* const to = value(op.output); to != from) std::copy_n(from, n * program_->sizes[at(op.output)], to);
}
/// Its gradient to what it shows.
template <class T>
void program_run<T>::hand_back_of_view(int i, int n) {
    const operation_facts& op = program_->facts[at(i)];
    const T* const from = gradient(op.output);
    T* const to = gradient(program_->input_ids[at(op.inputs_begin)]);
    if (!from || !to || from == to) return;
    const bool adds = program_->adds[at(op.inputs_begin)];
    parallel_sweep<T>(n * program_->sizes[at(op.output)], threads_, [=](int64 j, auto lanes) {
        lanes.store(to + j, adds ? lanes.load(to + j) + lanes.load(from + j) : lanes.load(from + j));
    });
}

/// One operation backward, some of whose parameters may have a gradient from another place already.
template <class T>
void program_run<T>::backward_of_shared(int i, backward_args<T>& a) {
    const slice parameters = parameters_of(i);
    T* const* dw = a.dw - parameters.begin;
    T** parts = parameter_gradients_.data() - parameters.begin;
    std::byte* next = fixed(program_->arena.shared_gradients);
    for (int64 k = parameters.begin; k < parameters.end; ++k) {
        const auto p = static_cast<std::size_t>(k);
        const bool shares = dw[k] && program_->shares[p];
        parts[k] = shares ? reinterpret_cast<T*>(next) : dw[k];
        if (shares) next += rounded_bytes(program_->parameters[p].size * int64(sizeof(T)));
    }
    a.dw = parameter_gradients_.data();
    program_->rows[at(i)].backward(a);
    for (int64 k = parameters.begin; k < parameters.end; ++k)
        if (parts[k] != dw[k])
            parallel_sweep<T>(program_->parameters[static_cast<std::size_t>(k)].size, threads_,
                              [to = dw[k], from = parts[k]](int64 j, auto lanes) {
                                  lanes.store(to + j, lanes.load(to + j) + lanes.load(from + j));
                              });
}

}  // namespace strata::inline STRATA_TARGET
