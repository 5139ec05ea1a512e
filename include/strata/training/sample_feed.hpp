// SPDX-License-Identifier: MIT
#pragma once
/// Where the batches of an epoch come from: arrays in memory, or a set that a loader reads.
#include <span>
#include <strata/data/augmentation.hpp>
#include <strata/data/loader.hpp>
#include <strata/target.hpp>
#include <strata/training/batch_memory.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Gives the samples of an epoch, in order, batch after batch.
template <class T>
class sample_feed {
public:
    sample_feed() = default;
    sample_feed(const sample_feed&) = delete;
    sample_feed& operator=(const sample_feed&) = delete;
    virtual ~sample_feed() = default;

    [[nodiscard]] virtual int64 size() const = 0;
    /// Whether all of its targets are known to be what they can be.
    [[nodiscard]] virtual bool is_checked() const = 0;
    /// Takes the samples of an order, from place `first` of it on.
    virtual void begin_epoch(std::vector<std::uint32_t> order, int epoch, int64 first) = 0;
    /// Copies the next n samples, the inputs to `to`.
    virtual void take(int n, batch_memory<T>& memory, T* const* to, int threads) = 0;
};

/// Of arrays that lie in memory as the network's own numbers: nothing is copied but the batch.
template <class T>
class array_feed final : public sample_feed<T> {
public:
    array_feed(const sample_arrays<T>& arrays, int64 size) : arrays_(arrays), size_(size) {}

    [[nodiscard]] int64 size() const override { return size_; }
    [[nodiscard]] bool is_checked() const override { return true; }
    void begin_epoch(std::vector<std::uint32_t> order, int, int64 first) override {
        order_ = std::move(order);
        next_ = first;
    }
    void take(int n, batch_memory<T>& memory, T* const* to, int threads) override {
        arrays_.inputs.order = order_.data() + next_;
        memory.take(arrays_, n, to[0], "training sample", threads);
        next_ += n;
    }

private:
    sample_arrays<T> arrays_;
    int64 size_, next_ = 0;
    std::vector<std::uint32_t> order_;
};

/// Of a set, changed by an augmentation if there is one: read by other threads meanwhile.
template <class T>
class loader_feed final : public sample_feed<T> {
public:
    template <class Set>
    loader_feed(Set&& set, const sample_layout& layout, int batch, const loader_options& options)
        : loader_(std::forward<Set>(set), layout, batch, options) {}

    [[nodiscard]] int64 size() const override { return loader_.size(); }
    [[nodiscard]] bool is_checked() const override { return false; }
    void begin_epoch(std::vector<std::uint32_t> order, int epoch, int64 first) override {
        loader_.begin_epoch(std::move(order), epoch, first);
    }
    void take(int n, batch_memory<T>& memory, T* const* to, int threads) override {
        memory.take(loader_.next(n), to, "training sample", threads);
    }

private:
    loader<T> loader_;
};

/// A set whose images an augmentation changes as they are read.
class augmented_set {
public:
    augmented_set(any_set set, augmentation change) : set_(std::move(set)), change_(std::move(change)) {}

    [[nodiscard]] int64 size() const { return set_.size(); }
    [[nodiscard]] bool has_one_reader() const { return set_.has_one_reader(); }
    template <class T>
    void read(int64 i, sample<T>& to) const {
        set_.read(i, to);
        const std::vector<int>& extents = to.layout().inputs[0];
        const image_extents e{extents[0], extents[1], extents[2]};
        const std::span<T> image = to.written_input();
        const std::vector<T> before(image.begin(), image.end());
        change_(e, to.random(), before.data(), image.data());
    }

private:
    any_set set_;
    augmentation change_;
};

}  // namespace strata::inline STRATA_TARGET
