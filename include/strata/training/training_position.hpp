// SPDX-License-Identifier: MIT
#pragma once
/// Where a run stands, and what follows from that alone.
#include <strata/data/order.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <strata/training/progress.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One epoch of a run, for curves.
struct epoch_record {
    double loss, accuracy, validation_loss, validation_accuracy;
};

/// Where a run stands, in numbers that are enough to go on from: the order of an epoch, what becomes of a
/// sample that is augmented and every dropout mask follow from the model's seed and these.
struct training_position {
    int64 step = 0;            ///< updates so far
    int epoch = 0;            ///< epochs finished
    int64 sample = 0;          ///< samples seen in the epoch that runs
    double loss_sum = 0;      ///< over those
    int64 correct = 0;         ///< labels among theirs that were answered right
    int batch = 0;            ///< samples in a batch, 0 before the first fit
    int64 samples = 0;         ///< samples in an epoch, 0 before the first fit

    /// Throws unless a run that goes on from here does so with the batch size and the number of samples that it had.
    void check_same_run(int batch_now, int64 samples_now) const {
        const auto compare = [](const char* what, int64 expected, int64 found) {
            if (expected != found)
                throw_error({.problem = std::string("the run that is to go on had another number of ") + what,
                             .expected = std::to_string(expected),
                             .found = std::to_string(found),
                             .advice = "Go on with the same one: another would give other numbers than never having stopped."});
        };
        compare("samples in a batch", batch, batch_now);
        compare("training samples", samples, samples_now);
    }

    /// Counts a step over n samples.
    void count(int n, double loss, int64 right) {
        loss_sum += loss * n;
        correct += right;
        sample += n;
    }
    void finish_epoch() {
        ++epoch;
        sample = 0;
        loss_sum = 0;
        correct = 0;
    }

    /// What a person sees of it, where a sample has so many labels and `seen` samples took so many seconds.
    [[nodiscard]] training_state state(int epochs, int64 labels_a_sample, int64 seen, double seconds) const {
        training_state s;
        s.epoch = epoch + 1;
        s.epochs = epochs;
        s.images = sample;
        s.of = samples;
        s.loss = loss_sum / static_cast<double>(sample);
        s.accuracy = static_cast<double>(correct) / static_cast<double>(sample * labels_a_sample);
        // None where the last batch of an epoch was the last thing done before a checkpoint.
        if (seen == 0) return s;
        s.images_per_second = static_cast<double>(seen) / seconds;
        s.seconds_left = static_cast<double>(static_cast<int64>(epochs - epoch) * samples - sample) / s.images_per_second;
        return s;
    }
};

}  // namespace strata::inline STRATA_TARGET
