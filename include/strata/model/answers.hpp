// SPDX-License-Identifier: MIT
#pragma once
/// A network's answers for the user's arrays, in portions that a workspace holds.
#include <algorithm>
#include <memory>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/arrays.hpp>
#include <strata/model/workspace.hpp>

namespace strata {

/// Runs a network over arrays [N, ...] of any N, with the memory it has from the last time where that is enough.
template <Network Net, class T>
class answers {
    using S = typename Net::input_shape;
    using run_type = workspace<Net, inference, T>;

public:
    explicit answers(int threads) : threads_(threads) {}

    [[nodiscard]] int threads() const { return threads_; }

    /// Says that the parameters have changed since the last answer.
    void parameters_changed() { prepared_ = false; }

    /// The answer for x: an array [N, ...], or a tuple of them where the network has heads. `w` points at the
    /// parameters. Throws where x has the wrong extents or a value that is no finite number. Who calls
    /// asserts `batch_decision`, and lets no other thread in.
    template <class E>
    auto operator()(const E& x, T* const* w, seed random) {
        const flush_denormals flushed;
        const int n = checked_samples<S>(x, "the input");
        const contiguous<T, S::rank + 1, E> samples(x);
        reserve(std::clamp(n, 1, largest_run), w);
        auto y = empty_outputs(n, output_values<Net>{});
        for (int begin = 0; begin < n; begin += run_->capacity()) {
            const int count = std::min(run_->capacity(), n - begin);
            const int wrong = take_samples(samples_of<S>(samples.data() + begin * S::size), count, run_->input(), threads_);
            if (wrong < count) refuse_value("sample", begin + wrong);
            static_cast<program_run<T>&>(*run_).forward(count, w, random, 0);  // who calls is alone
            copy_outputs(y, begin, count, output_values<Net>{});
        }
        if constexpr (output_values<Net>::size == 1)
            return std::move(std::get<0>(y));
        else
            return y;
    }

private:
    static constexpr int largest_run = 256;

    void reserve(int capacity, T* const* w) {
        if (!run_ || run_->capacity() < capacity) {
            run_ = {new run_type(capacity, threads_), [](run_type* run) { delete run; }};
            prepared_ = false;
        }
        if (!prepared_) static_cast<program_run<T>&>(*run_).prepare(w);
        prepared_ = true;
    }
    template <Shape Y>
    static auto empty_output(int n) {
        std::array<std::size_t, Y::rank + 1> extents{static_cast<std::size_t>(n)};
        for (std::size_t i = 0; i < static_cast<std::size_t>(Y::rank); ++i) extents[i + 1] = static_cast<std::size_t>(Y::extents[i]);
        return xt::xtensor<T, Y::rank + 1>(extents);
    }
    template <class... V>
    static auto empty_outputs(int n, types<V...>) {
        return std::make_tuple(empty_output<typename V::shape_type>(n)...);
    }
    template <class Y, class... V>
    void copy_outputs(Y& y, int begin, int count, types<V...>) {
        copy_numbered(y, begin, count, types<typename V::shape_type...>{}, std::make_integer_sequence<int, sizeof...(V)>{});
    }
    template <class Y, class... Shapes, int... K>
    void copy_numbered(Y& y, int begin, int count, types<Shapes...>, std::integer_sequence<int, K...>) {
        (copy_output<Shapes>(run_->template output<K>(), count, std::get<static_cast<std::size_t>(K)>(y).data() + begin * Shapes::size), ...);
    }
    template <Shape Y>
    void copy_output(const T* from, int count, T* to) {
        if constexpr (Y::rank == 3)
            transpose_all(count, from, to, static_cast<int>(places<Y>), channels<Y>, false, threads_);
        else
            std::copy_n(from, count * Y::size, to);
    }

    int threads_;
    bool prepared_ = false;
    // deleted by a function that is named where it is made: a model that answers nothing has no use for a workspace
    std::unique_ptr<run_type, void (*)(run_type*)> run_{nullptr, nullptr};
};

}  // namespace strata
