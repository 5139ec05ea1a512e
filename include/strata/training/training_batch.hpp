// SPDX-License-Identifier: MIT
#pragma once
/// The samples and labels of a step, the same code for all networks.
#include <strata/data/augmentation.hpp>
#include <strata/model/arrays.hpp>
#include <strata/model/buffer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Picks the samples of a batch and their labels.
template <class T>
class training_batch {
public:
    /// For samples of these extents ([1, 1, size] where they are no images) with so many labels each for every output.
    training_batch(image_extents sample, std::initializer_list<int64> labels) : sample_(sample), labels_a_sample_(labels), labels_(labels.size()) {}

    void reserve(int capacity);
    /// The labels for output k.
    [[nodiscard]] int* labels(std::size_t k) { return labels_[k].data(); }

    /// Throws unless there are samples, and as many labels.
    static void check_counts(int64 samples, int64 labels);

    /// Copies `count` samples to where the network reads them, and their labels for its first output, t: [N, labels a sample].
    /// Throws where a value is no finite number.
    void take(const sample_list<T>& samples, const int* t, int count, T* to, int threads);
    /// The same, each sample changed by an augmentation, by numbers of its own in this epoch.
    void take_augmented(const sample_list<T>& samples, const int* t, int count, T* to, const augmentation& augment, seed random, int epoch);

private:
    void take_labels(const sample_list<T>& samples, const int* t, int count);

    image_extents sample_;
    std::vector<int64> labels_a_sample_;
    std::vector<std::vector<int>> labels_;
    buffer<T> changed_;  ///< one sample, augmented
};

template <class T>
[[gnu::cold]] void training_batch<T>::reserve(int capacity) {
    for (std::size_t k = 0; k < labels_.size(); ++k) labels_[k].resize(static_cast<std::size_t>(capacity * labels_a_sample_[k]));
}

template <class T>
[[gnu::cold]] void training_batch<T>::check_counts(int64 samples, int64 labels) {
    if (samples == 0) throw_error({.problem = "there are no samples to train on"});
    if (labels != samples)
        throw_error({.problem = "there are not as many labels as samples", .expected = std::to_string(samples), .found = std::to_string(labels)});
}

template <class T>
void training_batch<T>::take(const sample_list<T>& samples, const int* t, int count, T* to, int threads) {
    const int wrong = take_samples(samples, count, to, threads);
    if (wrong < count) refuse_value("training sample", samples.number(wrong));
    take_labels(samples, t, count);
}

template <class T>
void training_batch<T>::take_augmented(const sample_list<T>& samples, const int* t, int count, T* to, const augmentation& augment, seed random, int epoch) {
    // streams of samples in epochs; those of layers count steps and do not get so far
    constexpr std::uint64_t augmentation_stream = 1ULL << 63;
    if (changed_.size() == 0) changed_ = buffer<T>(sample_.size());
    // an augmentation is the user's own: it is not called by two threads
    for (int i = 0; i < count; ++i) {
        const auto number = static_cast<std::uint64_t>(samples.number(i));
        augment(sample_, random_stream(random, augmentation_stream + (static_cast<std::uint64_t>(epoch) << 32) + number), samples[i], changed_.data());
        if (take_samples({changed_.data(), samples.C, samples.places}, 1, to + i * sample_.size(), 1) == 0) refuse_value("training sample", samples.number(i));
    }
    take_labels(samples, t, count);
}

template <class T>
void training_batch<T>::take_labels(const sample_list<T>& samples, const int* t, int count) {
    const int64 each = labels_a_sample_[0];
    for (int i = 0; i < count; ++i) std::copy_n(t + samples.number(i) * each, each, labels(0) + i * each);
}

}  // namespace strata::inline STRATA_TARGET
