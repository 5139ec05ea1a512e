// SPDX-License-Identifier: MIT
#pragma once
/// One step of training.
#include <algorithm>
#include <array>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/network_run.hpp>
#include <strata/target.hpp>
#include <strata/training/checked_targets.hpp>
#include <strata/training/losses_of_run.hpp>
#include <strata/training/refuse_step.hpp>
#include <strata/training/sample_feed.hpp>

namespace strata::inline STRATA_TARGET {

/// A batch in, the parameters moved, the loss before that out. It owns what takes part: the run, the losses
/// with the metrics, the optimizer, and the memory of a batch. Who calls keeps count of steps, keeps other
/// threads out, and has denormal numbers flushed.
template <class Model, class Losses, class Metrics, class Optimizer>
class training_step {
    using Net = typename Model::network_type;
    using outputs = output_values<Net>;

public:
    using T = typename Model::value_type;
    using model_type = Model;
    using losses_type = Losses;
    using metrics_type = Metrics;
    using run_type = network_run<
        Model, std::conditional_t<Optimizer::in_parts, phase<learning, of_parameters_in_turn>, training>>;

    template <class... OfOptimizer>
    [[gnu::cold]] training_step(Model& m, const Losses& losses, const OfOptimizer&... rule_and_stages)
        : losses_(losses),
          run_(m),
          optimizer_(m, rule_and_stages...),
          batch_(layout_of_samples(input_ports<Net>{}, typename targets_of_heads<Losses, outputs>::type{})) {}

    /// Room for a batch of n samples.
    void reserve(int n) {
        if (n > capacity_) make_room(n);
    }
    /// The next n samples of a feed become the batch. This and the two below throw where a value of an input
    /// is no finite number, or one of a target none that its loss can take.
    void take(int n, sample_feed<T>& feed) {
        feed.take(n, batch_, inputs_.data(), model().threads());
        if (!feed.is_checked()) check_numbers_of_heads<outputs>(losses_, n, batch_);
    }
    /// n samples of arrays.
    void take(int n, const sample_arrays<T>& arrays) {
        reserve(n);
        batch_.take(arrays, n, inputs_[0], "training sample", model().threads());
        check_numbers_of_heads<outputs>(losses_, n, batch_);
    }
    /// All samples of a set; how many they are.
    template <class Set>
    int take_all(const Set& set) {
        const int n = static_cast<int>(set.size());
        reserve(n);
        sample_batch<T> read(batch_.layout(), n);
        for (int64 i = 0; i < n; ++i)
            append_sample(read, i, random_stream(), [&](sample<T>& s) { set.read(i, s); });
        batch_.take(read, inputs_.data(), "sample", model().threads());
        check_numbers_of_heads<outputs>(losses_, n, batch_);
        return n;
    }

    /// Forward, loss, backward, stages, update over the n samples of the batch, as step `number`, from which
    /// masks are drawn and which goes on by one; of samples that go on where a state is, if there is one.
    /// Throws where the loss is no finite number, and what stages throw: parameters, what is measured, the
    /// state, metrics and number are then as they were. Where a gradient is no finite number, some parameters
    /// have moved by `update_in_backward`.
    template <class... State>
    double learn(int n, int64& number, State&... from) {
        run_.set_step(number);
        run_.forward_in_place(n, from...);
        metrics_before_ = metrics_;
        undo unless_done{*this};
        const double loss = over_.apply(losses_, metrics_, run_, batch_, model().threads());
        if (!is_finite(loss)) refuse_step(run_.first_not_finite(), model(), number + 1, loss);
        if constexpr (Optimizer::in_parts) {
            optimizer_.update_in(run_);
        } else {
            run_.backward();
            optimizer_.update(run_.gradients());
        }
        unless_done.done = true;
        ++number;
        return loss;
    }

    [[nodiscard]] Model& model() const { return run_.of_model(); }
    [[nodiscard]] run_type& run() { return run_; }
    [[nodiscard]] const Losses& losses() const { return losses_; }
    [[nodiscard]] Optimizer& updates() { return optimizer_; }
    [[nodiscard]] const Optimizer& updates() const { return optimizer_; }
    /// Of all steps since somebody set them back.
    [[nodiscard]] Metrics& metrics() { return metrics_; }
    [[nodiscard]] const sample_layout& layout() const { return batch_.layout(); }

private:
    struct undo {
        ~undo() {
            if (!done) step.run_.take_back(), step.metrics_ = step.metrics_before_;
        }
        training_step& step;
        bool done = false;
    };
    [[gnu::cold]] void make_room(int n) {
        run_.reserve(n);
        batch_.reserve(n);
        for (std::size_t k = 0; k < inputs_.size(); ++k) inputs_[k] = run_.input_data(static_cast<int>(k));
        capacity_ = n;
    }

    Losses losses_;
    run_type run_;
    Optimizer optimizer_;
    batch_memory<T> batch_;
    losses_of_run<Net, Losses, Metrics, T> over_;
    std::array<T*, static_cast<std::size_t>(input_ports<Net>::size)> inputs_{};
    int capacity_ = 0;
    Metrics metrics_, metrics_before_;
};

}  // namespace strata::inline STRATA_TARGET
