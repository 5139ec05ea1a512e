// SPDX-License-Identifier: MIT
#pragma once
/// A generator and a discriminator that learn from each other, in turn.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <strata/array.hpp>
#include <strata/classic/sample_rows.hpp>
#include <strata/data/order.hpp>
#include <strata/error.hpp>
#include <strata/generative/adversarial_losses.hpp>
#include <strata/generative/adversarial_watch.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/model/network_run.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata {

struct adversarial_options {
    int discriminator_steps = 1;  ///< k, each over samples of its own, before one of the generator
    double clip = 0;  ///< the discriminator's learned numbers are kept within this of 0; 0: they are not
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Alternates k updates of a discriminator with one of a generator.
///
///     k times     z ~ normal(0, 1)    L_D = 1/n sum_i of_real(D(x_i)) + 1/n sum_i of_fake(D(G(z_i)))    D moves
///     once        z ~ normal(0, 1)    L_G = 1/n sum_i of_generator(D(G(z_i)))                              G moves
///
///     x: [n, ...], of the shape that G answers with      D: any number of scores a sample, whose mean counts
///
///     adversarial_game game{g, d, non_saturating_loss{.real = 0.9}, adam{.rate = 2e-4, .beta1 = 0.5},
///                           adam{.rate = 2e-4, .beta1 = 0.5}};
///     game.step(images);                        // k n images: n for each of the discriminator's updates
///     game.fit(5, 64, [&](int epoch, const adversarial_report& last) { ... }, all_images);
///     std::cout << game.watch().warning();
///
/// (Goodfellow and others: "Generative adversarial networks", 2014, algorithm 1.) Real and generated samples
/// go through the discriminator in batches of their own, and their gradients are added. What both networks
/// are told beside, such as labels, comes behind the images and is their second input, third, ...; generated
/// samples have the conditions of the real ones. Numbers z are drawn in streams of the generator's seed: the
/// same seeds give the same bits with any number of threads. Both models are kept by reference. Throws where
/// k is below 1, the number of samples is not divisible by k, or clip is negative; what runs and optimizers
/// throw: where one of them stops a step halfway, the updates before it stay.
template <class Generator, class Discriminator, AdversarialLoss Loss, class GeneratorRule,
          class DiscriminatorRule>
class adversarial_game {
    using G = typename Generator::network_type;
    using D = typename Discriminator::network_type;
    using T = typename Generator::value_type;
    using made = typename type_at<output_values<G>, 0>::shape_type;
    using scores = typename type_at<output_values<D>, 0>::shape_type;
    static_assert(std::is_same_v<T, typename Discriminator::value_type>,
                  "generator and discriminator compute with the same type of number");
    static_assert(std::is_same_v<made, typename D::input_shape>,
                  "the discriminator takes what the generator makes: its input has the shape of the "
                  "generator's output");

public:
    adversarial_game(Generator& g, Discriminator& d, const Loss& loss, const GeneratorRule& of_generator,
                     const DiscriminatorRule& of_discriminator, const adversarial_options& o = {})
        : loss_(loss),
          options_(o),
          seed_(g.random_seed()),
          make_(g, learning{}, of_parameters{}),
          judge_(d, learning{}, of_parameters{}),
          judge_for_generator_(d, learning{}, of_inputs{}),
          generator_(g, of_generator),
          discriminator_(d, of_discriminator),
          kept_(d.learned().size()) {
        if (o.discriminator_steps < 1)
            throw_error({.problem = "the discriminator learns in every step",
                         .name = "discriminator_steps",
                         .expected = "1 or more",
                         .found = std::to_string(o.discriminator_steps)});
        if (!is_finite(o.clip) || o.clip < 0)
            throw_error({.problem = "numbers are kept within a distance of 0",
                         .name = "clip",
                         .expected = "a number above 0, or 0: none",
                         .found = std::to_string(o.clip)});
        if constexpr (requires { loss_.check_settings(); }) loss_.check_settings();
    }

