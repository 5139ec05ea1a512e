// SPDX-License-Identifier: MIT
#pragma once
/// Is there anything wrong before a long run begins? The lecture's checks of a network, a loss and some
/// samples.
///
///     std::cout << sanity(m, softmax_loss{}, train.images, train.labels);
///
///     first loss 2.31, expected about 2.30 of 10 classes
///     2.34 with the penalty of large weights
///     20 samples learned by heart in 61 steps: from 2.30 to 0.01
///
/// (Karpathy, Johnson, Li: CS231n, "Learning and evaluation", sanity checks.)
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <strata/kernels/floating_point.hpp>
#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/hinge_loss.hpp>
#include <strata/losses/softmax_at_places.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/stages/weight_penalty.hpp>
#include <strata/target.hpp>
#include <strata/training/callbacks/layer_watch.hpp>
#include <strata/training/trainer.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a loss is of a network that knows nothing, all of whose scores are about 0; a NaN where theory does
/// not say.
template <class Loss, Shape Y>
[[nodiscard]] double untrained_loss(const Loss& loss) {
    if constexpr (std::is_base_of_v<softmax_at_places, Loss>)
        return std::log(static_cast<double>(channels<Y>));
    else if constexpr (std::is_same_v<Loss, hinge_loss>)
        return (channels<Y> - 1) * (loss.squared ? loss.margin * loss.margin : loss.margin) /
               (loss.mean_over_classes ? channels<Y> : 1);
    else if constexpr (std::is_same_v<Loss, binary_cross_entropy_loss>)
        return std::log(2.0);  // where half of the answers are yes, or their weights are even
    else
        return std::numeric_limits<double>::quiet_NaN();
}

/// How the checks are made.
struct sanity_options {
    int samples = 20;             ///< to be learned by heart
    int steps = 500;              ///< at most
    double rate = 1e-3;           ///< Adam's
    weight_penalty penalty = {};  ///< of the run to come; a few samples are learned by heart without it
};

/// What they found; `problems` are sentences, none where all is well.
struct sanity_report {
    double first_loss = 0, expected_loss = 0;   ///< of all samples; expected: a NaN where theory does not say
    double penalty = 0;                         ///< what regularization adds to the first loss
    double loss_of_few = 0, loss_by_heart = 0;  ///< of the few samples, before and after
    int samples = 0, steps = 0, classes = 0;
    std::vector<std::string> problems;

    [[nodiscard]] bool passed() const { return problems.empty(); }

    friend std::ostream& operator<<(std::ostream& out, const sanity_report& r) {
        out << "first loss " << r.first_loss;
        if (!is_nan(r.expected_loss))
            out << ", expected about " << r.expected_loss << " of " << r.classes << " classes";
        if (r.penalty > 0) out << '\n' << r.first_loss + r.penalty << " with the penalty of large weights";
        if (r.steps > 0) r.write_by_heart(out);
        out << '\n';
        for (const std::string& problem : r.problems) out << problem << '\n';
        return out;
    }

private:
    void write_by_heart(std::ostream& out) const {
        out << '\n'
            << samples << " samples " << (loss_by_heart < 0.1 * loss_of_few ? "" : "not ")
            << "learned by heart in " << steps << " steps: from " << loss_of_few << " to " << loss_by_heart;
    }
};

namespace detail {
/// Whether an error is of a loss or a gradient that is no finite number, not of the arrays.
[[nodiscard]] inline bool is_of_numbers(const error& e) {
    const std::string& problem = e.parts().problem;
    return problem.starts_with("the loss is not a finite") ||
           problem.starts_with("the gradient is not a finite");
}
/// A penalty that is none, or larger than it can be meant.
inline void check_penalty(sanity_report& r, const weight_penalty& penalty) {
    if (penalty.l2 == 0 && penalty.l1 == 0) return;
    if (!(r.penalty > 0))
        r.problems.push_back("Regularization does not raise the first loss: all weights are 0 at the start.");
    else if (r.penalty > r.first_loss)
        r.problems.push_back(
            "Regularization adds more to the first loss than the samples do, so that the weights will shrink "
            "rather than learn: a smaller strength.");
}

/// Labels that no network could learn: of [n] whole numbers, for samples of `size` numbers each.
template <class T, class Label>
void check_labels(sanity_report& r, const T* x, std::size_t size, const Label* t, std::size_t n) {
    if (n > 1 && std::all_of(t, t + n, [&](Label l) { return l == t[0]; }))
        r.problems.push_back("All of the first " + std::to_string(n) + " labels are " + std::to_string(t[0]) +
                             ": shuffle the samples, or look at how labels are read.");
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = i + 1; k < n; ++k)
            if (t[i] != t[k] && std::equal(x + i * size, x + (i + 1) * size, x + k * size)) {
                r.problems.push_back("Samples " + std::to_string(i) + " and " + std::to_string(k) +
                                     " are the same and have the labels " + std::to_string(t[i]) + " and " +
                                     std::to_string(t[k]) + ": the labels are not those of these samples.");
                return;
            }
}
}  // namespace detail

