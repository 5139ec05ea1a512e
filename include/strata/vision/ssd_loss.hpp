// SPDX-License-Identifier: MIT
#pragma once
/// The loss of SSD, over the outputs of default boxes on several maps (`ssd_boxes.hpp` has their order).
///
///     L = 1/M ( sum over boxes with a truth      H(s, 1 + kind) + f(t - coded truth)
///             + sum over the hardest without one H(s, 0) )
///
///     H(s, k) = log sum_j exp(s[j]) - s[k]       s: background and kinds       f: smooth L1, beta 1, 4 offsets
///     M: boxes with a truth in the batch, at least 1
///     ds[j] = (softmax(s)[j] - [j is the right one]) / M       dt = f'(t - coded truth) / M
///
/// Boxes are matched with truths from an IoU of `foreground` on, and each truth keeps the box that overlaps
/// it most. In each picture `negatives_each` times as many boxes without a truth count as with one, those of
/// the largest H; a picture in which no box has a truth counts nothing. (Liu and others: "SSD", 2016,
/// equations 1 to 3 and section 2.2.) The sum of the two losses of torchvision's SSD.
///
/// Targets are rows x1, y1, x2, y2, kind in pixels. Throws before training where a row is no box with sides
/// above 0, has its middle outside of the picture, or a kind that there is not; where the settings cannot be,
/// and where the outputs are not a row of 5 + K for each default box.
#include <algorithm>
#include <limits>
#include <strata/losses/loss.hpp>
#include <strata/vision/matching.hpp>
#include <strata/vision/sampling.hpp>
#include <strata/vision/smooth_distance.hpp>
#include <strata/vision/ssd_boxes.hpp>
#include <strata/vision/truth_rows.hpp>

namespace strata {

/// Why outputs may be refused.
struct answers_of_boxes_are_rows {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence << "its answers are a row of 5 + K numbers for each default box, shape<B, 5 + K>; end the "
                    "network in reshape<B, 5 + K>";
    }
};

struct STRATA_TAGGED ssd_loss {
    ssd_boxes boxes = {};
    double foreground = 0.5;  ///< IoU
    int negatives_each = 3;

    static constexpr bool across_samples = true;

