// SPDX-License-Identifier: MIT
#pragma once
/// The samples and targets of a step as networks and losses read them, the same code for all networks.
#include <algorithm>
#include <span>
#include <strata/data/sample_batch.hpp>
#include <strata/losses/target.hpp>
#include <strata/model/arrays.hpp>
#include <strata/model/buffer.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// An input's samples in memory with an array for each target, and which of them a batch takes.
template <class T>
struct sample_arrays {
    sample_list<T> inputs;
    std::span<const target_view<T>> targets;
};

/// Holds the targets of up to a capacity of samples, images channels last, and copies samples to where a
/// network reads them.
template <class T>
class batch_memory {
public:
    explicit batch_memory(sample_layout layout);
    batch_memory(batch_memory&&) = default;
    batch_memory& operator=(batch_memory&&) = default;
    ~batch_memory();

    [[nodiscard]] const sample_layout& layout() const { return layout_; }
    /// The targets of the batch from number `first` on.
    [[nodiscard]] const target_view<T>* targets(std::size_t first) const { return views_.data() + first; }
    /// How much each sample counts; empty where all count the same.
    [[nodiscard]] std::span<const double> weights() const { return {weights_.data(), weights_.size()}; }
    /// Room for n samples.
    void reserve(int n);

    /// Copies n samples of arrays, the inputs to `to`. Throws where a value is no finite number; `what` it is
    /// called.
    void take(const sample_arrays<T>& from, int n, T* to, const char* what, int threads);
    /// Copies a batch that a set has written, each input to its place of `to`.
    void take(const sample_batch<T>& from, T* const* to, const char* what, int threads);

    /// The targets of sample i alone, into an element for each of them.
    void targets_of(int i, target_view<T>* one, int64* ends) const;

private:
    struct memory {
        std::vector<int> classes;
        buffer<T> numbers;
        std::vector<int64> row_ends;
    };
    static std::size_t at(int64 i) { return static_cast<std::size_t>(i); }
    /// Channels of sample k's target where it is an image of numbers, else 1.
    [[nodiscard]] int channels_of(std::size_t k) const {
        const target_layout& t = layout_.targets[k];
        return t.kind == target_kind::numbers && !t.ragged && t.extents.size() == 3 ? t.extents[0] : 1;
    }
    void take_numbers(std::size_t k, const T* from, int64 sample, int64 size) {
        const int C = channels_of(k);
        static_cast<void>(channels_last(from, targets_[k].numbers.data() + sample * size, C, size / C));
    }
    void show();

    sample_layout layout_;
    std::vector<memory> targets_;
    std::vector<target_view<T>> views_;
    std::vector<double> weights_;
};

template <class T>
[[gnu::cold]] batch_memory<T>::batch_memory(sample_layout layout)
    : layout_(std::move(layout)), targets_(layout_.targets.size()), views_(layout_.targets.size()) {}
template <class T>
[[gnu::cold]] batch_memory<T>::~batch_memory() = default;

template <class T>
[[gnu::cold]] void batch_memory<T>::reserve(int n) {
    for (std::size_t k = 0; k < targets_.size(); ++k) {
        const target_layout& t = layout_.targets[k];
        if (t.ragged) continue;
        const int64 all = n * elements_of(t.extents);
        if (t.kind == target_kind::classes)
            targets_[k].classes.resize(at(all + slack_elements));
        else if (targets_[k].numbers.size() < all)
            targets_[k].numbers = buffer<T>(all);
    }
    show();
}

template <class T>
void batch_memory<T>::take(const sample_arrays<T>& from, int n, T* to, const char* what, int threads) {
    if (const int wrong = take_samples(from.inputs, n, to, threads); wrong < n)
        refuse_value(what, from.inputs.number(wrong));
    weights_.clear();
    for (std::size_t k = 0; k < targets_.size(); ++k) {
        const int64 size = elements_of(layout_.targets[k].extents);
        const target_view<T>& target = from.targets[k];
        for (int i = 0; i < n; ++i) {
            const int64 number = from.inputs.number(i);
            if (target.classes)
                std::copy_n(target.classes + number * size, size, targets_[k].classes.data() + i * size);
            else
                take_numbers(k, target.numbers + number * size, i, size);
        }
    }
}

template <class T>
void batch_memory<T>::take(const sample_batch<T>& from, T* const* to, const char* what, int threads) {
    const int n = from.count();
    for (std::size_t k = 0; k < layout_.inputs.size(); ++k) {
        const std::vector<int>& extents = layout_.inputs[k];
        const int C = extents.size() == 3 ? extents[0] : 1;
        const sample_list<T> samples{from.input(static_cast<int>(k)), C, elements_of(extents) / C};
        if (const int wrong = take_samples(samples, n, to[k], threads); wrong < n)
            refuse_value(what, from.number(wrong));
    }
    weights_.assign(from.weights(), from.weights() + (from.weighted() ? n : 0));
    for (std::size_t k = 0; k < targets_.size(); ++k) {
        const target_layout& t = layout_.targets[k];
        const int number = static_cast<int>(k);
        const int64 size = elements_of(t.extents),
                    rows = t.ragged ? (n > 0 ? from.row_ends(number)[n - 1] : 0) : n;
        if (t.ragged) {
            targets_[k].row_ends.assign(from.row_ends(number), from.row_ends(number) + n);
            if (t.kind == target_kind::classes)
                targets_[k].classes.resize(
                    std::max(targets_[k].classes.size(), at(rows * size + slack_elements)));
            else if (targets_[k].numbers.size() < rows * size)
                targets_[k].numbers = buffer<T>(2 * rows * size);
        }
        if (t.kind == target_kind::classes)
            std::copy_n(from.classes(number), rows * size, targets_[k].classes.data());
        else
            for (int64 i = 0; i < rows; ++i) take_numbers(k, from.numbers(number) + i * size, i, size);
    }
    show();
}

template <class T>
void batch_memory<T>::show() {
    for (std::size_t k = 0; k < targets_.size(); ++k) {
        const target_layout& t = layout_.targets[k];
        views_[k] = {};
        if (t.kind == target_kind::classes)
            views_[k].classes = targets_[k].classes.data();
        else
            views_[k].numbers = targets_[k].numbers.data();
        if (t.ragged) views_[k].row_ends = targets_[k].row_ends.data();
    }
}

template <class T>
void batch_memory<T>::targets_of(int i, target_view<T>* one, int64* ends) const {
    for (std::size_t k = 0; k < views_.size(); ++k) {
        const int64 size = elements_of(layout_.targets[k].extents);
        int64 first = i;
        one[k] = views_[k];
        if (one[k].row_ends) {
            first = i > 0 ? one[k].row_ends[i - 1] : 0;
            ends[k] = one[k].row_ends[i] - first;
            one[k].row_ends = &ends[k];
        }
        if (one[k].classes) one[k].classes += first * size;
        if (one[k].numbers) one[k].numbers += first * size;
    }
}

}  // namespace strata::inline STRATA_TARGET
