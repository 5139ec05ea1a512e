// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <memory>
#include <strata/error.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/pass_observer.hpp>
#include <strata/optimizers/segment.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/layer_problems.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// When a network is watched.
struct layer_watch_options {
    int every = 100;  ///< steps from one that is watched to the next
    int most = 64;    ///< steps that are kept: where there are more, every second goes, and `every` doubles
};

namespace detail {
/// What is seen in a step.
template <class T>
class layer_records final : public pass_observer<T> {
public:
    explicit layer_records(const std::vector<watched_layer>& layers)
        : layers_(layers), records_(layers.size()) {}

    void output(const passing_values<T>& of) override {
        const auto i = static_cast<std::size_t>(of.operation);
        const watched_layer& w = layers_[i];
        layer_record& r = records_[i];
        const int64 n = of.samples * of.size;
        r.seen = true;
        r.output = spread_of(of.numbers, n);
        if (w.rectified) r.dead = dead_units(of.numbers, n, w.units);
        if (!w.bounded) return;
        int64 beyond = 0;
        for (int64 k = 0; k < n; ++k) {
            const auto y = static_cast<double>(of.numbers[k]);
            beyond += y < w.low || y > w.high;
        }
        r.saturated = static_cast<double>(beyond) / static_cast<double>(n);
    }
    void gradient(const passing_values<T>& of) override {
        records_[static_cast<std::size_t>(of.operation)].gradient =
            spread_of(of.numbers, of.samples * of.size);
    }
    [[nodiscard]] const std::vector<layer_record>& seen() const { return records_; }

private:
    static double dead_units(const T* y, int64 n, int units) {
        std::vector<char> alive(static_cast<std::size_t>(units), 0);
        for (int64 k = 0; k < n; k += units)
            for (int u = 0; u < units; ++u)
                if (y[k + u] != T(0)) alive[static_cast<std::size_t>(u)] = 1;
        return static_cast<double>(std::count(alive.begin(), alive.end(), 0)) / units;
    }

    std::vector<watched_layer> layers_;
    std::vector<layer_record> records_;
};
}  // namespace detail

/// Looks into the network at some steps: how the outputs of each layer and their gradients spread, units that
/// are dead or saturated, and what an update is to the parameters that it moves.
///
///     layer_watch watch{t, {.every = 50}};
///     t.fit(train, {.epochs = 5, .callbacks = {watch}});
///     for (const std::string& problem : watch.problems()) std::cout << problem << '\n';
///
/// It sees the batch that is trained on, at no cost in the steps between. Layers that run as one pass are
/// seen as one; those of `unfused<net>` one by one. Copies share what they have seen. The trainer has to
/// outlive it. Who takes steps by himself calls `begin` before one and `finish` behind it. Throws where
/// `every` is not positive, or fewer than two steps are to be kept.
template <class Trainer>
class layer_watch {
    using T = typename Trainer::T;
    static_assert(!Trainer::optimizer_type::in_parts,
                  "a layer_watch looks at all gradients of a step, which update_in_backward does not have");

public:
    explicit layer_watch(Trainer& t, layer_watch_options options = {})
        : kept_(std::make_shared<kept>(
              kept{t, options, watched_layers<typename Trainer::network_type>(), {}, {}, {}, 0, 0, false})) {
        if (options.every < 1 || options.most < 2)
            throw_error({.problem = "steps are watched every so many, and two or more are kept",
                         .name = "layer_watch",
                         .found = std::to_string(options.every) + " and " + std::to_string(options.most)});
    }

    void operator()(training_moment& now) {
        if (now.event == training_event::begin)
            kept_->next = now.position.step, kept_->every = kept_->options.every;
        if (now.event == training_event::before_step && now.position.step >= kept_->next) begin();
        if (now.event == training_event::after_step && kept_->watching) finish(now.position.step);
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("every", kept_->options.every), visit("most", kept_->options.most);
    }

    /// The step that comes next is watched.
    void begin() {
        kept& k = *kept_;
        const auto& learned = k.trained.trained_model().learned();
        k.before.assign(learned.data(), learned.data() + learned.size());
        k.updates = k.trained.updates().steps();
        k.records = std::make_shared<detail::layer_records<T>>(k.layers);
        k.trained.observe(k.records);
        k.watching = true;
    }
    /// It is done, and its number is `step`.
    void finish(int64 step) {
        kept& k = *kept_;
        if (!std::exchange(k.watching, false)) return;
        k.trained.observe(nullptr);
        layer_snapshot s{step, k.trained.updates().steps() > k.updates, k.records->seen(), {}};
        const auto& now = k.trained.trained_model().learned();
        const auto& gradient = k.trained.flat_gradients();
        for (const segment& of : k.trained.updates().segments().all()) {
            double w = 0, dw = 0, moved = 0;
            for (int64 i = of.offset; i < of.offset + of.size; ++i) {
                const auto was = static_cast<double>(k.before[static_cast<std::size_t>(i)]),
                           is = static_cast<double>(now.data()[i]),
                           g = static_cast<double>(gradient.data()[i]);
                w += was * was, dw += g * g, moved += (is - was) * (is - was);
            }
            s.parameters.push_back({of.name, of.kind == parameter_kind::weight && !of.frozen, std::sqrt(w),
                                    std::sqrt(dw), std::sqrt(moved)});
        }
        k.records.reset();
        k.snapshots.push_back(std::move(s));
        thin();
        k.next = k.snapshots.back().step - 1 + k.every;
    }

    [[nodiscard]] const std::vector<watched_layer>& layers() const { return kept_->layers; }
    /// The steps that were watched, in their order.
    [[nodiscard]] const std::vector<layer_snapshot>& snapshots() const { return kept_->snapshots; }
    /// What is wrong, in sentences; of a step that threw, which layer its first wrong value comes from.
    [[nodiscard]] std::vector<std::string> problems(const layer_limits& limits = {}) const {
        const kept& k = *kept_;
        if (!k.watching) return layer_problems(k.layers, k.snapshots, limits);
        const int64 step = k.trained.position().step + 1;
        if (std::vector<std::string> told =
                layer_problems(k.layers, {{step, false, k.records->seen(), {}}}, limits);
            !told.empty())
            return told;
        return layer_problems(k.layers, k.snapshots, limits);
    }

private:
    struct kept {
        Trainer& trained;
        layer_watch_options options;
        std::vector<watched_layer> layers;
        std::vector<layer_snapshot> snapshots;
        std::vector<T> before;  ///< the parameters
        std::shared_ptr<detail::layer_records<T>> records;
        int64 next, updates;
        bool watching;
        int every = 1;
    };

    void thin() {
        kept& k = *kept_;
        if (static_cast<int>(k.snapshots.size()) <= k.options.most) return;
        std::size_t left = 0;
        for (std::size_t i = 0; i < k.snapshots.size(); i += 2, ++left)
            if (left != i) k.snapshots[left] = std::move(k.snapshots[i]);
        k.snapshots.resize(left);
        k.every = std::min(2 * k.every, 1 << 30);
    }

    std::shared_ptr<kept> kept_;
};

}  // namespace strata::inline STRATA_TARGET