    template <Shape Y>
    struct decision_of {
        using type = refused<answers_of_boxes_are_rows>;
    };
    template <int B, int E>
    requires(E > 5) struct decision_of<shape<B, E>> {
        using type = shape<B, E>;
    };
    template <Shape Y>
    using decision = typename decision_of<Y>::type;
    template <Shape Y>
    using target = ragged_target<real_numbers, shape<5>>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        const std::vector<box> known = check_outputs<Y>();
        std::vector<std::vector<int>> match(static_cast<std::size_t>(a.n));
        double matched = 0;
        for (int n = 0; n < a.n; ++n) {
            match[static_cast<std::size_t>(n)] = matches(truths_of_sample(a, n), known, how_to_match());
            for (const int m : match[static_cast<std::size_t>(n)]) matched += m >= 0;
        }
        const double share = 1 / std::max(matched, 1.0);
        double sum = 0;
        for (int n = 0; n < a.n; ++n)
            sum += of_sample<Y>(a, n, known, match[static_cast<std::size_t>(n)], share);
        return sum * share;
    }

    template <Shape Y, class T>
    void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) const {
        (void)check_outputs<Y>();
        detail::check_truth_rows(n, targets[0],
                                 {.height = static_cast<float>(boxes.picture.height),
                                  .width = static_cast<float>(boxes.picture.width),
                                  .kinds = Y::extents[1] - 5,
                                  .outside = "the truth has its middle outside of the picture",
                                  .no_such_kind = "the network has no such kind"},
                                 what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("foreground", foreground), visit("negatives_each", negatives_each);
        box_coder& c = boxes.coder;
        visit("coder.x", c.x), visit("coder.y", c.y);
        visit("coder.width", c.width), visit("coder.height", c.height);
        for (std::size_t k = 0; k < boxes.maps.size(); ++k) {
            default_map& m = boxes.maps[k];
            const std::string name = "maps[" + std::to_string(k) + "].";
            visit(name + "scale", m.scale), visit(name + "next_scale", m.next_scale);
            visit(name + "step", m.step);
            for (std::size_t r = 0; r < m.ratios.size(); ++r)
                visit(name + "ratios[" + std::to_string(r) + ']', m.ratios[r]);
        }
    }

private:
    template <class T>
    static const T* rows_of_sample(const loss_args<T>& a, int n) {
        return a.targets[0].numbers + (n > 0 ? 5 * a.targets[0].row_ends[n - 1] : 0);
    }
    template <class T>
    static std::vector<box> truths_of_sample(const loss_args<T>& a, int n) {
        std::vector<box> all;
        const T* const end = a.targets[0].numbers + 5 * a.targets[0].row_ends[n];
        for (const T* t = rows_of_sample(a, n); t != end; t += 5) all.push_back(detail::box_of_row(t));
        return all;
    }
    [[nodiscard]] matching_options how_to_match() const {
        return {static_cast<float>(foreground), static_cast<float>(foreground), kept_match::that_truth};
    }
    /// The default boxes.
    template <Shape Y>
    std::vector<box> check_outputs() const {
        check_share("foreground", foreground);
        if (negatives_each < 0)
            throw_error({.problem = "there cannot be so few negatives for each positive",
                         .name = "negatives_each",
                         .expected = "0 or more",
                         .found = std::to_string(negatives_each)});
        std::vector<box> known = boxes.all();
        detail::check_ssd_outputs(known.size(), static_cast<std::size_t>(Y::extents[0]),
                                  static_cast<std::size_t>(Y::extents[1]));
        return known;
    }

    /// M times the loss of one sample, whose gradient is multiplied by `share`.
    template <Shape Y, class T>
    double of_sample(const loss_args<T>& a, int n, const std::vector<box>& known,
                     const std::vector<int>& match, double share) const {
        constexpr auto each = static_cast<std::size_t>(Y::extents[1]), scores = each - 4;
        const T* const y = a.y + int64{n} * Y::size;
        T* const dy = a.dy ? a.dy + int64{n} * Y::size : nullptr;
        if (dy) std::fill_n(dy, Y::size, T(0));
        const T* const rows = rows_of_sample(a, n);
        std::vector<float> losses(known.size(), 0);
        for (std::size_t b = 0; b < known.size(); ++b) {
            const T* const s = y + b * each + 4;
            if (match[b] < 0)
                losses[b] = static_cast<float>(exponential_sum_of(s, int64{scores}).logarithm() -
                                               static_cast<double>(s[0]));
            if (is_nan(losses[b])) losses[b] = infinity;
        }
        const candidate_sample some = hard_negatives(match, losses, negatives_each);
        double sum = 0;
        const auto add_score = [&](std::size_t b, std::size_t right) {
            const T* const s = y + b * each + 4;
            const exponential_sum e = exponential_sum_of(s, int64{scores});
            for (std::size_t k = 0; dy && k < scores; ++k)
                dy[b * each + 4 + k] =
                    static_cast<T>(share * (e.share(static_cast<double>(s[k])) - (k == right ? 1 : 0)));
            sum += e.logarithm() - static_cast<double>(s[right]);
        };
        std::vector<box> truth, its_box;
        for (const int c : some.foreground) {
            const auto b = static_cast<std::size_t>(c);
            truth.push_back(detail::box_of_row(rows + 5 * match[b])), its_box.push_back(known[b]);
        }
        const std::vector<box_offsets> codes = boxes.coder.encode(truth, its_box);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            const auto b = static_cast<std::size_t>(some.foreground[i]);
            add_score(b, 1 + static_cast<std::size_t>(rows[5 * match[b] + 4]));
            const T* const t = y + b * each;
            const detail::smooth_distance d({static_cast<double>(t[0]), static_cast<double>(t[1]),
                                             static_cast<double>(t[2]), static_cast<double>(t[3])},
                                            codes[i], 1);
            sum += d.value;
            for (std::size_t k = 0; dy && k < 4; ++k) dy[b * each + k] = static_cast<T>(share * d.slope[k]);
        }
        for (const int c : some.background) add_score(static_cast<std::size_t>(c), 0);
        return sum;
    }

    static constexpr float infinity = std::numeric_limits<float>::infinity();
};

}  // namespace strata
