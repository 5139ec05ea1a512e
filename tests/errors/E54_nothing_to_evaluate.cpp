// SPDX-License-Identifier: MIT
// title: What evaluate cannot take
// means: `evaluate` runs a model with one output over a data set whose samples have a class, or over `labelled_pixels`. Scores and
// means: labels in arrays, and each of several outputs, are compared by `evaluate_scores`.
// lecture: classification: data-driven API
// expect: E54_nothing_to_evaluate
// expect sentence: evaluate: it takes a set of samples with their labels; of arrays write evaluate_scores(m.predict(x), labels)
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<8>, dense<4>, relu, dense<3>> {};

#ifdef BROKEN
double accuracy(model<small>& m, const xt::xtensor<float, 2>& x, const xt::xtensor<int, 1>& labels) {
    return evaluate(m, x, labels).accuracy;  // <- here
}
#else
double accuracy(model<small>& m, const xt::xtensor<float, 2>& x, const xt::xtensor<int, 1>& labels) {
    return evaluate_scores(m.predict(x), labels).accuracy;
}
#endif
