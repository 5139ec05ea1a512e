// SPDX-License-Identifier: MIT
#pragma once
/// Targets drawn at random, for checks.
#include <strata/kernels/random_streams.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/losses/target.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Arrays for n samples: classes below `classes`, numbers in [0, 1), rows from 0 to 3 a sample.
class random_targets {
public:
    template <class... Targets>
    random_targets(several_targets<Targets...>, [[maybe_unused]] int n, [[maybe_unused]] int classes,
                   [[maybe_unused]] seed s) {
        (draw(one_array::of(Targets{}), n, classes,
              random_for(drawn_for::targets_of_checks, s, arrays_.size())),
         ...);
    }

    /// The arrays as a loss reads them, of samples [first, first + n) alone. They hold until the next call.
    const target_view<double>* of(int first, int n) {
        views_.clear();
        for (one_array& a : arrays_) {
            const int64 begin = a.before(first) * a.elements_a_row;
            target_view<double> v;
            if (a.of_classes)
                v.classes = a.classes.data() + begin;
            else
                v.numbers = a.numbers.data() + begin;
            a.own_ends.clear();
            for (int i = 0; a.is_ragged && i < n; ++i)
                a.own_ends.push_back(a.before(first + i + 1) - a.before(first));
            if (a.is_ragged) v.row_ends = a.own_ends.data();
            views_.push_back(v);
        }
        return views_.data();
    }

private:
    struct one_array {
        bool of_classes, is_ragged;
        int64 elements_a_row;
        std::vector<int> classes = {};
        std::vector<double> numbers = {};
        std::vector<int64> ends = {}, own_ends = {};

        template <class Target>
        static one_array of(Target) {
            return {std::is_same_v<typename Target::element, class_numbers>, Target::is_ragged,
                    Target::shape_type::size};
        }
        /// The rows of the samples before one; a sample of an array that is not ragged is one row.
        [[nodiscard]] int64 before(int sample) const {
            return sample == 0 ? 0 : ends[static_cast<std::size_t>(sample - 1)];
        }
    };

    void draw(one_array a, int n, int classes, const random_stream& random) {
        for (int i = 0; i < n; ++i)
            a.ends.push_back(a.before(i) +
                             (a.is_ragged ? random.below(static_cast<std::uint64_t>(i), 4) : 1));
        const int64 size = a.before(n) * a.elements_a_row;
        for (int64 i = 0; i < size + slack_elements; ++i) {
            const auto number = static_cast<std::uint64_t>(n + i);
            a.classes.push_back(static_cast<int>(random.below(number, static_cast<std::uint32_t>(classes))));
            a.numbers.push_back(random.uniform(number));
        }
        arrays_.push_back(std::move(a));
    }

    std::vector<one_array> arrays_;
    std::vector<target_view<double>> views_;
};

}  // namespace strata::inline STRATA_TARGET
