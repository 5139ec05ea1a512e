// SPDX-License-Identifier: MIT
#pragma once
/// The memory of a network's run, and the run itself.
#include <concepts>
#include <strata/graph/net.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/one_caller.hpp>
#include <strata/model/program_run.hpp>
#include <strata/target.hpp>

namespace strata {

/// Runs a network over up to `capacity` samples, in memory that is allocated once. Its passes run with
/// denormal numbers flushed, whatever the caller's own setting, and throw where another thread is inside of
/// one.
template <Network Net, class Phase, class T = float>
class STRATA_TAGGED workspace : public program_run<T> {
    template <class P>
    requires(!P::backward) using backward_decision =
        shape_error<used_in<the_backward_pass>, got<>, E23_backward_in_inference, Net>;

public:
    explicit workspace(int capacity, int threads = default_threads())
        : program_run<T>(program<Net, Phase, T>::table, capacity, threads) {}

    /// Output number k after `forward`, images channels last.
    template <int K = 0>
    [[nodiscard]] T* output() {
        return this->value(type_at<output_values<Net>, K>::id);
    }
    /// Where the loss leaves the gradient of output number k before `backward`, a place for each output.
    template <int K = 0>
    [[nodiscard]] T* output_gradient() {
        return this->gradient_of_output(K);
    }

    /// The value of a tap or an input that the phase names, channels last.
    template <text Name>
    [[nodiscard]] T* named_value() {
        return this->value(id_of_tap<typename Net::graph::taps, Name>);
    }
    /// Its gradient after `backward`; null where the phase does not want it.
    template <text Name>
    [[nodiscard]] T* named_gradient() {
        return this->gradient(id_of_tap<typename Net::graph::taps, Name>);
    }

    void prepare(T* const* w) {
        const running now(caller_);
        program_run<T>::prepare(w);
    }
    void forward(int n, T* const* w, seed random, std::uint64_t step, carried_pointers<T> carried = {}) {
        const running now(caller_);
        program_run<T>::forward(n, w, random, step, carried);
    }
    [[nodiscard]] std::string first_not_finite(int n, T* const* w, seed random, std::uint64_t step) {
        const running now(caller_);
        return program_run<T>::first_not_finite(n, w, random, step);
    }
    /// Computes the gradients that the phase wants, those of the parameters into `dw` (null where one is not
    /// wanted). Refused: E23 (a phase without gradients, such as inference).
    void backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step,
                  carried_pointers<T> carried = {}) requires Phase::backward {
        const running now(caller_);
        program_run<T>::backward(n, w, dw, random, step, carried);
    }
    template <class P = Phase>
    requires(!P::backward) auto backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step)
        -> decltype(refuse<backward_decision<P>>());  // E23

private:
    struct running {
        explicit running(one_caller& caller) : alone(caller.enter("workspace")) {}
        one_caller::call alone;
        flush_denormals flushed;
    };
    one_caller caller_;
};
template <Network Net, class Phase, class T>
requires StillUnsaid<Net>
class workspace<Net, Phase, T>;

}  // namespace strata
