// SPDX-License-Identifier: MIT
#pragma once
/// What is known of a set before training starts, and the set that is looked at after each epoch.
#include <algorithm>
#include <cmath>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/training/evaluation.hpp>
#include <strata/training/fit_options.hpp>
#include <strata/training/pixel_evaluation.hpp>

namespace strata::inline STRATA_TARGET {

/// Of a network from samples X to scores Y with the loss L.
template <class L, Shape X, Shape Y>
struct validation {
    using labels = label_shape<L, Y>;
    static constexpr bool of_pixels = X::rank == 3 && labels::rank == 2, of_images = X::rank == 3 && labels::rank == 0;

    /// Throws where one of n samples has a label that cannot be, and calls it `what`.
    static void check_labels(const int* t, int n, const char* what) {
        if constexpr (requires { L::template check_labels<Y>(n, t, what); }) L::template check_labels<Y>(n, t, what);
    }

    /// Throws where the set, if there is one, does not fit.
    static void check_set(const validation_set& set) {
        if (!set.images && !set.pixels) return;
        if constexpr (of_pixels)
            if (set.pixels) return check_samples(*set.pixels);
        if constexpr (of_images)
            if (set.images) return check_samples(*set.images);
        throw_error({.problem = "this set cannot validate the network", .name = "validation",
                     .expected = of_pixels ? "images with a label for each pixel" : of_images ? "images with a label each" : "none for vectors and sequences"});
    }

    /// Says in s how well the model does on the set, if there is one.
    template <class Model>
    static void look(training_state& s, Model& m, const validation_set& set) {
        if constexpr (of_pixels)
            if (set.pixels) take(s, evaluate(m, *set.pixels));
        if constexpr (of_images)
            if (set.images) take(s, evaluate(m, *set.images));
    }

private:
    template <class Set>
    static void check_samples(const Set& set) {
        const int n = checked_samples<X>(set.images, "the validation samples");
        if (n == 0) throw_error({.problem = "there are no validation samples"});
        if (const int t = checked_samples<labels>(set.labels, "the labels of the validation samples"); t != n)
            throw_error({.problem = "there are not as many labels as validation samples", .expected = std::to_string(n), .found = std::to_string(t)});
        check_labels(set.labels.data(), n, "validation sample");
        const auto *first = set.images.data(), *end = first + set.images.size();
        if (const auto* wrong = std::find_if(first, end, [](auto v) { return !is_finite(v); }); wrong != end)
            refuse_value("validation sample", (wrong - first) / X::size);
    }
    template <class Evaluation>
    static void take(training_state& s, const Evaluation& e) {
        s.validated = true;
        s.validation_loss = e.loss;
        s.validation_accuracy = e.accuracy;
    }
};

}  // namespace strata::inline STRATA_TARGET
