// SPDX-License-Identifier: MIT
#pragma once
/// Samples in memory, as sets write them and steps read them.
#include <strata/data/sample_layout.hpp>
#include <strata/data/sample_refusal.hpp>
#include <strata/data/target_memory.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

template <class T>
class sample;

/// Up to `capacity` samples of one layout, array by array.
///
///     input k      [count, C, H, W]: one sample after the other, in the order of files
///     target k     [count, extents...], of classes or of numbers
///     ragged       [rows of all samples, extents...]; those of sample i end at row row_ends[i] and begin
///                  where those of sample i - 1 end
///     weights      [count], 1 where the set says none
///
/// `append_sample` fills it. Rows grow as samples need them; what they took is kept for the next batch.
template <class T>
class sample_batch {
public:
    /// Throws where the capacity or an extent of the layout is below 1, or where there is no input.
    sample_batch(sample_layout layout, int capacity) : layout_(std::move(layout)), capacity_(capacity) {
        if (capacity < 1)
            throw_error(
                {.problem = "a batch has to have room for a sample", .found = std::to_string(capacity)});
        check_layout(layout_);
        for (const auto& extents : layout_.inputs) add_input(extents);
        for (const auto& target : layout_.targets) add_target(target);
        numbers_.resize(places());
        weights_.resize(places());
    }

    /// One sample of whatever arrays a set writes.
    [[nodiscard]] static sample_batch of_any_layout() { return sample_batch(); }

    [[nodiscard]] const sample_layout& layout() const { return layout_; }
    [[nodiscard]] int capacity() const { return capacity_; }
    [[nodiscard]] int count() const { return count_; }

    [[nodiscard]] const T* input(int k = 0) const { return inputs_[index(k)].data(); }
    /// Null where target k is of numbers.
    [[nodiscard]] const int* classes(int k = 0) const {
        return is_of(k, target_kind::classes) ? targets_[index(k)].classes.data() : nullptr;
    }
    /// Null where target k is of classes.
    [[nodiscard]] const T* numbers(int k = 0) const {
        return is_of(k, target_kind::numbers) ? targets_[index(k)].numbers.data() : nullptr;
    }
    /// Null where target k is not ragged.
    [[nodiscard]] const int64* row_ends(int k = 0) const {
        return layout_.targets[index(k)].ragged ? targets_[index(k)].row_ends.data() : nullptr;
    }
    [[nodiscard]] const double* weights() const { return weights_.data(); }
    /// Whether the set said a weight of one of the samples.
    [[nodiscard]] bool weighted() const { return weighted_; }
    /// The number that sample i has in its set.
    [[nodiscard]] int64 number(int i) const { return numbers_[index(i)]; }

    /// No samples; the memory stays.
    void clear() {
        count_ = 0;
        weighted_ = false;
    }

private:
    friend class sample<T>;

    sample_batch() : numbers_(1), weights_(1), capacity_(1), open_(true) {}

    static std::size_t index(int k) { return static_cast<std::size_t>(k); }
    [[nodiscard]] std::size_t places() const { return static_cast<std::size_t>(capacity_); }
    [[nodiscard]] bool is_of(int k, target_kind kind) const { return layout_.targets[index(k)].kind == kind; }
    [[nodiscard]] std::size_t all(std::span<const int> extents) const {
        return places() * static_cast<std::size_t>(elements_of(extents));
    }

    void add_input(std::span<const int> extents) {
        inputs_.emplace_back(all(extents));
        inputs_written_.push_back(0);
    }
    void add_target(const target_layout& target) {
        targets_.emplace_back();
        targets_written_.push_back(0);
        targets_.back().make_room(target, capacity_);
    }

    void begin_sample(int64 number) {
        if (count_ == capacity_) refuse_full_batch(capacity_);
        if (open_) *this = sample_batch();
        std::fill(inputs_written_.begin(), inputs_written_.end(), std::uint8_t{0});
        std::fill(targets_written_.begin(), targets_written_.end(), std::uint8_t{0});
        numbers_[index(count_)] = number;
        weights_[index(count_)] = 1;
    }
    void finish_sample() {
        check_written(numbers_[index(count_)], "input", inputs_written_);
        check_written(numbers_[index(count_)], "target", targets_written_);
        ++count_;
    }
    /// Where any array is taken, lets there be one of these extents.
    void open_input(std::span<const int> extents, int k) {
        if (!open_ || k < 0) return;
        while (index(k) >= inputs_.size()) add_input(layout_.inputs.emplace_back());
        check_extents("input", index(k), extents);
        layout_.inputs[index(k)].assign(extents.begin(), extents.end());
        inputs_[index(k)].resize(all(extents));
    }
    void open_target(target_kind kind, bool ragged, std::span<const int> extents, int k) {
        if (!open_ || k < 0) return;
        while (index(k) >= targets_.size()) add_target(layout_.targets.emplace_back());
        layout_.targets[index(k)] = {kind, ragged, {extents.begin(), extents.end()}};
        check_extents("target", index(k), extents);
        targets_[index(k)].make_room(layout_.targets[index(k)], 1);
    }

    sample_layout layout_;
    std::vector<std::vector<T>> inputs_;
    std::vector<target_memory<T>> targets_;
    target_memory<T> unwanted_;  ///< of one sample, for targets where the layout has none
    std::vector<std::uint8_t> inputs_written_, targets_written_;  ///< of the sample that is read
    std::vector<int64> numbers_;
    std::vector<double> weights_;
    int capacity_ = 0, count_ = 0;
    bool weighted_ = false;
    bool open_ = false;  ///< the layout is what is written
};

}  // namespace strata::inline STRATA_TARGET
