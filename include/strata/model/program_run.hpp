// SPDX-License-Identifier: MIT
#pragma once
/// A run over the rows of a program: forward and backward, the same code for all networks.
#include <algorithm>
#include <memory>
#include <strata/error.hpp>
#include <strata/graph/program.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/model/gradient_receiver.hpp>
#include <strata/model/gradients_from_several.hpp>
#include <strata/model/pass_observer.hpp>
#include <strata/model/program_memory.hpp>
#include <strata/model/program_views.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

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

    [[nodiscard]] int capacity() const { return memory_.capacity(); }
    [[nodiscard]] int threads() const { return memory_.threads(); }
    /// Bytes of the arena, as the plan has them.
    [[nodiscard]] int64 bytes() const { return memory_.bytes(); }

    /// Where input number k goes before `forward`: [n, ...], images channels last.
    [[nodiscard]] T* input(int k = 0) { return value(k); }
    /// Its gradient after `backward`, in phases that compute it; else null.
    [[nodiscard]] T* input_gradient(int k = 0) { return gradient(k); }
    /// Output number k after `forward`, images channels last.
    [[nodiscard]] T* output_number(int k) { return value(table().output_ids[k]); }

    /// Computes what follows from the parameters alone: to be called before `forward` whenever they have
    /// changed, in phases without a backward pass. In others there is nothing to do.
    void prepare(T* const* w);

    /// Computes the outputs of n samples. `w` points at the parameters in the network's order; `random` is
    /// the step's. Throws where a layer finds a value that it cannot take, and names the layer.
    void forward(int n, T* const* w, seed random, std::uint64_t step, carried_pointers<T> carried = {});

    /// Computes the gradients that the phase wants, those of the parameters into `dw` (null where one is not
    /// wanted). `carried`: as it was in `forward`. `to`: takes the gradients of parameters in turn, where
    /// `dw` are the places of `gradients_in_turn`.
    void backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                  carried_pointers<T> carried = {}, gradient_receiver<T>* to = nullptr);

    /// Pointers to where the gradients of parameters lie while it is their turn, in the network's order; null
    /// where nothing is learned. For phases in which they take turns.
    [[nodiscard]] std::vector<T*> gradients_in_turn();

    /// Runs forward again and says which layer first made a value that is no finite number; empty where none
    /// did.
    [[nodiscard]] std::string first_not_finite(int n, T* const* w, seed random, std::uint64_t step,
                                               carried_pointers<T> carried = {});

    /// From now on it is told of what forward and backward make; null: nobody is.
    void observe(std::shared_ptr<pass_observer<T>> by) { observer_ = std::move(by); }

protected:
    [[nodiscard]] T* value(int id) { return memory_.value(id); }
    [[nodiscard]] T* gradient(int id) { return memory_.gradient(id); }
    /// Where the loss of output k leaves its gradient.
    [[nodiscard]] T* gradient_of_output(int k) { return memory_.gradient_of_output(k); }

private:
    [[nodiscard]] const program_table<T>& table() const { return memory_.program(); }

    void fill(pass_args<T>& a, int i, int n, T* const* w, seed random, std::uint64_t step,
              int64 scratch_per_sample, const carried_pointers<T>& carried);
    void forward_of(int i, int n, T* const* w, seed random, std::uint64_t step,
                    const carried_pointers<T>& carried);
    /// Whether there was anything to compute.
    bool backward_of(int i, int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                     const carried_pointers<T>& carried);
    void hand_over(int i, bool computed, gradient_receiver<T>& to);
    [[nodiscard]] T* place_of(const gradient_turn& turn) {
        return reinterpret_cast<T*>(memory_.fixed(table().arena.gradients)) + turn.place;
    }

    [[nodiscard]] passing_values<T> passing(int i, int n, const T* numbers) const {
        return {i, n, table().sizes[table().facts[i].output], numbers};
    }

    program_memory<T> memory_;
    std::shared_ptr<pass_observer<T>> observer_;
    // what an operation reads and the gradients that it makes; allocated once
    std::vector<const T*> inputs_;
    std::vector<T*> input_gradients_, parameter_gradients_, no_gradients_;
};

template <class T>
[[gnu::cold]] program_run<T>::program_run(const program_table<T>& program, int capacity, int threads)
    : memory_(program, capacity, threads) {
    int inputs = 0, parameters = 0;
    for (int i = 0; i < program.size; ++i) {
        inputs = std::max(inputs, program.facts[i].inputs_end - program.facts[i].inputs_begin);
        parameters =
            std::max(parameters, program.rows[i + 1].first_parameter - program.rows[i].first_parameter);
    }
    inputs_.resize(static_cast<std::size_t>(inputs));
    input_gradients_.resize(static_cast<std::size_t>(inputs));
    parameter_gradients_.resize(static_cast<std::size_t>(parameters));
    no_gradients_.resize(static_cast<std::size_t>(parameters));
}

template <class T>
void program_run<T>::prepare(T* const* w) {
    for (int i = 0; i < table().size; ++i)
        if (const auto& row = table().rows[i]; row.prepare)
            row.prepare({threads(), w + row.first_parameter, memory_.fixed(table().places[i].prepared)});
}

template <class T>
void program_run<T>::forward(int n, T* const* w, seed random, std::uint64_t step,
                             carried_pointers<T> carried) {
    for (int i = 0; i < table().size; ++i) {
        forward_of(i, n, w, random, step, carried);
        if (observer_ && !table().rows[i].is_view)
            observer_->output(passing(i, n, value(table().facts[i].output)));
    }
}

