// SPDX-License-Identifier: MIT
#pragma once
/// A network with numbers in it.
#include <algorithm>
#include <memory>
#include <strata/model/arrays.hpp>
#include <strata/model/first_values.hpp>
#include <strata/model/parameter_name.hpp>
#include <strata/model/workspace.hpp>

namespace strata {

/// The parameters of `Net`, drawn from a seed, in one flat aligned buffer, and the network's answers.
///
///     model<lenet> m{seed{7}};
///     auto y = m.predict(images);           // images: [N, 1, 28, 28]   y: [N, 10]
///     m.parameter("0.weight")(3, 0, 2, 2)   // a view: filter 3, channel 0, the middle of its window
///
/// T is the precision of everything in it: `float` to train, `double` to check gradients.
template <Network Net, class T = float>
class model {
    using table = parameter_table<typename Net::graph>;

public:
    using network_type = Net;
    using value_type = T;

    explicit model(seed s = {}, int threads = default_threads()) : model(s, threads, table::list()) {}
    /// With the weights drawn by one initializer wherever a layer does not state its own.
    template <Initializer I>
    model(seed s, init_all<I> initializer, int threads = default_threads())
        : model(s, threads, with_initializer(initializer, table::list())) {}
    model(const model& other)
        : seed_(other.seed_), threads_(other.threads_), facts_(other.facts_), learned_(other.learned_), measured_(other.measured_) {
        point();
    }
    model& operator=(const model& other) {
        return *this = model(other);
    }
    model(model&&) noexcept = default;
    model& operator=(model&&) noexcept = default;
    ~model() = default;

    [[nodiscard]] seed random_seed() const { return seed_; }
    [[nodiscard]] int threads() const { return threads_; }

    /// The network's answer for x: [N, ...], any N: an array [N, ...], or a tuple of them where the network has heads.
    /// Throws where x has the wrong extents or a value that is no finite number.
    template <class E>
    auto predict(const E& x) {
        using S = typename Net::input_shape;
        static_assert(sizeof(spoken<batch_decision<E, S>>) > 0);
        const int n = checked_samples<S>(x, "the input");
        const contiguous<T, S::rank + 1> samples(x);
        const int capacity = std::clamp(n, 1, largest_run);
        if (!run_ || run_->capacity() < capacity) run_ = std::make_unique<workspace<Net, inference, T>>(capacity, threads_);
        auto y = empty_outputs(n, output_values<Net>{});
        for (int begin = 0; begin < n; begin += run_->capacity()) {
            const int count = std::min(run_->capacity(), n - begin);
            for (int i = 0; i < count; ++i)
                if (!channels_last<S>(samples.data() + (begin + i) * S::size, run_->input() + i * S::size))
                    throw error{{.problem = "a value is not a finite number", .name = "sample " + std::to_string(begin + i)}};
            run_->forward(count, w_.data(), seed_, 0);
            copy_outputs(y, begin, count, output_values<Net>{});
        }
        if constexpr (output_values<Net>::size == 1)
            return std::move(std::get<0>(y));
        else
            return y;
    }

    /// All parameters and running statistics under their names, as views.
    [[nodiscard]] std::vector<named_tensor<T>> tensors() { return views_of(learned_.data(), true); }

    /// The same, to be read only.
    [[nodiscard]] std::vector<named_tensor<const T>> tensors() const {
        std::vector<named_tensor<const T>> all;
        for (const parameter_facts& f : facts_)
            all.push_back({f.name, f.shape, f.strides, (f.learned ? learned_ : measured_).data() + f.offset});
        return all;
    }

    /// The same views on another flat buffer that is laid out as the learned parameters are: gradients, moments.
    [[nodiscard]] std::vector<named_tensor<T>> views_of(T* flat, bool with_measured = false) {
        std::vector<named_tensor<T>> all;
        for (const parameter_facts& f : facts_)
            if (f.learned || with_measured)
                all.push_back({f.name, f.shape, f.strides, (f.learned ? flat : measured_.data()) + f.offset});
        return all;
    }

