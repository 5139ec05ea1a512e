// SPDX-License-Identifier: MIT
#pragma once
/// What a classifier makes of samples, class by class, and where it is most wrong.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <strata/kernels/sort_stably.hpp>
#include <strata/pictures/matrix_drawing.hpp>
#include <strata/pictures/picture_of_image.hpp>
#include <strata/report/html_page.hpp>
#include <strata/target.hpp>
#include <strata/training/evaluation.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A sample that was taken for another class.
struct mistake {
    std::size_t sample = 0;
    int truth = 0, answer = 0;
    double loss = 0;        ///< -log p(truth)
    double confidence = 0;  ///< p(answer)
};

/// The mistakes of the largest loss, the worst first: `scores` [N, C], `labels` [N] as `evaluate_scores`
/// takes them.
///
///     p = softmax(scores)      loss = -log p[truth]
template <class Scores>
[[nodiscard]] std::vector<mistake> worst_mistakes(const Scores& scores, const xt::xtensor<int, 1>& labels,
                                                  std::size_t most) {
    const std::size_t N = scores.shape()[0], C = scores.shape()[1];
    std::vector<mistake> all;
    for (std::size_t i = 0; i < N; ++i) {
        std::size_t best = 0;
        for (std::size_t c = 1; c < C; ++c)
            if (scores(i, c) > scores(i, best)) best = c;
        const auto truth = static_cast<std::size_t>(labels(i));
        if (best == truth) continue;
        double sum = 0;
        const auto behind = [&](std::size_t c) {
            return static_cast<double>(scores(i, c) - scores(i, best));
        };
        for (std::size_t c = 0; c < C; ++c) sum += std::exp(behind(c));
        all.push_back(
            {i, static_cast<int>(truth), static_cast<int>(best), std::log(sum) - behind(truth), 1 / sum});
    }
    sort_stably(all, [](const mistake& a, const mistake& b) { return a.loss > b.loss; });
    all.resize(std::min(all.size(), most));
    return all;
}

namespace detail {
/// "97.1 %"
[[nodiscard]] inline std::string percent_text(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
    return text;
}
}  // namespace detail

/// A row a class: how many there are, recall, precision, and what it is most often taken for.
[[nodiscard]] inline std::vector<std::vector<std::string>> class_rows(const evaluation& e) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t c = 0; c < e.classes(); ++c) {
        int64 there = 0, answered = 0;
        std::size_t other = c == 0 && e.classes() > 1 ? 1 : 0;
        for (std::size_t k = 0; k < e.classes(); ++k) {
            there += e.confusion(c, k), answered += e.confusion(k, c);
            if (k != c && e.confusion(c, k) > e.confusion(c, other)) other = k;
        }
        const int64 right = e.confusion(c, c), taken = other == c ? 0 : e.confusion(c, other);
        const auto share = [&](int64 of) {
            return of > 0 ? detail::percent_text(static_cast<double>(right) / static_cast<double>(of)) : "";
        };
        rows.push_back({e.name(c), std::to_string(there), share(there), share(answered),
                        taken > 0 ? e.name(other) + " (" + std::to_string(taken) + ")" : ""});
    }
    return rows;
}

/// Puts a classifier's results into a page: the table of its classes, the confusion matrix, and the worst
/// mistakes as pictures where the images have 1 or 3 channels. Errors: those of `evaluate_scores`.
template <class Scores>
void add_class_results(html_page& page, const Scores& scores, const labelled_images& set, std::size_t most) {
    const evaluation e = evaluate_scores(scores, set.labels, set.class_names);
    std::vector<std::string> names;
    for (std::size_t c = 0; c < e.classes(); ++c) names.push_back(e.name(c));
    page.heading("Classes");
    page.paragraph("Of " + std::to_string(set.size()) + " samples " + detail::percent_text(e.accuracy) +
                   " are recognized.");
    page.table({"class", "samples", "recall", "precision", "most often taken for"}, class_rows(e));
    if (e.classes() <= 40) page.wide_drawing(matrix_drawing(e.confusion, names));

    const int C = static_cast<int>(set.images.shape()[1]), H = static_cast<int>(set.images.shape()[2]),
              W = static_cast<int>(set.images.shape()[3]);
    const std::vector<mistake> worst = worst_mistakes(scores, set.labels, most);
    if (worst.empty() || (C != 1 && C != 3)) return;
    page.heading("Worst mistakes");
    page.paragraph(
        "The samples of the largest loss. Some are mistakes of the network, some of those who labelled "
        "them.");
    std::string html = "<div class=\"mistakes\">\n";
    for (const mistake& m : worst) {
        const float* const x = set.images.data() + m.sample * static_cast<std::size_t>(C * H * W);
        const auto [least, most_of_all] = std::minmax_element(x, x + C * H * W);
        html += "<figure><img alt=\"sample " + std::to_string(m.sample) + "\" src=\"" +
                data_address(picture_of_image(x, C, H, W, *least, *most_of_all)) + "\"><figcaption>" +
                escaped(names[static_cast<std::size_t>(m.truth)]) + "<br>taken for <b>" +
                escaped(names[static_cast<std::size_t>(m.answer)]) + "</b><br>" +
                detail::percent_text(m.confidence) + ", no. " + std::to_string(m.sample) +
                "</figcaption></figure>\n";
    }
    page.html(html + "</div>\n");
}

}  // namespace strata::inline STRATA_TARGET
