// SPDX-License-Identifier: MIT
#pragma once
/// A network with numbers in it.
#include <array>
#include <strata/model/answers.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/first_values.hpp>
#include <strata/model/parameter_name.hpp>

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
        : seed_(other.seed_), threads_(other.threads_), facts_(other.facts_), learned_(other.learned_), measured_(other.measured_), answers_(other.threads_) {
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
    /// Throws where x has the wrong extents or a value that is no finite number. A `predictor` is quicker for many small
    /// batches: it knows that the parameters do not change.
    template <class E>
    auto predict(const E& x) {
        static_assert(sizeof(spoken<batch_decision<E, typename Net::input_shape>>) > 0);
        answers_.parameters_changed();
        return answers_(x, w_.data(), seed_);
    }

    /// All parameters and running statistics under their names, as views; those that places share once.
    [[nodiscard]] std::vector<named_tensor<T>> tensors() { return views_of(learned_.data(), true); }

    /// The same, to be read only.
    [[nodiscard]] std::vector<named_tensor<const T>> tensors() const {
        std::vector<named_tensor<const T>> all;
        for (const parameter_facts& f : facts_)
            if (!f.repeats) all.push_back({f.name, f.shape, f.strides, (f.learned ? learned_ : measured_).data() + f.offset});
        return all;
    }

    /// The same views on another flat buffer that is laid out as the learned parameters are: gradients, moments.
    [[nodiscard]] std::vector<named_tensor<T>> views_of(T* flat, bool with_measured = false) {
        std::vector<named_tensor<T>> all;
        for (const parameter_facts& f : facts_)
            if (!f.repeats && (f.learned || with_measured))
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
            if (f.repeats) continue;
            if (!names.empty()) names += ", ";
            names += f.name;
        }
        throw error{{.problem = "there is no parameter of this name", .name = name, .expected = "one of " + names}};
    }

    /// The learned parameters, flat; gaps between them are zero.
    [[nodiscard]] buffer<T>& learned() { return learned_; }
    /// The running statistics, flat, and behind them what is frozen.
    [[nodiscard]] buffer<T>& measured() { return measured_; }
    [[nodiscard]] const std::vector<parameter_facts>& parameters() const { return facts_; }
    /// Pointers to the parameters, in the order of the network's program.
    [[nodiscard]] T* const* pointers() { return w_.data(); }

private:
    model(seed s, int threads, std::vector<parameter_facts> facts)
        : seed_(s), threads_(threads), facts_(std::move(facts)), learned_(table::learned_extent), measured_(table::unlearned_extent), answers_(threads) {
        std::uint64_t number = 0;
        for (const parameter_facts& f : facts_)
            if (!f.repeats) draw_first_values(f, seed_, number++, (f.learned ? learned_ : measured_).data() + f.offset);
        point();
    }
    void point() {
        for (std::size_t i = 0; i < facts_.size(); ++i) w_[i] = (facts_[i].learned ? learned_ : measured_).data() + facts_[i].offset;
    }

    seed seed_;
    int threads_;
    std::vector<parameter_facts> facts_;
    buffer<T> learned_, measured_;
    std::array<T*, static_cast<std::size_t>(table::count) + 1> w_{};
    answers<Net, T> answers_;
};

}  // namespace strata
