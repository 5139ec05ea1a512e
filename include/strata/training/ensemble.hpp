// SPDX-License-Identifier: MIT
#pragma once
/// Several classifiers that answer together.
///
///     ensemble<lenet> committee;
///     for (const std::uint64_t s : {1, 2, 3, 4, 5}) committee.add(trained(seed{s}));    // or one model at several moments
///     const evaluation e = evaluate_scores(committee.predict(test.images), test.labels);
///
/// (Hansen and Salamon: "Neural network ensembles", 1990; Huang and others: "Snapshot ensembles", 2017.)
#include <cmath>
#include <deque>
#include <initializer_list>
#include <strata/error.hpp>
#include <strata/kernels/softmax.hpp>
#include <strata/model/model.hpp>
#include <strata/model/predictor.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// [N, C]: the mean over members of softmax(scores), each [N, C]. Throws where there is no member, or one has
/// other extents.
template <class T>
[[nodiscard]] xt::xtensor<T, 2> mean_probabilities(const std::vector<xt::xtensor<T, 2>>& scores) {
    if (scores.empty()) throw_error({.problem = "an ensemble needs a member at least"});
    const auto extents = scores[0].shape();
    const auto C = static_cast<int64>(extents[1]);
    xt::xtensor<T, 2> mean = xt::zeros<T>(extents);
    std::vector<T> padded(static_cast<std::size_t>(C + slack_elements)), p(padded.size());
    const T share = T(1) / static_cast<T>(scores.size());
    for (const xt::xtensor<T, 2>& of_member : scores) {
        if (of_member.shape() != extents)
            throw_error({.problem = "the members of an ensemble answer with other extents",
                         .expected = std::to_string(extents[0]) + " x " + std::to_string(extents[1]),
                         .found = std::to_string(of_member.shape()[0]) + " x " +
                                  std::to_string(of_member.shape()[1])});
        for (std::size_t n = 0; n < extents[0]; ++n) {
            for (std::size_t c = 0; c < extents[1]; ++c) padded[c] = of_member(n, c);
            softmax_run(padded.data(), p.data(), C, T(1));
            for (std::size_t c = 0; c < extents[1]; ++c) mean(n, c) += share * p[c];
        }
    }
    return mean;
}

/// into = the mean of the parameters and running statistics of models of one network: of the last epochs of a
/// run, of runs that began alike. Throws where there is none.
template <class Net, class T>
void average_parameters(model<Net, T>& into, const std::vector<const model<Net, T>*>& models) {
    if (models.empty()) throw_error({.problem = "an average of parameters needs a model at least"});
    std::vector<std::vector<double>> sums;
    for (const model<Net, T>* m : models) {
        std::size_t k = 0;
        for (const auto& tensor : m->tensors()) {
            if (sums.size() == k) sums.emplace_back(static_cast<std::size_t>(tensor.size()));
            auto sum = sums[k++].begin();
            tensor.for_each([&](T w) { *sum++ += static_cast<double>(w); });
        }
    }
    std::size_t k = 0;
    for (const auto& tensor : into.tensors()) {
        auto sum = sums[k++].begin();
        tensor.for_each([&](T& w) { w = static_cast<T>(*sum++ / static_cast<double>(models.size())); });
    }
}

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// Copies of models of one network, as they were when they were added; what they answer is averaged. Networks
/// of several kinds are averaged by `mean_probabilities`.
template <class Net, class T = float>
class STRATA_TAGGED ensemble {
public:
    /// Takes a copy of what m knows by now.
    void add(const model<Net, T>& m) { members_.emplace_back(m); }
    [[nodiscard]] std::size_t size() const { return members_.size(); }

    /// [N, C]: the mean of the members' probabilities. Throws where there is no member, and what a predictor
    /// throws of x.
    template <class E>
    [[nodiscard]] xt::xtensor<T, 2> predict(const E& x) const {
        std::vector<xt::xtensor<T, 2>> scores;
        for (const predictor<Net, T>& member : members_) scores.push_back(member(x));
        return mean_probabilities(scores);
    }

private:
    std::deque<predictor<Net, T>> members_;
};

}  // namespace strata
