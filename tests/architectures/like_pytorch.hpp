// SPDX-License-Identifier: MIT
#pragma once
/// A network given weights does what PyTorch does: its outputs, and every gradient by its digest.
#include <memory>
#include <utility>
#include <vector>

#include <strata/graph/parameters.hpp>
#include <strata/model/workspace.hpp>

#include "../literals/architectures/literal.hpp"

namespace strata::test {

/// A value of one sample: channels and the places that each of them has, of an image.
struct value_extents {
    int channels;
    long places;

    [[nodiscard]] long size() const { return channels * places; }
};
template <Shape S>
inline constexpr value_extents extents_of =
    Image<S> ? value_extents{channels<S>, places<S>} : value_extents{1, S::size};

/// A network and the memory of a run without their types, so that the comparison is compiled once.
template <class T>
struct any_network {
    /// A value in memory and its gradient.
    struct tensor {
        value_extents extents;
        T *value, *gradient;
    };
    std::vector<parameter_facts> parameters;
    tensor image{};
    std::vector<tensor> outputs;

    any_network() = default;
    any_network(const any_network&) = delete;
    any_network& operator=(const any_network&) = delete;
    virtual ~any_network() = default;
    virtual void forward(int n, T* const* w) = 0;
    virtual void backward(int n, T* const* w, T* const* dw) = 0;
};

template <Network Net, class T>
class network_of : public any_network<T> {
public:
    explicit network_of(int n) : run_(n, 2) {
        this->parameters = parameter_table<typename Net::graph>::list();
        this->image = {extents_of<typename Net::input_shape>, run_.input(), run_.input_gradient()};
        add_outputs(output_values<Net>{}, std::make_integer_sequence<int, output_values<Net>::size>{});
    }
    void forward(int n, T* const* w) override { run_.forward(n, w, seed{1}, 0); }
    void backward(int n, T* const* w, T* const* dw) override { run_.backward(n, w, dw, seed{1}, 0); }

private:
    template <class... V, int... K>
    void add_outputs(types<V...>, std::integer_sequence<int, K...>) {
        (this->outputs.push_back({extents_of<typename V::shape_type>, run_.template output<K>(),
                                  run_.template output_gradient<K>()}),
         ...);
    }
    workspace<Net, input_gradients, T> run_;
};

template <class T>
void check_network_like_pytorch(any_network<T>& net, const architecture_literal& literal, double tolerance);
extern template void check_network_like_pytorch(any_network<float>&, const architecture_literal&, double);
extern template void check_network_like_pytorch(any_network<double>&, const architecture_literal&, double);

/// Samples in a batch.
inline constexpr int batch = 2;

/// Runs Net forward and backward in precision T; `tolerance` is of each tensor's norm.
template <Network Net, class T>
void check_like_pytorch(const architecture_literal& literal, double tolerance) {
    network_of<Net, T> net(batch);
    check_network_like_pytorch(net, literal, tolerance);
}

}  // namespace strata::test
