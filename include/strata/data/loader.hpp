// SPDX-License-Identifier: MIT
#pragma once
/// The next batches of a set, read by other threads while the present one is trained on.
#include <strata/data/any_set.hpp>
#include <strata/data/order.hpp>
#include <strata/data/read_ahead.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How a set is read.
struct loader_options {
    seed random = {};  ///< what is random in a sample follows from it, the epoch and the sample's number
    int workers = 1;   ///< threads that read ahead, each a batch; 0: batches are read when they are asked for
};

/// Reads a set in batches of at most `capacity` samples.
///
///     loader<float> batches(set, layout, 64, {.random = seed{7}, .workers = 2});
///     for (int epoch = 0; epoch < 10; ++epoch) {
///         batches.begin_epoch(shuffled{}, epoch);
///         while (batches.left() > 0) step(batches.next(64));
///     }
///
/// There are `workers` + 1 batches in memory, however many samples the set has. The bits are the same for any
/// number of workers. A set that has a name of its own is referred to and has to live as long as the loader;
/// nobody changes it in between. The loader itself is called by one thread at a time.
///
/// What the set throws for a sample, `next` throws for the batch that has it, whoever read it. The loader
/// then stands before that batch: `next` reads it again, `begin_epoch` begins anew.
template <class T>
class loader {
public:
    /// Throws where the layout or an option cannot be.
    template <class Set>
    loader(Set&& set, const sample_layout& layout, int capacity, loader_options options = {})
        : set_(std::forward<Set>(set)),
          random_(options.random),
          capacity_(capacity),
          usual_(capacity),
          ahead_(workers_for(options), reader{this}) {
        const std::size_t places = static_cast<std::size_t>(workers_for(options)) + 1;
        while (ring_.size() < places) ring_.emplace_back(layout, capacity);
    }

    /// The number of samples in the set.
    [[nodiscard]] int64 size() const { return set_.size(); }
    /// Samples of the epoch that `next` has not given.
    [[nodiscard]] int64 left() const { return static_cast<int64>(order_.size()) - position_; }

    /// Takes the samples of this order next, from place `first` of it on. Throws where one of them is none of
    /// the set's.
    void begin_epoch(std::vector<std::uint32_t> order, int epoch, int64 first = 0) {
        check_order(order, first);
        ahead_.stop();
        order_ = std::move(order);
        epoch_ = epoch;
        position_ = first;
        start();
    }
    template <SampleOrder O>
    void begin_epoch(const O& rule, int epoch, int64 first = 0) {
        std::vector<std::uint32_t> order;
        rule(order, size(), random_, epoch);
        begin_epoch(std::move(order), epoch, first);
    }

    /// The next `count` samples, until `next` or `begin_epoch` is called again. Throws what the set throws
    /// for one of them, and where there are not so many in a batch or in what is left of the epoch. Another
    /// count than before costs what was read ahead.
    sample_batch<T>& next(int count) {
        const int64 most = std::min<int64>(capacity_, left());
        if (count < 1 || count > most)
            throw_error({.problem = "the loader cannot give this number of samples",
                         .expected = "1 to " + std::to_string(most),
                         .found = std::to_string(count)});
        if (!started_ || count != std::min<int64>(usual_, left())) {
            usual_ = count;
            start();
        }
        started_ = false;
        const int place = ahead_.take();
        started_ = true;
        position_ += count;
        return ring_[static_cast<std::size_t>(place)];
    }

private:
    struct reader {
        loader* of;

        void operator()(int place, int64 begin, int64 count, const std::atomic<bool>& unwanted) const {
            of->read(of->ring_[static_cast<std::size_t>(place)], begin, count, unwanted);
        }
    };

    [[nodiscard]] int workers_for(const loader_options& options) const {
        if (options.workers < 0)
            throw_error({.problem = "a set cannot be read by fewer threads than none",
                         .name = "loader_options::workers",
                         .found = std::to_string(options.workers)});
        return set_.has_one_reader() ? std::min(options.workers, 1) : options.workers;
    }
    void check_order(const std::vector<std::uint32_t>& order, int64 first) const {
        const int64 samples = size(), places = static_cast<int64>(order.size());
        for (const std::uint32_t number : order)
            if (int64{number} >= samples)
                throw_error({.problem = "the order of an epoch has a sample that the set does not have",
                             .expected = "numbers below " + std::to_string(samples),
                             .found = std::to_string(number)});
        if (first < 0 || first > places)
            throw_error({.problem = "an epoch cannot begin at this place of its order",
                         .expected = "0 to " + std::to_string(places),
                         .found = std::to_string(first)});
    }
    void start() {
        ahead_.start(position_, static_cast<int64>(order_.size()), usual_);
        started_ = true;
    }
    void read(sample_batch<T>& to, int64 begin, int64 count, const std::atomic<bool>& unwanted) const {
        const flush_denormals flushed;
        to.clear();
        for (int64 i = begin; i < begin + count && !unwanted; ++i) {
            const int64 number = order_[static_cast<std::size_t>(i)];
            append_sample(to, number, sample_stream(random_, epoch_, number),
                          [&](sample<T>& s) { set_.read(number, s); });
        }
    }

    any_set set_;
    seed random_;
    int capacity_, usual_;  // samples in a batch, at most and as a rule
    std::vector<sample_batch<T>> ring_;
    std::vector<std::uint32_t> order_;
    int epoch_ = 0;
    int64 position_ = 0;
    bool started_ = false;  // what is read ahead begins at the position
    read_ahead<reader> ahead_;
};

}  // namespace strata::inline STRATA_TARGET
