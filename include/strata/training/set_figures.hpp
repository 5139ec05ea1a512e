// SPDX-License-Identifier: MIT
#pragma once
/// How well a model does on a set that it does not learn from: the loss itself, and metrics.
#include <algorithm>
#include <strata/data/any_set.hpp>
#include <strata/data/loader.hpp>
#include <strata/target.hpp>
#include <strata/training/checked_targets.hpp>
#include <strata/training/losses_of_run.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The mean loss over a set and the figures of metrics.
struct set_figures {
    double loss = 0;
    std::vector<figure> metrics = {};
};

/// Looks at sets with a model, portion after portion. The figures do not depend on how large these are.
template <class Model, class Losses, class Metrics>
class set_measurement {
    using Net = typename Model::network_type;
    using T = typename Model::value_type;

public:
    set_measurement(Model& m, sample_layout layout) : model_(m), memory_(std::move(layout)) {}

    /// Throws where a sample does not fit the network, or has a target that cannot be: before training, not
    /// in the middle.
    void check_set(const Losses& losses, const any_set& set) {
        if (set.size() < 1) throw_error({.problem = "there are no validation samples"});
        sample_batch<T> one(memory_.layout(), 1);
        memory_.reserve(1);
        std::vector<buffer<T>> inputs;
        std::vector<T*> to;
        for (const std::vector<int>& extents : memory_.layout().inputs)
            inputs.emplace_back(elements_of(extents));
        for (buffer<T>& x : inputs) to.push_back(x.data());
        for (int64 i = 0; i < set.size(); ++i) {
            one.clear();
            append_sample(one, i, random_stream(), [&](sample<T>& s) { set.read(i, s); });
            memory_.take(one, to.data(), "validation sample", 1);
            check_targets_of_heads<output_values<Net>>(losses, 1, memory_.targets(0), "validation sample", i);
        }
    }

    set_figures look(const Losses& losses, const any_set& set, int portion, int workers) {
        const flush_denormals flushed;
        const int64 n = set.size();
        portion = static_cast<int>(std::min<int64>(portion, n));
        network_run r(model_.get(), answering{});
        r.reserve(portion);
        memory_.reserve(portion);
        loader<T> batches(set, memory_.layout(), portion,
                          {.random = model_.get().random_seed(), .workers = workers});
        batches.begin_epoch(in_order{}, 0);
        std::vector<T*> to;
        for (int k = 0; k < input_ports<Net>::size; ++k) to.push_back(r.input_data(k));
        Metrics metrics;
        double sum = 0, weight = 0;
        for (bool first = true; batches.left() > 0; first = false) {
            const auto& batch = batches.next(static_cast<int>(std::min<int64>(portion, batches.left())));
            memory_.take(batch, to.data(), "validation sample", model_.get().threads());
            r.forward_in_place(batch.count(), !first);
            sum += over_.sum(losses, metrics, r, memory_, model_.get().threads(), weight);
        }
        set_figures seen{weight > 0 ? sum / weight : 0};
        tell_figures(metrics, seen.metrics);
        return seen;
    }

private:
    model_link<Model> model_;
    batch_memory<T> memory_;
    losses_of_run<Net, Losses, Metrics, T> over_;
};

}  // namespace strata::inline STRATA_TARGET