/// Runs the checks on a copy of the model, which stays as it is; x and t: at least as many samples as are to
/// be learned by heart. Throws what `trainer::step` throws of arrays that do not fit, and where there are no
/// samples.
template <class Net, class T, class Loss, class X, class Labels>
[[nodiscard]] sanity_report sanity(const model<Net, T>& m, const Loss& loss, const X& x, const Labels& t,
                                   const sanity_options& options = {}) {
    using Y = typename type_at<output_values<typename model<Net, T>::network_type>, 0>::shape_type;
    constexpr int watched_every = 10;
    const auto all = static_cast<std::size_t>(x.shape()[0]),
               few = std::min(all, static_cast<std::size_t>(options.samples));
    if (few == 0) throw_error({.problem = "there are no samples to check with"});
    sanity_report r;
    r.samples = static_cast<int>(few);
    r.classes = channels<Y>;
    r.expected_loss = untrained_loss<Loss, Y>(loss);
    {
        model<Net, T> fresh = m;
        trainer still{fresh, loss, adam{.rate = 0}};
        try {
            r.first_loss = still.step(x, t);
        } catch (const error& e) {
            if (!detail::is_of_numbers(e)) throw;
            r.first_loss = std::numeric_limits<double>::quiet_NaN();
            r.problems.push_back("At the first step " + e.parts().problem +
                                 ": look at the inputs and at what the weights start from.");
            return r;
        }
    }
    if (r.first_loss > 2 * r.expected_loss || r.first_loss < r.expected_loss / 2)
        r.problems.push_back(
            "The first loss is not what a network that knows nothing has: its scores are too large at the "
            "start (smaller first weights, inputs of mean 0 and deviation 1), or the labels are not "
            "those of these samples.");

    if (const auto& w = m.learned(); w.size() > 0) r.penalty = options.penalty.of(w.data(), w.size());
    detail::check_penalty(r, options.penalty);

    model<Net, T> copy = m;
    trainer learns{copy, loss, adam{.rate = options.rate}};
    layer_watch watch{learns};
    const auto some_x = xt::eval(xt::view(x, xt::range(0, few)));
    const auto some_t = xt::eval(xt::view(t, xt::range(0, few)));
    using label = std::remove_cvref_t<decltype(*some_t.data())>;
    if constexpr (std::is_integral_v<label>)
        if (some_t.size() == few)
            detail::check_labels(r, some_x.data(), some_x.size() / few, some_t.data(), few);
    bool broke = false;
    std::string why;
    double most = 0;
    for (; r.steps < options.steps && !broke; ++r.steps) {
        try {
            if (r.steps % watched_every == 0) watch.begin();
            r.loss_by_heart = learns.step(some_x, some_t);
            watch.finish(r.steps + 1);
        } catch (const error& e) {
            if (!detail::is_of_numbers(e)) throw;
            broke = true;
            why = e.parts().problem;
            r.loss_by_heart = std::numeric_limits<double>::quiet_NaN();
        }
        if (r.steps == 0) r.loss_of_few = r.loss_by_heart;
        most = std::max(most, r.loss_by_heart);
        if (r.loss_by_heart < 0.01 * r.loss_of_few) break;
    }
    if (broke || !is_finite(r.loss_by_heart))
        r.problems.push_back("While a few samples were learned by heart " + why + ": the rate is too high.");
    else if (r.loss_by_heart > 1.5 * r.loss_of_few || most > 10 * r.loss_of_few)
        r.problems.push_back("The loss of a few samples rises on the way: the rate is too high.");
    else if (r.loss_by_heart > 0.9 * r.loss_of_few)
        r.problems.push_back(
            "The loss of a few samples hardly falls: the rate is too low, or no gradient comes through "
            "(dead ReLUs, saturated units, frozen parts).");
    else if (r.loss_by_heart > 0.1 * r.loss_of_few)
        r.problems.push_back(
            "A few samples are not learned by heart: more steps, or a larger network, or less that "
            "holds it back (dropout, regularization), or the same sample has two labels.");
    if (!(r.loss_by_heart <= 0.1 * r.loss_of_few))
        for (std::string& problem : watch.problems()) r.problems.push_back(std::move(problem));
    return r;
}

}  // namespace strata::inline STRATA_TARGET
