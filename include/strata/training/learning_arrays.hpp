// SPDX-License-Identifier: MIT
#pragma once
/// The arrays that training keeps beside the parameters, the same code for all networks.
#include <algorithm>
#include <strata/model/parameter_store.hpp>

namespace strata {

/// The gradient and the arrays of an update rule, each laid out as the learned parameters are, and the running statistics
/// as they were before a step.
template <class T>
class learning_arrays {
public:
    learning_arrays(parameter_store<T>& parameters, long measured, std::size_t slots);

    [[nodiscard]] T* gradient() { return gradient_.data(); }
    [[nodiscard]] long size() const { return gradient_.size(); }
    /// The gradients in the order of the network's program; null where nothing is learned.
    [[nodiscard]] T* const* gradient_pointers() { return gradient_pointers_.data(); }
    [[nodiscard]] T* const* slots() { return slot_pointers_.data(); }

    /// A step that is refused leaves no trace: what is measured is put aside, and put back.
    void keep(parameter_store<T>& parameters) { std::copy_n(parameters.measured().data(), measured_.size(), measured_.data()); }
    void put_back(parameter_store<T>& parameters) { std::copy_n(measured_.data(), measured_.size(), parameters.measured().data()); }

private:
    buffer<T> gradient_, measured_;
    std::vector<buffer<T>> slots_;
    std::vector<T*> gradient_pointers_, slot_pointers_;
};

template <class T>
[[gnu::cold]] learning_arrays<T>::learning_arrays(parameter_store<T>& parameters, long measured, std::size_t slots)
    : gradient_(parameters.learned().size()), measured_(measured), slots_(slots), gradient_pointers_(parameters.pointers_into(gradient_.data())) {
    for (buffer<T>& slot : slots_) {
        slot = buffer<T>(gradient_.size());
        slot_pointers_.push_back(slot.data());
    }
}

}  // namespace strata
