// SPDX-License-Identifier: MIT
#pragma once
/// What the losses share that compare boxes: boxes lie along the channels, four numbers each.
#include <algorithm>
#include <array>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/number_targets.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether outputs of shape Y are boxes, x1, y1, x2, y2 each.
template <Shape Y>
inline constexpr bool are_boxes = channels<Y> % 4 == 0;

/// A value and its slopes along x1, y1, x2, y2 of the first of two boxes.
struct sloped_value {
    double value = 0;
    std::array<double, 4> slope{};
};

/// The overlap of two boxes and what it is made of; e = 1e-7 keeps 0/0 away.
struct box_overlap {
    static constexpr double e = 1e-7;

    sloped_value both, either, iou;   ///< areas, and both / (either + e)
    std::array<double, 4> around;     ///< the smallest box around the two
    std::array<double, 4> of_around;  ///< slope of around[k] along corner k of the first

    template <class T>
    box_overlap(const T* y, const T* t) {
        for (std::size_t k = 0; k < 4; ++k)
            first_[k] = static_cast<double>(y[k]), other_[k] = static_cast<double>(t[k]);
        std::array<double, 4> inner{}, of_inner{};
        for (std::size_t k = 0; k < 4; ++k) {
            const double a = first_[k], b = other_[k];
            const bool begins = k < 2;
            inner[k] = begins ? std::max(a, b) : std::min(a, b);
            around[k] = begins ? std::min(a, b) : std::max(a, b);
            const bool inside = begins ? a > b : a < b;
            of_inner[k] = a == b ? 0.5 : inside ? 1 : 0;
            of_around[k] = 1 - of_inner[k];
        }
        both = inner[2] > inner[0] && inner[3] > inner[1] ? area_of(inner, of_inner) : sloped_value{};
        either = area_of(first_, {1, 1, 1, 1});
        either.value += (other_[2] - other_[0]) * (other_[3] - other_[1]) - both.value;
        for (std::size_t k = 0; k < 4; ++k) either.slope[k] -= both.slope[k];
        iou = quotient(both, either);
    }

    [[nodiscard]] const std::array<double, 4>& first() const { return first_; }
    [[nodiscard]] const std::array<double, 4>& other() const { return other_; }
    [[nodiscard]] sloped_value area_around() const { return area_of(around, of_around); }

    /// a / (b + e)
    [[nodiscard]] static sloped_value quotient(const sloped_value& a, const sloped_value& b) {
        sloped_value q{a.value / (b.value + e)};
        for (std::size_t k = 0; k < 4; ++k) q.slope[k] = (a.slope[k] - q.value * b.slope[k]) / (b.value + e);
        return q;
    }

private:
    /// (x2 - x1) (y2 - y1), with the slopes of its corners.
    [[nodiscard]] static sloped_value area_of(const std::array<double, 4>& c,
                                              const std::array<double, 4>& of) {
        const double width = c[2] - c[0], height = c[3] - c[1];
        return {width * height, {-height * of[0], -width * of[1], height * of[2], width * of[3]}};
    }

    std::array<double, 4> first_{}, other_{};
};

/// L = 1/(N B) sum_{n, b} f(y[n, b], t[n, b]) of B boxes a sample; leaves its gradient in dy, unless that is
/// null. `f(const box_overlap&) -> sloped_value`.
template <Shape Y, class T, class F>
double mean_of_boxes(const loss_args<T>& a, F&& f) {
    constexpr int64 each = Y::size / 4;
    const double all = static_cast<double>(a.n * each);
    const double sum = sum_over_rows<double>(a.n, static_cast<int>(Y::size), a.threads, [&](slice samples) {
        double of_slice = 0;
        for (int64 i = samples.begin * each; i < samples.end * each; ++i) {
            const sloped_value at = f(box_overlap(a.y + 4 * i, a.targets[0].numbers + 4 * i));
            of_slice += at.value;
            for (std::size_t k = 0; a.dy && k < 4; ++k)
                a.dy[4 * i + static_cast<int64>(k)] = static_cast<T>(at.slope[k] / all);
        }
        return of_slice;
    });
    return sum / all;
}

/// Throws where a target box of n samples has a side below 0, or a corner that is no finite number.
template <Shape Y, class T>
void check_box_targets(int n, const T* t, const char* what, int64 first) {
    check_numbers<Y>(n, t, {}, "the target is no finite number", what, first);
    for (int64 i = 0; i < n * Y::size; i += 4)
        if (t[i + 2] < t[i] || t[i + 3] < t[i + 1])
            throw_error(
                {.problem = "the target box has a side below 0",
                 .name = with_number(what, first + i / Y::size) + ", " + with_number("box", i % Y::size / 4),
                 .expected = "x1 <= x2 and y1 <= y2",
                 .found = '(' + std::to_string(t[i]) + ", " + std::to_string(t[i + 1]) + ", " +
                          std::to_string(t[i + 2]) + ", " + std::to_string(t[i + 3]) + ')'});
}

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// Why outputs are no boxes.
struct boxes_have_four_numbers {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence
            << "its answers are boxes, x1, y1, x2, y2 along the channels; end the network in 4 of them, or "
               "a multiple of 4";
    }
};

/// What such losses say of their outputs and targets.
struct loss_of_boxes {
    template <Shape Y>
    using decision = std::conditional_t<are_boxes<Y>, Y, refused<boxes_have_four_numbers>>;
    template <Shape Y>
    using target = strata::target<real_numbers, Y>;

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_box_targets<Y>(n, targets[0].numbers, what, first);
    }
};

}  // namespace strata