    /// One parameter as an xtensor view of its rank, found by the compiler: `m.parameter<"0.weight">()`. A name that
    /// there is not is E24, with the names that there are.
    template <text Name>
    [[nodiscard]] auto parameter() {
        using found = parameter_called<typename Net::graph, Name>;
        static_assert(sizeof(spoken<typename found::decision>) > 0);
        const parameter_facts& f = facts_[static_cast<std::size_t>(found::index)];
        std::array<std::size_t, static_cast<std::size_t>(found::rank)> extents{};
        std::array<std::ptrdiff_t, static_cast<std::size_t>(found::rank)> strides{};
        std::copy(f.shape.begin(), f.shape.end(), extents.begin());
        std::copy(f.strides.begin(), f.strides.end(), strides.begin());
        T* data = (f.learned ? learned_ : measured_).data() + f.offset;
        return xt::adapt(data, static_cast<std::size_t>(f.size), xt::no_ownership(), extents, strides);
    }

    /// One parameter as an xtensor view of any rank, in the axes of papers: [K, C, F, F] for a convolution.
    [[nodiscard]] auto parameter(const std::string& name) {
        for (const parameter_facts& f : facts_)
            if (f.name == name) {
                std::vector<std::size_t> extents(f.shape.begin(), f.shape.end());
                T* data = (f.learned ? learned_ : measured_).data() + f.offset;
                return xt::adapt(data, static_cast<std::size_t>(f.size), xt::no_ownership(), extents, f.strides);
            }
        std::string names;
        for (const parameter_facts& f : facts_) {
            if (!names.empty()) names += ", ";
            names += f.name;
        }
        throw error{{.problem = "there is no parameter of this name", .name = name, .expected = "one of " + names}};
    }

    /// The learned parameters, flat; gaps between them are zero.
    [[nodiscard]] buffer<T>& learned() { return learned_; }
    /// The running statistics, flat.
    [[nodiscard]] buffer<T>& measured() { return measured_; }
    [[nodiscard]] const std::vector<parameter_facts>& parameters() const { return facts_; }
    /// Pointers to the parameters, in the order of the network's program.
    [[nodiscard]] T* const* pointers() { return w_.data(); }

private:
    static constexpr int largest_run = 256;

    model(seed s, int threads, std::vector<parameter_facts> facts)
        : seed_(s), threads_(threads), facts_(std::move(facts)), learned_(table::learned_extent), measured_(table::measured_extent) {
        std::uint64_t number = 0;
        for (const parameter_facts& f : facts_)
            draw_first_values(f, seed_, number++, (f.learned ? learned_ : measured_).data() + f.offset);
        point();
    }
    void point() {
        w_.clear();
        for (const parameter_facts& f : facts_) w_.push_back((f.learned ? learned_ : measured_).data() + f.offset);
        w_.push_back(nullptr);
    }

    template <Shape S>
    static auto empty_output(int n) {
        std::array<std::size_t, S::rank + 1> extents{static_cast<std::size_t>(n)};
        for (std::size_t i = 0; i < static_cast<std::size_t>(S::rank); ++i) extents[i + 1] = static_cast<std::size_t>(S::extents[i]);
        return xt::xtensor<T, S::rank + 1>(extents);
    }
    template <class... V>
    static auto empty_outputs(int n, types<V...>) {
        return std::make_tuple(empty_output<typename V::shape_type>(n)...);
    }
    template <class Y, class... V>
    void copy_outputs(Y& y, int begin, int count, types<V...>) {
        copy_numbered(y, begin, count, types<typename V::shape_type...>{}, std::make_integer_sequence<int, sizeof...(V)>{});
    }
    template <class Y, class... S, int... K>
    void copy_numbered(Y& y, int begin, int count, types<S...>, std::integer_sequence<int, K...>) {
        for (int i = 0; i < count; ++i)
            (channels_first<S>(run_->template output<K>() + i * S::size,
                               std::get<static_cast<std::size_t>(K)>(y).data() + (begin + i) * S::size),
             ...);
    }

    seed seed_;
    int threads_;
    std::vector<parameter_facts> facts_;
    buffer<T> learned_, measured_;
    std::vector<T*> w_;
    std::unique_ptr<workspace<Net, inference, T>> run_;
};

}  // namespace strata
