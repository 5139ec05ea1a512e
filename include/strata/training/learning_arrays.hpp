// SPDX-License-Identifier: MIT
#pragma once
/// The arrays that training keeps beside the parameters, the same code for all networks.
#include <algorithm>
#include <strata/model/parameter_store.hpp>
#include <strata/model/program_run.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer_slots.hpp>

namespace strata::inline STRATA_TARGET {

/// The gradient and the arrays of an update rule, each laid out as the learned parameters are, and the running statistics
/// as they were before a step.
template <class T>
class learning_arrays {
public:
    learning_arrays(parameter_store<T>& parameters, int64 measured, std::size_t slot_count);

    [[nodiscard]] T* gradient() { return gradient_.data(); }
    [[nodiscard]] int64 size() const { return gradient_.size(); }
    /// The gradients in the order of the network's program; null where nothing is learned.
    [[nodiscard]] T* const* gradient_pointers() { return gradient_pointers_.data(); }
    [[nodiscard]] T* const* slot_pointers() { return slots_.pointers(); }

    /// A step that is refused leaves no trace: what is measured is put aside, and put back unless the step is `accepted`.
    class measured_before {
    public:
        measured_before(learning_arrays& arrays, parameter_store<T>& parameters) : kept_(arrays.measured_), now_(parameters.measured()) {
            std::copy_n(now_.data(), kept_.size(), kept_.data());
        }
        measured_before(const measured_before&) = delete;
        measured_before& operator=(const measured_before&) = delete;
        ~measured_before() {
            if (!accepted_) std::copy_n(kept_.data(), kept_.size(), now_.data());
        }
        void accept() { accepted_ = true; }

    private:
        buffer<T>&kept_, &now_;
        bool accepted_ = false;
    };

    /// Throws, after a forward pass over n samples whose loss is no finite number: names the layer and the step.
    [[noreturn]] static void refuse_step(program_run<T>& run, parameter_store<T>& parameters, int n, seed random, int64 step, double loss);

private:
    buffer<T> gradient_, measured_;
    optimizer_slots<T> slots_;
    std::vector<T*> gradient_pointers_;
};

template <class T>
[[gnu::cold]] learning_arrays<T>::learning_arrays(parameter_store<T>& parameters, int64 measured, std::size_t slot_count)
    : gradient_(parameters.learned().size()), measured_(measured), slots_(gradient_.size(), slot_count),
      gradient_pointers_(parameters.pointers_into(gradient_.data())) {}

template <class T>
[[gnu::cold]] void learning_arrays<T>::refuse_step(program_run<T>& run, parameter_store<T>& parameters, int n, seed random, int64 step, double loss) {
    const std::string layer = run.first_not_finite(n, parameters.pointers(), random, static_cast<std::uint64_t>(step));
    std::string problem = with_number("the loss is not a finite number at step", step + 1);
    problem.append(layer.empty() ? "; every layer's output is finite" : "; the first such value comes out of layer ").append(layer);
    throw_error({.problem = problem,
                 .found = std::to_string(loss),
                 .advice = "Lower the learning rate, or look at the data; the parameters are those before this step."});
}

}  // namespace strata::inline STRATA_TARGET
