// SPDX-License-Identifier: MIT
#pragma once
/// How often a classifier is right, class by class.
#include <cmath>
#include <ostream>
#include <strata/data/labelled_images.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/model/model.hpp>

namespace strata {

/// A classifier's answers against the truth.
struct evaluation {
    double accuracy = 0;                  ///< share of right answers, in [0, 1]
    double loss = 0;                      ///< mean cross entropy
    xt::xtensor<int, 2> confusion;        ///< [C, C]: confusion(truth, answer) counts
    xt::xtensor<int, 1> predictions;      ///< [N]: the class with the largest score, the first of equals
    std::vector<std::string> class_names;  ///< may be empty

    /// The share of class c's samples that were recognized; 0 where there are none.
    [[nodiscard]] double recall(std::size_t c) const {
        int all = 0;
        for (std::size_t k = 0; k < confusion.shape(1); ++k) all += confusion(c, k);
        return all > 0 ? static_cast<double>(confusion(c, c)) / all : 0;
    }
    [[nodiscard]] std::string name(std::size_t c) const {
        return c < class_names.size() ? class_names[c] : std::to_string(c);
    }
};

/// Compares scores [N, C] with labels [N]. Throws where there is none, or a label is out of range.
template <class T>
evaluation evaluate_scores(const xt::xtensor<T, 2>& scores, const xt::xtensor<int, 1>& labels, std::vector<std::string> names = {}) {
    const std::size_t N = scores.shape(0), C = scores.shape(1);
    if (labels.shape(0) != N)
        throw error{{.problem = "there are not as many labels as samples", .expected = std::to_string(N), .found = std::to_string(labels.shape(0))}};
    if (N == 0) throw error{{.problem = "there are no samples to evaluate"}};
    evaluation e;
    e.class_names = std::move(names);
    e.confusion = xt::xtensor<int, 2>({C, C}, 0);
    e.predictions = xt::xtensor<int, 1>({N}, 0);
    for (std::size_t i = 0; i < N; ++i) {
        const int truth = labels(i);
        if (truth < 0 || truth >= static_cast<int>(C))
            refuse_label("sample " + std::to_string(i), static_cast<long>(C), truth);
        std::size_t best = 0;
        for (std::size_t c = 1; c < C; ++c)
            if (scores(i, c) > scores(i, best)) best = c;
        double sum = 0;
        for (std::size_t c = 0; c < C; ++c) sum += std::exp(static_cast<double>(scores(i, c) - scores(i, best)));
        e.loss += std::log(sum) - static_cast<double>(scores(i, static_cast<std::size_t>(truth)) - scores(i, best));
        e.accuracy += static_cast<int>(best) == truth;
        e.predictions(i) = static_cast<int>(best);
        ++e.confusion(static_cast<std::size_t>(truth), best);
    }
    e.loss /= static_cast<double>(N);
    e.accuracy /= static_cast<double>(N);
    return e;
}
template <class T, Array Labels>
    requires(!std::is_same_v<Labels, xt::xtensor<int, 1>>)
evaluation evaluate_scores(const xt::xtensor<T, 2>& scores, const Labels& labels, std::vector<std::string> names = {}) {
    return evaluate_scores<T>(scores, labels_from<shape<>>(labels), std::move(names));
}

/// Runs a classifier over a set of labelled images.
template <Network Net, class T>
evaluation evaluate(model<Net, T>& m, const labelled_images& set) {
    return evaluate_scores<T>(m.predict(set.images), set.labels, set.class_names);
}

/// The accuracy, each class's share of right answers, and the confusion matrix as a table.
inline std::ostream& operator<<(std::ostream& out, const evaluation& e) {
    const auto flags = out.flags();
    const auto digits = out.precision();
    const std::size_t C = e.confusion.shape(0);
    long longest = 5;
    for (std::size_t c = 0; c < C; ++c) longest = std::max(longest, static_cast<long>(e.name(c).size()));
    const auto column = [&out](long width, const auto& what) { out.width(width), out << what; };
    out.precision(2), out << std::fixed << "accuracy " << 100 * e.accuracy << " %, loss ";
    out.precision(4), out << e.loss << "\n\n" << std::left;
    column(longest, "class"), out << "  right %   answers (columns in the order of the rows)\n";
    out.precision(1);
    for (std::size_t r = 0; r < C; ++r) {
        out << std::left, column(longest, e.name(r)), out << std::right;
        column(9, 100 * e.recall(r)), out << "  ";
        for (std::size_t c = 0; c < C; ++c) column(6, e.confusion(r, c));
        out << '\n';
    }
    out.flags(flags);
    out.precision(digits);
    return out;
}

}  // namespace strata