    /// One turn of each over k n real samples, and what both are told of each of them.
    template <Array X, Array... Condition>
    adversarial_report step(const X& real, const Condition&... conditions) {
        return step_over_all(plain(real), plain(conditions)...);
    }
    /// Epochs over all samples in orders of their own, in batches of k n; samples that
    /// make no whole batch are left out of an epoch. `told(epoch, report)` hears of each step.
    template <class Told, Array X, Array... Condition>
    void fit(int epochs, int n, Told&& told, const X& real, const Condition&... conditions) {
        fit_over(epochs, n, told, plain(real), plain(conditions)...);
    }

    [[nodiscard]] const adversarial_watch& watch() const { return watch_; }

private:
    template <class X, class... Condition>
    adversarial_report step_over_all(const X& real, const Condition&... conditions) {
        const std::size_t k = static_cast<std::size_t>(options_.discriminator_steps);
        const std::size_t all = real.dimension() > 0 ? real.shape(0) : 0;
        if (all == 0 || all % k != 0)
            throw_error({.problem = "each step of the discriminator has samples of its own",
                         .name = "the real samples",
                         .expected = "a number that is divisible by " + std::to_string(k),
                         .found = std::to_string(all)});
        (check_count(all, conditions.shape(0)), ...);
        std::vector<std::uint32_t> order(all);
        std::iota(order.begin(), order.end(), 0U);
        return step_over(order, real, conditions...);
    }
    /// Over the samples with these numbers.
    template <class X, class... Condition>
    adversarial_report step_over(std::span<const std::uint32_t> chosen, const X& real,
                                 const Condition&... conditions) {
        const std::size_t k = static_cast<std::size_t>(options_.discriminator_steps), n = chosen.size() / k;
        adversarial_report r;
        for (std::size_t part = 0; part < k; ++part) {
            const auto mine = chosen.subspan(part * n, n);
            discriminator_turn(r, rows_at(real, mine), rows_at(conditions, mine)...);
        }
        generator_turn(r, n, rows_at(conditions, chosen.subspan((k - 1) * n, n))...);
        watch_.add(r);
        return r;
    }
    template <class Told, class X, class... Condition>
    void fit_over(int epochs, int n, Told&& told, const X& real, const Condition&... conditions) {
        const int batch = n * options_.discriminator_steps;
        if (n < 1 || epochs < 0 || real.shape(0) < static_cast<std::size_t>(batch))
            throw_error({.problem = "there is no batch to learn from",
                         .expected = "at least " + std::to_string(std::max(batch, 1)) + " samples",
                         .found = std::to_string(real.shape(0))});
        (check_count(real.shape(0), conditions.shape(0)), ...);
        std::vector<std::uint32_t> order;
        for (int e = 0; e < epochs; ++e) {
            shuffled{}(order, static_cast<int64>(real.shape(0)), seed_, ++epoch_);
            const auto of_batch = static_cast<std::size_t>(batch);
            for (std::size_t begin = 0; begin + of_batch <= order.size(); begin += of_batch)
                told(epoch_, step_over(std::span<const std::uint32_t>(order).subspan(begin, of_batch), real,
                                       conditions...));
        }
    }
    static void check_count(std::size_t expected, std::size_t found) {
        if (found != expected)
            throw_error({.problem = "each real sample has a condition of its own",
                         .name = "the conditions",
                         .expected = std::to_string(expected) + " of them",
                         .found = std::to_string(found)});
    }
    /// The array itself where it is a container, else a copy of what it shows.
    template <class V, std::size_t R>
    static const xt::xtensor<V, R>& plain(const xt::xtensor<V, R>& a) {
        return a;
    }
    template <class V>
    static const xt::xarray<V>& plain(const xt::xarray<V>& a) {
        return a;
    }
    template <class A>
    static xt::xarray<typename A::value_type> plain(const A& a) {
        return a;
    }
    /// Samples that the generator makes of new numbers, as they lie in its run until its next pass.
    template <class... Condition>
    auto generated(std::size_t n, const Condition&... conditions) {
        using Z = typename G::input_shape;
        std::array<std::size_t, static_cast<std::size_t>(Z::rank) + 1> extents{n};
        std::copy(Z::extents.begin(), Z::extents.end(), extents.begin() + 1);
        xt::xtensor<T, static_cast<std::size_t>(Z::rank) + 1> z(extents);
        const random_stream random = random_for(drawn_for::latents, seed_, ++draws_);
        for (std::size_t i = 0; i < z.size(); ++i) z.data()[i] = static_cast<T>(random.normal(i));
        return make_.forward(z, conditions...);
    }
    /// The mean cost of the scores of a run, whose gradients it sets; the scores that `count` is true of are
    /// counted.
    template <class Run, class Cost, class Count>
    static std::pair<double, double> judge(Run& run, Cost&& cost, Count&& count) {
        const int64 n = int64{run.samples()} * scores::size;
        const T* const y = run.output_data();
        T* const dy = run.gradient_data();
        double sum = 0;
        int64 counted = 0;
        for (int64 i = 0; i < n; ++i) {
            const score_cost c = cost(static_cast<double>(y[i]));
            sum += c.value, counted += count(static_cast<double>(y[i]));
            dy[i] = static_cast<T>(c.slope / static_cast<double>(n));
        }
        return {sum / static_cast<double>(n), static_cast<double>(counted) / static_cast<double>(n)};
    }

