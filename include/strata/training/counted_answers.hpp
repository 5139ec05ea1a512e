// SPDX-License-Identifier: MIT
#pragma once
/// A classifier's answers against the truth, counted: what evaluations of samples and of pixels have in
/// common.
#include <algorithm>
#include <cmath>
#include <ostream>
#include <strata/array.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/losses/class_targets.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The answers to questions that lie along so many axes: samples along one, pixels along three.
template <std::size_t Axes>
struct counted_answers {
    double accuracy = 0;              ///< share of right answers, in [0, 1]
    double loss = 0;                  ///< mean cross entropy
    xt::xtensor<int64, 2> confusion;  ///< [C, C]: confusion(truth, answer) counts
    /// [N], or [N, H, W]: the class with the largest score, the first of equals
    xt::xtensor<int, Axes> predictions;
    std::vector<std::string> class_names;  ///< may be empty

    [[nodiscard]] std::size_t classes() const { return confusion.shape(0); }
    [[nodiscard]] std::string name(std::size_t c) const {
        return c < class_names.size() ? class_names[c] : std::to_string(c);
    }
};

/// Counts scores [N, C] or [N, C, H, W] against labels [N] or [N, H, W]. Throws where there is none, not one
/// label for each answer, or a label that is no class, or names of another number of classes.
template <class T, std::size_t Rank, std::size_t Axes = Rank - 1>
counted_answers<Axes> count_answers(const xt::xtensor<T, Rank>& scores, const xt::xtensor<int, Axes>& labels,
                                    std::vector<std::string> names) {
    constexpr const char* what = Axes == 1 ? "sample" : "pixel";
    const std::size_t N = scores.shape(0), C = scores.shape(1);
    typename xt::xtensor<int, Axes>::shape_type wanted{N};
    std::copy(scores.shape().begin() + 2, scores.shape().end(), wanted.begin() + 1);
    if (labels.shape() != wanted)
        throw_error({.problem = std::string("there is not one label for each ") + what,
                     .expected = shape_text(wanted),
                     .found = shape_text(labels.shape())});
    if (!names.empty() && names.size() != C)
        throw_error({.problem = "there are not as many names as classes",
                     .expected = std::to_string(C),
                     .found = std::to_string(names.size())});
    if (labels.size() == 0) throw_error({.problem = std::string("there are no ") + what + "s to evaluate"});

    const flush_denormals flushed;
    counted_answers<Axes> counted;
    counted.confusion = xt::xtensor<int64, 2>({C, C}, 0);
    counted.predictions = xt::xtensor<int, Axes>(wanted, 0);
    counted.class_names = std::move(names);
    const std::size_t places = labels.size() / N;
    int64 right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::size_t sample = i / places, place = i % places;
        // a score every so many places
        const T* const of_place = scores.data() + sample * C * places + place;
        const int truth = labels.data()[i];
        if (truth < 0 || truth >= static_cast<int>(C)) {
            std::string at = with_number("sample", static_cast<int64>(sample));
            if constexpr (Axes == 3) {
                const std::size_t W = wanted[2];
                at += ", row " + std::to_string(place / W) + ", column " + std::to_string(place % W);
            }
            refuse_label(at, static_cast<int64>(C), truth);
        }
        std::size_t best = 0;
        for (std::size_t c = 1; c < C; ++c)
            if (of_place[c * places] > of_place[best * places]) best = c;
        const auto behind_best = [&](std::size_t c) {
            return static_cast<double>(of_place[c * places] - of_place[best * places]);
        };
        double sum = 0;
        for (std::size_t c = 0; c < C; ++c) sum += std::exp(behind_best(c));
        counted.loss += std::log(sum) - behind_best(static_cast<std::size_t>(truth));
        counted.predictions.data()[i] = static_cast<int>(best);
        ++counted.confusion(static_cast<std::size_t>(truth), best);
        right += static_cast<int>(best) == truth;
    }
    counted.loss /= static_cast<double>(labels.size());
    counted.accuracy = static_cast<double>(right) / static_cast<double>(labels.size());
    return counted;
}

/// Calls `say(longest, column)`: the width of the longest name of a class, and what writes a value at least
/// so wide as it is told. What that sets of the stream is put back.
template <std::size_t Axes, class Say>
std::ostream& write_table(std::ostream& out, const counted_answers<Axes>& e, Say&& say) {
    const auto flags = out.flags();
    const auto digits = out.precision();
    int64 longest = 5;
    for (std::size_t c = 0; c < e.classes(); ++c)
        longest = std::max(longest, static_cast<int64>(e.name(c).size()));
    out << std::fixed;
    say(longest, [&out](int64 width, const auto& what) { out.width(width), out << what; });
    out.flags(flags);
    out.precision(digits);
    return out;
}

}  // namespace strata::inline STRATA_TARGET
