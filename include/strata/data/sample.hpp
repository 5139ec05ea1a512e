// SPDX-License-Identifier: MIT
#pragma once
/// One sample of a batch, as a set writes it.
#include <strata/data/sample_batch.hpp>
#include <strata/data/sample_refusal.hpp>
#include <strata/data/sample_stream.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Where a set writes a sample: it says the extents of each array, and gets the memory for it.
///
///     void read(int64 i, auto& to) const {
///         std::ranges::copy(image(i), to.input({3, 32, 32}).begin());
///         to.classes({})[0] = label(i);
///     }
///
/// Inputs and targets are counted from 0, targets over those of all losses. An array that is asked for twice
/// is written twice. Throws where an array has other extents than the batch's layout, is of another kind or
/// is none of its arrays, with the number that the sample has in its set.
template <class T>
class sample {
public:
    using value_type = T;

    /// Input k, [C, H, W] where it is an image.
    std::span<T> input(extent_list extents, int k = 0) {
        to_.open_input(extents, k);
        if (!exists(k, to_.inputs_)) refuse_place(number_, "input", k, to_.inputs_.size());
        const std::vector<int>& wanted = to_.layout_.inputs[index(k)];
        if (!same(extents, wanted)) refuse_input(number_, k, wanted, extents);
        to_.inputs_written_[index(k)] = 1;
        return written_input(k);
    }
    /// Target k, of the numbers of classes.
    std::span<int> classes(extent_list extents, int k = 0) {
        memory& m = target(target_kind::classes, false, extents, k);
        return array_of(m.classes, extents, m);
    }
    /// Target k, of numbers.
    std::span<T> numbers(extent_list extents, int k = 0) {
        memory& m = target(target_kind::numbers, false, extents, k);
        return array_of(m.numbers, extents, m);
    }
    /// Target k, of so many rows of numbers.
    std::span<T> rows(int count, extent_list row_extents, int k = 0) {
        memory& m = target(target_kind::numbers, true, row_extents, k);
        return rows_of(m.numbers, count, row_extents, k, m);
    }
    /// Target k, of so many rows of the numbers of classes.
    std::span<int> class_rows(int count, extent_list row_extents, int k = 0) {
        memory& m = target(target_kind::classes, true, row_extents, k);
        return rows_of(m.classes, count, row_extents, k, m);
    }
    /// How much the sample counts in the loss; 1 where a set says nothing. Throws where it is below 0 or no
    /// finite number.
    void weight(double w) {
        check_weight(number_, w);
        to_.weights_[index(to_.count_)] = w;
        to_.weighted_ = true;
    }

    /// Numbers of this sample's own in this epoch.
    [[nodiscard]] const random_stream& random() const { return random_; }
    /// The number that it has in the set that the batch is read from.
    [[nodiscard]] int64 number() const { return number_; }
    [[nodiscard]] const sample_layout& layout() const { return to_.layout_; }
    /// Whether target k is to be of numbers, for a set that has what can be either.
    [[nodiscard]] bool wants_numbers(int k = 0) const {
        const auto& targets = to_.layout_.targets;
        return exists(k, targets) && targets[index(k)].kind == target_kind::numbers;
    }

    /// What has been written, for those who change it.
    [[nodiscard]] std::span<T> written_input(int k = 0) {
        return array_at(to_.inputs_[index(k)], to_.count_, elements_of(to_.layout_.inputs[index(k)]));
    }

    /// A batch for this sample alone with numbers of type U, to be read into before it is written here.
    template <class U>
    [[nodiscard]] sample_batch<U> alone() const {
        return to_.open_ ? sample_batch<U>::of_any_layout() : sample_batch<U>(to_.layout_, 1);
    }

private:
    using memory = target_memory<T>;
    template <class U, class Read>
    friend void append_sample(sample_batch<U>&, int64, const random_stream&, Read&&);

    /// Begins the sample after those that the batch has.
    sample(sample_batch<T>& to, int64 number, const random_stream& random)
        : to_(to), number_(number), random_(random) {
        to_.begin_sample(number);
    }
    void finish() { to_.finish_sample(); }

    static std::size_t index(int k) { return static_cast<std::size_t>(k); }
    static bool same(std::span<const int> a, std::span<const int> b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }
    template <class E>
    static bool exists(int k, const std::vector<E>& arrays) {
        return k >= 0 && index(k) < arrays.size();
    }

    /// The memory of target k, which is to be of this kind with these extents.
    memory& target(target_kind kind, bool ragged, std::span<const int> extents, int k) {
        to_.open_target(kind, ragged, extents, k);
        if (to_.targets_.empty()) return to_.unwanted_;
        if (!exists(k, to_.targets_)) refuse_place(number_, "target", k, to_.targets_.size());
        const target_layout& wanted = to_.layout_.targets[index(k)];
        if (kind != wanted.kind || ragged != wanted.ragged || !same(extents, wanted.extents))
            refuse_target(number_, k, wanted, {kind, ragged, {extents.begin(), extents.end()}});
        to_.targets_written_[index(k)] = 1;
        return to_.targets_[index(k)];
    }

    [[nodiscard]] bool wanted(const memory& m) const { return &m != &to_.unwanted_; }
    template <class E>
    std::span<E> array_of(std::vector<E>& values, std::span<const int> extents, const memory& m) const {
        const int64 size = elements_of(extents);
        if (!wanted(m)) values.resize(static_cast<std::size_t>(size));
        return array_at(values, wanted(m) ? to_.count_ : 0, size);
    }
    template <class E>
    std::span<E> rows_of(std::vector<E>& values, int rows, std::span<const int> extents, int k, memory& m) {
        check_rows(number_, k, rows);
        if (!wanted(m)) m.row_ends.resize(1);
        return rows_at(values, m.row_ends, wanted(m) ? to_.count_ : 0, rows, elements_of(extents));
    }

    sample_batch<T>& to_;
    int64 number_;
    random_stream random_;
};

/// Adds the sample that `read(to)` writes; `number` is what it has in its set. Throws what `read` throws, and
/// where an array of the layout was not written or the batch is full; the batch then has the samples that it
/// had.
template <class T, class Read>
void append_sample(sample_batch<T>& to, int64 number, const random_stream& random, Read&& read) {
    sample<T> one(to, number, random);
    read(one);
    one.finish();
}

}  // namespace strata::inline STRATA_TARGET
