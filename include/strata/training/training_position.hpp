// SPDX-License-Identifier: MIT
#pragma once
/// Where a run stands, in numbers.
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Where a run stands, in numbers that are enough to go on from: the order of an epoch, what becomes of a
/// sample that is augmented and every dropout mask follow from the model's seed and these.
struct training_position {
    int64 step = 0;       ///< batches so far
    int epoch = 0;        ///< epochs finished
    int64 sample = 0;     ///< samples seen in the epoch that runs
    double loss_sum = 0;  ///< over those
    int batch = 0;        ///< samples in a batch, 0 before the first fit
    int64 samples = 0;    ///< samples in an epoch, 0 before the first fit

    /// Throws unless a run that goes on from here does so with the batch size and the number of samples that
    /// it had.
    void check_same_run(int batch_now, int64 samples_now) const {
        const auto compare = [](const char* what, int64 expected, int64 found) {
            if (expected != found)
                throw_error({.problem = std::string("the run that is to go on had another number of ") + what,
                             .expected = std::to_string(expected),
                             .found = std::to_string(found),
                             .advice = "Go on with the same one: another would give other numbers than never "
                                       "having stopped."});
        };
        compare("samples in a batch", batch, batch_now);
        compare("training samples", samples, samples_now);
    }

    /// Counts a step over n samples.
    void count(int n, double loss) {
        loss_sum += loss * n;
        sample += n;
    }
    void finish_epoch() {
        ++epoch;
        sample = 0;
        loss_sum = 0;
    }
};

}  // namespace strata::inline STRATA_TARGET
