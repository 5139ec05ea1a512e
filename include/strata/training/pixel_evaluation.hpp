// SPDX-License-Identifier: MIT
#pragma once
/// How often a segmentation is right, pixel by pixel and class by class.
#include <strata/data/labelled_pixels.hpp>
#include <strata/model/model.hpp>
#include <strata/target.hpp>
#include <strata/training/counted_answers.hpp>
#include <strata/training/evaluation.hpp>

namespace strata {

/// The answers at every pixel against the truth.
struct STRATA_TAGGED pixel_evaluation : counted_answers<3> {
    /// The pixels that are class c in truth and answer over those that are it in either (Everingham and
    /// others, 2010, section 4.1.3); 1 where there are none.
    [[nodiscard]] double intersection_over_union(std::size_t c) const {
        int64 either = -confusion(c, c);
        for (std::size_t k = 0; k < classes(); ++k) either += confusion(c, k) + confusion(k, c);
        return either > 0 ? static_cast<double>(confusion(c, c)) / static_cast<double>(either) : 1;
    }
    /// The mean over the classes.
    [[nodiscard]] double mean_intersection_over_union() const {
        double sum = 0;
        for (std::size_t c = 0; c < classes(); ++c) sum += intersection_over_union(c);
        return sum / static_cast<double>(classes());
    }
};

/// Compares scores [N, C, H, W] with labels [N, H, W]. Throws where there is none, or a label is out of
/// range.
template <class T = void, Array Scores, Array Labels = xt::xtensor<int, 3>>
pixel_evaluation evaluate_pixel_scores(const Scores& scores, const Labels& labels,
                                       std::vector<std::string> names = {}) {
    using value = std::conditional_t<std::is_void_v<T>, typename Scores::value_type, T>;
    return {count_answers<value, 4>(array_of_rank<value, 4>(scores, "the scores"), labels_of_rank<3>(labels),
                                    std::move(names))};
}

/// Runs a segmentation over a set of images with labelled pixels. Refused: E54.
template <class Net, class T>
requires(!is_shape_error<evaluation_decision<typename model<Net, T>::network_type>>) pixel_evaluation
    evaluate(const model<Net, T>& m, const labelled_pixels& set, answer_options options = {}) {
    return evaluate_pixel_scores<T>(m.predict(set.images, options), set.labels, set.class_names);
}

/// The accuracy, the mean intersection over union, and that of each class.
inline std::ostream& operator<<(std::ostream& out, const pixel_evaluation& e) {
    return write_table(out, e, [&](int64 longest, auto&& column) {
        out.precision(2), out << "pixels right " << 100 * e.accuracy << " %, mean intersection over union ";
        out << 100 * e.mean_intersection_over_union() << " %, loss ";
        out.precision(4), out << e.loss << "\n\n" << std::left;
        column(longest, "class"), out << "  intersection over union, %\n";
        out.precision(2);
        for (std::size_t c = 0; c < e.classes(); ++c) {
            out << std::left, column(longest, e.name(c)), out << std::right;
            column(9, 100 * e.intersection_over_union(c)), out << '\n';
        }
    });
}

}  // namespace strata
