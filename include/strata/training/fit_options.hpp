// SPDX-License-Identifier: MIT
#pragma once
/// What a run of `trainer::fit` is told, and what it tells.
#include <functional>
#include <strata/data/augmentation.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/data/labelled_pixels.hpp>
#include <strata/target.hpp>
#include <strata/training/progress.hpp>

namespace strata {

/// A data set to look at after each epoch, or none.
struct STRATA_TAGGED validation_set {
    const labelled_images* images = nullptr;
    const labelled_pixels* pixels = nullptr;
    validation_set() = default;
    // NOLINTBEGIN(google-explicit-constructor): `.validation = test` is how it is said
    validation_set(const labelled_images& set) : images(&set) {}
    validation_set(const labelled_pixels& set) : pixels(&set) {}
    // NOLINTEND(google-explicit-constructor)
};

/// How `trainer::fit` runs.
struct STRATA_TAGGED fit_options {
    int epochs = 1;
    int batch = 64;
    validation_set validation = {};
    augmentation augment = {};  ///< how each sample is changed each time before it is trained on: `random_flip_and_shift{}`
    std::function<void(const training_state&)> progress = progress_bar();  ///< called after every batch and epoch
    std::function<bool()> after_step = {};   ///< called after every batch; where it returns false, fit stops
    std::function<bool()> after_epoch = {};  ///< called when an epoch is finished, validation too; false stops fit
};

/// Options as other libraries call them, so that `{.epochs = 5, .batch_size = 64}` is refused in a sentence (E50).
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
        progress = {}, verbose = {}, callback = {}, callbacks = {}, after_step = {}, after_epoch = {};
};

}  // namespace strata