    template <class X, class... Condition>
    void discriminator_turn(adversarial_report& r, const X& real, const Condition&... conditions) {
        const auto is_real = [](double y) {
            if constexpr (requires { Loss::real_from; }) return y > Loss::real_from;
            return y > 0;
        };
        judge_.forward(real, conditions...);
        const auto [of_real, kept] = judge(
            judge_, [&](double y) { return loss_.of_real(y); }, is_real);
        judge_.backward();
        buffer<T>& gradient = judge_.gradients();
        std::copy_n(gradient.data(), gradient.size(), kept_.data());

        const auto images = generated(real.shape(0), conditions...);
        const int n = static_cast<int>(real.shape(0));
        const std::size_t size = static_cast<std::size_t>(made::size);
        const double of_data = detail::variance_over_samples(real.data(), n, size);
        r.spread = of_data > 0 ? detail::variance_over_samples(make_.output_data(), n, size) / of_data : 1;
        judge_.forward(images, conditions...);
        const auto [of_fake, taken] = judge(
            judge_, [&](double y) { return loss_.of_fake(y); }, is_real);
        judge_.backward();
        for (int64 i = 0; i < gradient.size(); ++i) gradient.data()[i] += kept_.data()[i];
        discriminator_.update(gradient);
        if (options_.clip > 0) {
            buffer<T>& w = judge_.of_model().learned();
            const T most = static_cast<T>(options_.clip);
            std::transform(w.data(), w.data() + w.size(), w.data(),
                           [=](T v) { return std::clamp(v, -most, most); });
        }
        r.discriminator_loss = of_real + of_fake;
        if constexpr (requires { Loss::real_from; }) r.right = (kept + 1 - taken) / 2;
    }

    template <class... Condition>
    void generator_turn(adversarial_report& r, std::size_t n, const Condition&... conditions) {
        judge_for_generator_.forward(generated(n, conditions...), conditions...);
        r.generator_loss = judge(
                               judge_for_generator_, [&](double y) { return loss_.of_generator(y); },
                               [](double) { return false; })
                               .first;
        judge_for_generator_.backward();
        make_.gradient() = judge_for_generator_.input_gradient();
        make_.backward();
        generator_.update(make_.gradients());
    }

    Loss loss_;
    adversarial_options options_;
    seed seed_;
    decltype(network_run{std::declval<Generator&>(), learning{}, of_parameters{}}) make_;
    decltype(network_run{std::declval<Discriminator&>(), learning{}, of_parameters{}}) judge_;
    decltype(network_run{std::declval<Discriminator&>(), learning{}, of_inputs{}}) judge_for_generator_;
    optimizer<Generator, GeneratorRule> generator_;
    optimizer<Discriminator, DiscriminatorRule> discriminator_;
    buffer<T> kept_;
    adversarial_watch watch_;
    std::uint64_t draws_ = 0;
    int epoch_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
