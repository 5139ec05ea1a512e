// SPDX-License-Identifier: MIT
#pragma once
/// How often a classifier is right, class by class.
#include <algorithm>
#include <array>
#include <cstddef>
#include <strata/data/classes.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/data/loader.hpp>
#include <strata/model/model.hpp>
#include <strata/target.hpp>
#include <strata/training/counted_answers.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata {

/// A classifier's answers against the truth.
struct STRATA_TAGGED evaluation : counted_answers<1> {
    /// The share of class c's samples that were recognized; 0 where there are none.
    [[nodiscard]] double recall(std::size_t c) const {
        int64 all = 0;
        for (std::size_t k = 0; k < classes(); ++k) all += confusion(c, k);
        return all > 0 ? static_cast<double>(confusion(c, c)) / static_cast<double>(all) : 0;
    }
};

/// Compares scores [N, C] with labels [N]. Throws where there is none, or a label is out of range.
template <class T = void, Array Scores, Array Labels = xt::xtensor<int, 1>>
evaluation evaluate_scores(const Scores& scores, const Labels& labels, std::vector<std::string> names = {}) {
    using value = std::conditional_t<std::is_void_v<T>, typename Scores::value_type, T>;
    return {count_answers<value, 2>(array_of_rank<value, 2>(scores, "the scores"), labels_of_rank<1>(labels),
                                    std::move(names))};
}

/// Whether a network's answers can be compared with the labels of a set: it has one output, or was refused.
template <class Net, class Outputs = output_values<Net>>
struct evaluation_decision_of {
    using type = Net;
};
template <class Net, class... V>
requires(sizeof...(V) > 1) struct evaluation_decision_of<Net, types<V...>> {
    using type = shape_error<an_evaluation, got<typename V::shape_type...>, E54_nothing_to_evaluate>;
};
template <class Net>
using evaluation_decision = typename evaluation_decision_of<Net>::type;

/// Runs a classifier over a set of labelled images; the options change none of its numbers. Refused: E54 (a
/// network with several outputs).
template <class Net, class T>
requires(!is_shape_error<evaluation_decision<typename model<Net, T>::network_type>>) evaluation
    evaluate(const model<Net, T>& m, const labelled_images& set, answer_options options = {}) {
    return evaluate_scores<T>(m.predict(set.images, options), set.labels, set.class_names);
}

/// A data set whose samples are read one by one, each with a class as its first target; no arrays of images
/// with labels.
template <class Set>
concept SetOfClasses =
    DataSet<Set> && !LabelledSet<Set> && !std::is_convertible_v<const Set&, const labelled_images&>;

/// The same of any data set, a part that `split` made among them: its samples are read portion after portion,
/// and what is kept of each are scores and class. Throws besides where there is none, or the first target of
/// one is not a single class. What is random in samples is that of epoch 0 of the model's seed.
template <class Net, class T, SetOfClasses Set>
requires(input_ports<typename model<Net, T>::network_type>::size == 1 &&
         !is_shape_error<evaluation_decision<typename model<Net, T>::network_type>>) evaluation
    evaluate(const model<Net, T>& m, const Set& set, answer_options options = {}) {
    static_assert(check_data_set<Set>());
    const int64 n = static_cast<int64>(set.size());
    if (n < 1) throw_error({.problem = "there are no samples to evaluate"});
    const int portion =
        static_cast<int>(std::min<int64>(options.portion > 0 ? options.portion : largest_portion, n));
    auto one = sample_batch<T>::of_any_layout();
    append_sample(one, 0, sample_stream(m.random_seed(), 0, 0), [&](auto& to) { read_sample(set, 0, to); });
    static_cast<void>(written_class(one));
    loader<T> batches(set, one.layout(), portion, {.random = m.random_seed()});
    batches.begin_epoch(in_order{}, 0);
    std::vector<T> scores;
    std::vector<int> labels;
    while (batches.left() > 0) {
        const auto& batch = batches.next(static_cast<int>(std::min<int64>(portion, batches.left())));
        std::vector<std::size_t> shape{static_cast<std::size_t>(batch.count())};
        for (const int extent : batch.layout().inputs[0]) shape.push_back(static_cast<std::size_t>(extent));
        const auto size = static_cast<std::size_t>(batch.count() * elements_of(batch.layout().inputs[0]));
        const auto y = m.predict(xt::adapt(batch.input(), size, xt::no_ownership(), shape), options);
        scores.insert(scores.end(), y.begin(), y.end());
        labels.insert(labels.end(), batch.classes(), batch.classes() + batch.count());
    }
    const std::size_t count = labels.size();
    xt::xtensor<T, 2> all({count, scores.size() / count});
    std::copy(scores.begin(), scores.end(), all.begin());
    xt::xtensor<int, 1> truth(std::array<std::size_t, 1>{count});
    std::copy(labels.begin(), labels.end(), truth.begin());
    return evaluate_scores<T>(all, truth, class_names_of(set));
}

/// Whether what is handed over besides the model is a set, or what becomes one, alone or with options.
template <class... Other>
inline constexpr bool is_or_becomes_a_set = false;
template <class E>
inline constexpr bool is_or_becomes_a_set<E> =
    LabelledSet<E> || DataSet<E> || std::is_convertible_v<const E&, const labelled_images&>;
template <class E>
inline constexpr bool is_or_becomes_a_set<E, answer_options> = is_or_becomes_a_set<E>;

/// Why what is handed over cannot be evaluated.
template <class N>
using nothing_to_evaluate = std::conditional_t<is_shape_error<evaluation_decision<N>>, evaluation_decision<N>,
                                               shape_error<an_evaluation, got<>, E54_nothing_to_evaluate>>;
// What it cannot take is said in a sentence (E54), not in a list of all functions of this name.
template <class Net, class T, class... Other, class N = typename model<Net, T>::network_type,
          class Mistake = spoken<nothing_to_evaluate<N>>>
requires(!Refused<N> &&
         (!is_or_becomes_a_set<Other...> || is_shape_error<evaluation_decision<N>>)) STRATA_REFUSES
    auto evaluate(const model<Net, T>&, const Other&...) -> decltype(refuse_and_go_on<Mistake, evaluation>());
template <class Net, class T, class... Other>
requires(Refused<typename model<Net, T>::network_type> && !is_or_becomes_a_set<Other...>) evaluation
    evaluate(const model<Net, T>&, const Other&...);

/// The accuracy, each class's share of right answers, and the confusion matrix as a table.
inline std::ostream& operator<<(std::ostream& out, const evaluation& e) {
    return write_table(out, e, [&](int64 longest, auto&& column) {
        out.precision(2), out << "accuracy " << 100 * e.accuracy << " %, loss ";
        out.precision(4), out << e.loss << "\n\n" << std::left;
        column(longest, "class"), out << "  right %   answers (columns in the order of the rows)\n";
        out.precision(1);
        for (std::size_t r = 0; r < e.classes(); ++r) {
            out << std::left, column(longest, e.name(r)), out << std::right;
            column(9, 100 * e.recall(r)), out << "  ";
            for (std::size_t c = 0; c < e.classes(); ++c) column(6, e.confusion(r, c));
            out << '\n';
        }
    });
}

}  // namespace strata
