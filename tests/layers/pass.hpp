// SPDX-License-Identifier: MIT
#pragma once
/// Passes of a network over samples, with what comes in and out as papers and files have it: C order,
/// channels first.
///
/// A `pass` has forgotten its network's type, so that what is checked with it is compiled once and not for
/// every network of every test.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <strata/graph/parameters.hpp>
#include <strata/model/named_tensor.hpp>
#include <strata/model/workspace.hpp>

#include "../literals/difference.hpp"
#include "exact_list.hpp"

namespace strata::test {

/// The extents of one sample as it is turned round: channels and the places that each of them has, of an
/// image.
struct sample_extents {
    int channels;
    long places;

    [[nodiscard]] long size() const { return channels * places; }
};
template <Shape S>
inline constexpr sample_extents extents_of =
    Image<S> ? sample_extents{channels<S>, places<S>} : sample_extents{1, S::size};

/// A workspace without its type.
template <class T>
struct any_workspace {
    T *x = nullptr, *y = nullptr, *dx = nullptr, *dy = nullptr;

    any_workspace() = default;
    any_workspace(const any_workspace&) = delete;
    any_workspace& operator=(const any_workspace&) = delete;
    virtual ~any_workspace() = default;
    virtual void forward(int n, T* const* w, seed random, std::uint64_t step) = 0;
    virtual void backward(int n, T* const* w, T* const* dw, seed random, std::uint64_t step) = 0;
};

template <Network Net, class Phase, class T>
class workspace_of : public any_workspace<T> {
public:
    workspace_of(int capacity, int threads) : run_(capacity, threads) {
        this->x = run_.input();
        this->y = run_.output();
        if constexpr (Phase::backward) {
            this->dx = run_.input_gradient();
            this->dy = run_.output_gradient();
        }
    }
    void forward(int n, T* const* w, seed random, std::uint64_t step) override {
        if constexpr (!Phase::backward) run_.prepare(w);
        run_.forward(n, w, random, step);
    }
    void backward([[maybe_unused]] int n, [[maybe_unused]] T* const* w, [[maybe_unused]] T* const* dw,
                  [[maybe_unused]] seed random, [[maybe_unused]] std::uint64_t step) override {
        if constexpr (Phase::backward) run_.backward(n, w, dw, random, step);
    }

private:
    workspace<Net, Phase, T> run_;
};

/// A network's parameters and the memory of its passes. Defined for `float` and `double` in `pass.cpp`.
template <class T>
class pass {
public:
    template <Network Net>
    static pass of(int capacity, int threads = 1) {
        return pass(extents_of<typename Net::input_shape>,
                    extents_of<typename type_at<output_values<Net>, 0>::shape_type>,
                    parameter_table<typename Net::graph>::list(),
                    std::make_unique<workspace_of<Net, input_gradients, T>>(capacity, threads),
                    std::make_unique<workspace_of<Net, inference, T>>(capacity, threads));
    }

    /// x: [n, ...]; returns y.
    std::vector<T> forward(int n, const std::vector<T>& x, std::uint64_t step = 0);
    /// dy: [n, ...] behind the last forward pass; returns dx.
    std::vector<T> backward(const std::vector<T>& dy);
    /// The answer in inference.
    std::vector<T> predict(int n, const std::vector<T>& x);

    /// All parameters and running statistics, which are drawn as `model<Net, T>{seed{1}}` draws them.
    [[nodiscard]] std::vector<named_tensor<T>> parameters();
    /// The gradients of the learned ones behind the last backward pass.
    [[nodiscard]] std::vector<named_tensor<T>> gradients();

    /// Elements of one sample.
    [[nodiscard]] long input_size() const { return in_.size(); }
    [[nodiscard]] long output_size() const { return out_.size(); }

private:
    pass(sample_extents in, sample_extents out, std::vector<parameter_facts> facts,
         std::unique_ptr<any_workspace<T>> learns, std::unique_ptr<any_workspace<T>> answers);
    std::vector<named_tensor<T>> views(std::vector<T>& flat, bool with_measured);

    sample_extents in_, out_;
    std::vector<parameter_facts> facts_;
    std::unique_ptr<any_workspace<T>> learns_, answers_;
    std::vector<T> learned_, measured_, gradient_;
    exact_list<T*> w_,
        dw_;  // a layer that reads beyond its parameters, where they are the last, is found out
    int n_ = 0;
    std::uint64_t step_ = 0;
};

extern template class pass<float>;
extern template class pass<double>;

/// The tensor of this name; the test ends where there is none.
template <class T>
named_tensor<T> tensor_called(const std::vector<named_tensor<T>>& all, const std::string& name);

/// Its elements in C order.
template <class T>
std::vector<T> elements(const named_tensor<T>& t);

/// Gives it these elements, in C order.
template <class T>
void assign(const named_tensor<T>& t, const std::vector<double>& values);

/// Normal random numbers.
std::vector<double> normal_numbers(long count, std::uint64_t stream);

}  // namespace strata::test