template <class T>
void program_run<T>::backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                              carried_pointers<T> carried, gradient_receiver<T>* to) {
    add_repeated_outputs(memory_, n);
    clear_dead_ends(memory_, n);
    for (int i = table().size; i-- > 0;) {
        const bool computed = backward_of(i, n, w, dw, random, step, carried);
        if (to && table().turns[i].size > 0) hand_over(i, computed, *to);
    }
}

template <class T>
bool program_run<T>::backward_of(int i, int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                                 const carried_pointers<T>& carried) {
    const program_table<T>& program = table();
    const operation<T>& row = program.rows[i];
    if (row.is_view) {
        hand_back_of_view(memory_, i, n);
        return false;
    }
    const operation_facts& op = program.facts[i];
    backward_args<T> a{};
    a.dy = gradient(op.output);
    if (!a.dy) return false;
    if (observer_) observer_->gradient(passing(i, n, a.dy));
    bool wanted = op.learns;
    for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
        T* const dx = gradient(program.input_ids[k]);
        input_gradients_[static_cast<std::size_t>(k - op.inputs_begin)] = dx;
        wanted = wanted || dx;
    }
    if (!wanted) return false;
    fill(a, i, n, w, random, step, program.places[i].scratch_backward, carried);
    a.input_gradients = input_gradients_.data();
    a.adds = &program.adds[op.inputs_begin];
    a.dw = program.of_parameters ? dw + row.first_parameter : no_gradients_.data();
    program.shares ? backward_of_shared(memory_, i, a, parameter_gradients_.data()) : row.backward(a);
    return true;
}

template <class T>
void program_run<T>::hand_over(int i, bool computed, gradient_receiver<T>& to) {
    const program_table<T>& program = table();
    const gradient_turn& turn = program.turns[i];
    T* const g = place_of(turn);
    if (!turn.stands) {  // what the turn before has left there
        const auto* const end = program.parameters + program.rows[i + 1].first_parameter;
        for (const auto* p = program.parameters + program.rows[i].first_parameter; p != end; ++p)
            if (p->kind == role::learned && !p->repeats) {
                T* const own = g + (p->offset - turn.first);
                std::fill(computed ? own + p->size : own, own + padded(p->size), T(0));
            }
    }
    to.take({turn.first, turn.size, g});
}

template <class T>
[[gnu::cold]] std::vector<T*> program_run<T>::gradients_in_turn() {
    const program_table<T>& program = table();
    std::vector<T*> all;
    for (int k = 0; k < program.rows[program.size].first_parameter; ++k) {
        const parameter_place& p = program.parameters[k];
        const gradient_turn* const turn = std::find_if(
            program.turns, program.turns + program.size,
            [&](const gradient_turn& t) { return p.offset >= t.first && p.offset < t.first + t.size; });
        all.push_back(p.kind == role::learned ? place_of(*turn) + (p.offset - turn->first) : nullptr);
    }
    return all;
}

template <class T>
[[gnu::cold]] std::string program_run<T>::first_not_finite(int n, T* const* w, seed random,
                                                           std::uint64_t step, carried_pointers<T> carried) {
    for (int i = 0; i < table().size; ++i) {
        forward_of(i, n, w, random, step, carried);
        const int out = table().facts[i].output;
        const T* y = value(out);
        for (int64 k = 0; k < n * table().sizes[out]; ++k)
            if (!is_finite(y[k])) return table().name(i);
    }
    return {};
}

template <class T>
void program_run<T>::fill(pass_args<T>& a, int i, int n, T* const* w, seed random, std::uint64_t step,
                          int64 scratch_per_sample, const carried_pointers<T>& carried) {
    const program_table<T>& program = table();
    const operation_facts& op = program.facts[i];
    const operation_places& place = program.places[i];
    for (int k = op.inputs_begin; k < op.inputs_end; ++k)
        inputs_[static_cast<std::size_t>(k - op.inputs_begin)] = value(program.input_ids[k]);
    a.n = n;
    a.threads = threads();
    a.learns = program.learns;
    a.inputs = inputs_.data();
    a.y = value(op.output);
    a.w = w + program.rows[i].first_parameter;
    a.kept_per_sample = memory_.at_offset(place.kept_per_sample);
    a.kept = memory_.fixed(place.kept);
    a.scratch_per_sample = memory_.at_offset(scratch_per_sample);
    a.scratch = memory_.fixed(program.arena.fixed);
    a.scratch_per_thread = a.scratch + program.arena.scratch;
    a.prepared = memory_.fixed(place.prepared);
    a.carried = carried.before ? carried.before + program.rows[i].first_carried : nullptr;
    a.random = random_for_pass(random, step, op.output);
}

template <class T>
void program_run<T>::forward_of(int i, int n, T* const* w, seed random, std::uint64_t step,
                                const carried_pointers<T>& carried) {
    const operation<T>& row = table().rows[i];
    if (row.is_view) return hand_on_of_view(memory_, i, n);
    forward_args<T> a{};
    fill(a, i, n, w, random, step, table().places[i].scratch_forward, carried);
    a.carried_on = carried.after ? carried.after + row.first_carried : nullptr;
    with_name_in_errors([&] { row.forward(a); }, [&] { return "layer " + table().name(i); });
}

}  // namespace strata::inline STRATA_TARGET
