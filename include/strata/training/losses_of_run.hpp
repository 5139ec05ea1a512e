// SPDX-License-Identifier: MIT
#pragma once
/// A network's losses and metrics over the samples of a run.
#include <array>
#include <strata/losses/joint_loss.hpp>
#include <strata/losses/loss.hpp>
#include <strata/metrics/metric.hpp>
#include <strata/model/network_run.hpp>
#include <strata/target.hpp>
#include <strata/training/batch_memory.hpp>
#include <strata/training/history.hpp>
#include <strata/training/loss_targets.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// The metrics that a loss has told of itself unless others are asked for.
template <class L>
struct metrics_of_loss {
    using type = metric_list<>;
};
template <class L>
requires requires { typename L::metrics; }
struct metrics_of_loss<L> {
    using type = typename L::metrics;
};
/// Those of a network with several losses are of its first output.
template <class First, class... Rest>
struct metrics_of_loss<joint_loss<First, Rest...>> : metrics_of_loss<First> {};

/// Throws where they are all 0.
[[gnu::cold]] inline double sum_of_weights(std::span<const double> weights) {
    double all = 0;
    for (const double w : weights) all += w;
    if (!(all > 0)) throw_error({.problem = "the weights of the samples of a batch are all 0"});
    return all;
}

/// The losses of a network's heads and the metrics of its first output, with the memory to apply them sample
/// by sample.
template <Network Net, class Losses, class Metrics, class T>
class losses_of_run {
    using all_targets = targets_of_heads<Losses, output_values<Net>>;
    static constexpr int heads = output_values<Net>::size;
    template <int K>
    using output_shape = typename type_at<output_values<Net>, K>::shape_type;

public:
    /// The mean loss over the run's samples; leaves its gradients where backward reads them. Metrics see the
    /// same outputs.
    template <class Run>
    double apply(const Losses& losses, Metrics& metrics, Run& r, const batch_memory<T>& batch, int threads) {
        measure(metrics, r, batch, threads);
        return apply_all(losses, r, batch, threads, std::make_integer_sequence<int, heads>{});
    }
    /// The sum of the losses of the run's samples, each by itself where the loss is a mean over samples; adds
    /// their weights to `weight`. No gradient.
    template <class Run>
    double sum(const Losses& losses, Metrics& metrics, Run& r, const batch_memory<T>& batch, int threads,
               double& weight) {
        measure(metrics, r, batch, threads);
        double all = 0;
        if constexpr (across_samples(static_cast<const Losses*>(nullptr))) {
            add_values_of_all(losses, r, batch, threads, all, std::make_integer_sequence<int, heads>{});
            weight += r.samples();
            return all * r.samples();
        }
        for (int i = 0; i < r.samples(); ++i) {
            const double w = batch.weights().empty() ? 1 : batch.weights()[static_cast<std::size_t>(i)];
            batch.targets_of(i, one_.data(), ends_.data());
            double of_sample = 0;
            add_values(losses, r, i, threads, of_sample, std::make_integer_sequence<int, heads>{});
            all += w * of_sample;
            weight += w;
        }
        return all;
    }

private:
    template <class... L>
    static constexpr bool across_samples(const joint_loss<L...>*) {
        return (is_across_samples<L> || ...);
    }
    template <class Run, int... K>
    void add_values_of_all(const Losses& losses, Run& r, const batch_memory<T>& batch, int threads,
                           double& sum, std::integer_sequence<int, K...>) {
        ((sum += losses.template apply<static_cast<std::size_t>(K), output_shape<K>>(
              loss_args<T>{r.samples(), threads, r.template output_data<K>(), nullptr,
                           batch.targets(all_targets::first[static_cast<std::size_t>(K)])})),
         ...);
    }
    template <class Run>
    void measure(Metrics& metrics, Run& r, const batch_memory<T>& batch, int threads) {
        using Y = output_shape<0>;
        std::apply(
            [&](auto&... m) {
                (m.template add<Y>(
                     metric_args<T>{r.samples(), r.template output_data<0>(), batch.targets(0), threads}),
                 ...);
            },
            metrics.metrics);
    }
    template <class Run, int... K>
    double apply_all(const Losses& losses, Run& r, const batch_memory<T>& batch, int threads,
                     std::integer_sequence<int, K...>) {
        double sum = 0;
        ((sum += apply_one<K>(losses, r, batch, threads)), ...);
        return sum;
    }
    template <int K, class Run>
    double apply_one(const Losses& losses, Run& r, const batch_memory<T>& batch, int threads) {
        using Y = output_shape<K>;
        constexpr std::size_t head = K;
        const int n = r.samples();
        T *const y = r.template output_data<K>(), *const dy = r.template gradient_data<K>();
        if (batch.weights().empty())
            return losses.template apply<head, Y>(
                loss_args<T>{n, threads, y, dy, batch.targets(all_targets::first[head])});
        if constexpr (is_across_samples<std::tuple_element_t<head, decltype(losses.losses)>>)
            throw_error({.problem = "the loss looks at all samples of a batch at once, so that they cannot "
                                    "count differently"});
        // sum_i w[i] L(y[i], t[i]) / sum_i w[i]
        double sum = 0;
        const double all = sum_of_weights(batch.weights());
        for (int i = 0; i < n; ++i) {
            batch.targets_of(i, one_.data(), ends_.data());
            const double w = batch.weights()[static_cast<std::size_t>(i)] / all;
            sum +=
                w * losses.template apply<head, Y>(loss_args<T>{1, threads, y + i * Y::size, dy + i * Y::size,
                                                                one_.data() + all_targets::first[head]});
            for (int64 k = 0; k < Y::size; ++k) dy[i * Y::size + k] *= static_cast<T>(w);
        }
        return sum;
    }
    template <class Run, int... K>
    void add_values(const Losses& losses, Run& r, int i, int threads, double& sum,
                    std::integer_sequence<int, K...>) {
        ((sum += losses.template apply<static_cast<std::size_t>(K), output_shape<K>>(
              loss_args<T>{1, threads, r.template output_data<K>() + i * output_shape<K>::size, nullptr,
                           one_.data() + all_targets::first[static_cast<std::size_t>(K)]})),
         ...);
    }

    // of one sample
    std::array<target_view<T>, all_targets::first[static_cast<std::size_t>(heads)]> one_;
    std::array<int64, all_targets::first[static_cast<std::size_t>(heads)]> ends_;
};

/// Puts the figures of metrics where they were put before, or there for the first time.
template <class... M>
void tell_figures(const metric_list<M...>& list, std::vector<figure>& all) {
    if (all.size() != sizeof...(M)) all = {{std::string(M::name), 0.0}...};
    std::size_t k = 0;
    std::apply([&](const auto&... m) { ((all[k++].value = m.value()), ...); }, list.metrics);
}

}  // namespace strata::inline STRATA_TARGET
