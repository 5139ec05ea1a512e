// SPDX-License-Identifier: MIT
#pragma once
/// What a run of `trainer::fit` is told.
#include <memory>
#include <strata/data/any_set.hpp>
#include <strata/data/augmentation.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/data/labelled_pixels.hpp>
#include <strata/data/order.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/progress.hpp>
#include <utility>

namespace strata {

/// A data set to look at after each epoch, or none. One that has a name is referred to and has to live until
/// `fit` returns; a temporary is kept.
class STRATA_TAGGED validation_set {
public:
    validation_set() = default;
    template <class Set>
    requires DataSet<std::remove_cvref_t<Set>>
    // NOLINTNEXTLINE(google-explicit-constructor): `.validation = test` is how it is said
    validation_set(Set&& set) : set_(std::make_shared<const any_set>(std::forward<Set>(set))) {}

    explicit operator bool() const { return set_ != nullptr; }
    [[nodiscard]] const any_set& operator*() const { return *set_; }

private:
    std::shared_ptr<const any_set> set_;
};

/// The order of an epoch: `shuffled{}`, `in_order{}`, a `weighted_order`, or a rule of one's own.
class STRATA_TAGGED epoch_order {
public:
    template <SampleOrder O>
    requires(!std::same_as<O, epoch_order>) epoch_order(O rule)
        : name_(layer_text<O>()), rule_(std::move(rule)) {}  // NOLINT(google-explicit-constructor)
    void operator()(std::vector<std::uint32_t>& order, int64 n, seed s, int epoch) const {
        rule_(order, n, s, epoch);
    }
    /// What kind of rule it is, for the identity of a run.
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    std::string name_;
    std::function<void(std::vector<std::uint32_t>&, int64, seed, int)> rule_;
};

/// How `trainer::fit` runs.
struct STRATA_TAGGED fit_options {
    int epochs = 1;
    int batch = 64;
    validation_set validation = {};
    /// how each sample is changed each time before it is trained on: `random_flip_and_shift{}`
    augmentation augment = {};
    epoch_order order = shuffled{};
    /// threads that read the next batches of a set meanwhile; the bits do not depend on them
    int workers = 1;
    callback progress = progress_bar();    ///< told of every moment before the others
    std::vector<callback> callbacks = {};  ///< told of every moment, in this order
};

/// Options as other libraries call them, so that `{.epochs = 5, .batch_size = 64}` is refused in a sentence
/// (E50).
struct unknown_options {
    struct anything {
        constexpr anything() = default;
        template <class T>
        constexpr anything(const T&) {}  // NOLINT(google-explicit-constructor)
    };
    // with initializers, or compilers would warn of those that are not there
    anything epoch = {}, epochs = {}, num_epochs = {}, batch = {}, batches = {}, batch_size = {},
             batchsize = {}, lr = {}, learning_rate = {}, rate = {}, optimizer = {}, loss = {}, metrics = {},
             momentum = {}, weight_decay = {}, seed = {}, threads = {}, shuffle = {}, validation = {},
             validation_set = {}, validation_data = {}, validation_split = {}, test = {}, augment = {},
             order = {}, num_workers = {}, workers = {}, progress = {}, verbose = {}, callback = {},
             callbacks = {}, after_step = {}, after_epoch = {};
};

}  // namespace strata
