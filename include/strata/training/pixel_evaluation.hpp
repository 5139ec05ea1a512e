// SPDX-License-Identifier: MIT
#pragma once
/// How often a segmentation is right, pixel by pixel and class by class.
#include <array>
#include <cmath>
#include <ostream>
#include <strata/data/labelled_pixels.hpp>
#include <strata/losses/loss.hpp>
#include <strata/model/model.hpp>

namespace strata {

/// The answers at every pixel against the truth.
struct pixel_evaluation {
    double accuracy = 0;                  ///< share of pixels with the right class, in [0, 1]
    double loss = 0;                      ///< mean cross entropy of a pixel
    xt::xtensor<long, 2> confusion;       ///< [C, C]: confusion(truth, answer) counts pixels
    xt::xtensor<int, 3> predictions;      ///< [N, H, W]: the class with the largest score, the first of equals
    std::vector<std::string> class_names;  ///< may be empty

    /// The pixels that are class c in truth and answer over those that are it in either (Everingham and others, 2010,
    /// section 4.1.3); 1 where there are none.
    [[nodiscard]] double intersection_over_union(std::size_t c) const {
        long either = -confusion(c, c);
        for (std::size_t k = 0; k < confusion.shape(0); ++k) either += confusion(c, k) + confusion(k, c);
        return either > 0 ? static_cast<double>(confusion(c, c)) / static_cast<double>(either) : 1;
    }
    /// The mean over the classes.
    [[nodiscard]] double mean_intersection_over_union() const {
        double sum = 0;
        for (std::size_t c = 0; c < confusion.shape(0); ++c) sum += intersection_over_union(c);
        return sum / static_cast<double>(confusion.shape(0));
    }
    [[nodiscard]] std::string name(std::size_t c) const {
        return c < class_names.size() ? class_names[c] : std::to_string(c);
    }
};

/// Compares scores [N, C, H, W] with labels [N, H, W]. Throws where there is none, or a label is out of range.
template <class T>
pixel_evaluation evaluate_pixel_scores(const xt::xtensor<T, 4>& scores, const xt::xtensor<int, 3>& labels,
                                       std::vector<std::string> names = {}) {
    const std::size_t N = scores.shape(0), C = scores.shape(1), H = scores.shape(2), W = scores.shape(3);
    if (labels.shape(0) != N || labels.shape(1) != H || labels.shape(2) != W)
        throw error{{.problem = "there is not one label for each pixel",
                     .expected = shape_text(std::array{N, H, W}),
                     .found = shape_text(labels.shape())}};
    if (labels.size() == 0) throw error{{.problem = "there are no pixels to evaluate"}};
    pixel_evaluation e{.confusion = xt::xtensor<long, 2>({C, C}, 0), .predictions = xt::xtensor<int, 3>({N, H, W}, 0), .class_names = std::move(names)};
    long right = 0;
    for (std::size_t n = 0; n < N; ++n)
        for (std::size_t i = 0; i < H; ++i)
            for (std::size_t j = 0; j < W; ++j) {
                const int truth = labels(n, i, j);
                if (truth < 0 || truth >= static_cast<int>(C))
                    refuse_label("sample " + std::to_string(n) + ", row " + std::to_string(i) + ", column " + std::to_string(j),
                                 static_cast<long>(C), truth);
                std::size_t best = 0;
                for (std::size_t c = 1; c < C; ++c)
                    if (scores(n, c, i, j) > scores(n, best, i, j)) best = c;
                const T most = scores(n, best, i, j);
                double sum = 0;
                for (std::size_t c = 0; c < C; ++c) sum += std::exp(static_cast<double>(scores(n, c, i, j) - most));
                e.loss += std::log(sum) - static_cast<double>(scores(n, static_cast<std::size_t>(truth), i, j) - most);
                e.predictions(n, i, j) = static_cast<int>(best);
                ++e.confusion(static_cast<std::size_t>(truth), best);
                right += static_cast<int>(best) == truth;
            }
    e.loss /= static_cast<double>(labels.size());
    e.accuracy = static_cast<double>(right) / static_cast<double>(labels.size());
    return e;
}

/// Runs a segmentation over a set of images with labelled pixels.
template <Network Net, class T>
pixel_evaluation evaluate(model<Net, T>& m, const labelled_pixels& set) {
    return evaluate_pixel_scores<T>(m.predict(set.images), set.labels, set.class_names);
}

/// The accuracy, the mean intersection over union, and that of each class.
inline std::ostream& operator<<(std::ostream& out, const pixel_evaluation& e) {
    const auto flags = out.flags();
    const auto digits = out.precision();
    long longest = 5;
    for (std::size_t c = 0; c < e.confusion.shape(0); ++c) longest = std::max(longest, static_cast<long>(e.name(c).size()));
    const auto column = [&out](long width, const auto& what) { out.width(width), out << what; };
    out.precision(2), out << std::fixed << "pixels right " << 100 * e.accuracy << " %, mean intersection over union ";
    out << 100 * e.mean_intersection_over_union() << " %, loss ";
    out.precision(4), out << e.loss << "\n\n" << std::left;
    column(longest, "class"), out << "  intersection over union, %\n";
    out.precision(2);
    for (std::size_t c = 0; c < e.confusion.shape(0); ++c) {
        out << std::left, column(longest, e.name(c)), out << std::right;
        column(9, 100 * e.intersection_over_union(c)), out << '\n';
    }
    out.flags(flags);
    out.precision(digits);
    return out;
}

}  // namespace strata
