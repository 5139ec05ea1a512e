// SPDX-License-Identifier: MIT
#pragma once
/// Samples and targets in arrays of the user's, as a step reads them.
#include <array>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/losses/target.hpp>
#include <strata/model/arrays.hpp>
#include <strata/target.hpp>
#include <strata/training/batch_memory.hpp>
#include <strata/training/loss_targets.hpp>
#include <strata/training/refuse_step.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <tuple>

namespace strata::inline STRATA_TARGET {

/// Throws: there are `found` labels for n samples.
[[noreturn, gnu::cold]] inline void refuse_label_count(int n, int found) {
    throw_error({.problem = "there are not as many labels as samples",
                 .expected = std::to_string(n),
                 .found = std::to_string(found)});
}

/// One target array of the user's, as numbers of the loss, for n samples.
template <class Target, class T, class E>
class target_array {
    using S = typename Target::shape_type;
    using element = std::conditional_t<is_of_classes<Target>, int, T>;

public:
    /// Throws where there are other samples than n, other extents, or a class is no `int`.
    target_array(const E& t, int n) : values_(checked(t, n)) {}

    [[nodiscard]] target_view<T> view() const {
        if constexpr (is_of_classes<Target>)
            return {.classes = values_.data()};
        else
            return {.numbers = values_.data()};
    }

private:
    static const E& checked(const E& t, int n) {
        int found = 0;
        if constexpr (is_of_classes<Target>)
            found = checked_labels<S>(t);
        else
            found = checked_samples<S>(t, "the targets");
        if (found != n) refuse_label_count(n, found);
        return t;
    }
    contiguous<element, S::rank + 1, E> values_;
};

/// Samples x of the one input of a network, [n, S...], and an array [n, ...] for each target: as they lie
/// where they are numbers of the network in the order of C, else copies, rounded as a step rounds.
template <Shape S, class T, class Targets, class E, class... Given>
class ready_arrays;
template <Shape S, class T, class... Target, class E, class... Given>
class ready_arrays<S, T, several_targets<Target...>, E, Given...> {
public:
    /// Throws where there is no sample, not as many of each target, or another shape; samples are called
    /// `what`.
    static ready_arrays of(const char* what, const E& x, const Given&... t) {
        const flush_denormals flushed;
        const int n = checked_samples<S>(x, what);
        if (n == 0) refuse_no_samples();
        return ready_arrays(n, x, t...);
    }
    ready_arrays(const ready_arrays&) = delete;
    ready_arrays& operator=(const ready_arrays&) = delete;

    [[nodiscard]] int count() const { return n_; }
    [[nodiscard]] const target_view<T>* targets() const { return views_.data(); }
    /// The samples, [n, S...].
    [[nodiscard]] auto samples() const {
        std::array<std::size_t, static_cast<std::size_t>(S::rank) + 1> extents{static_cast<std::size_t>(n_)};
        for (std::size_t i = 0; i < static_cast<std::size_t>(S::rank); ++i)
            extents[i + 1] = static_cast<std::size_t>(S::extents[i]);
        return xt::adapt(x_.data(), static_cast<std::size_t>(n_ * S::size), xt::no_ownership(), extents);
    }
    /// To take batches of. They hold as long as this.
    [[nodiscard]] sample_arrays<T> all() const { return {samples_of<S>(x_.data()), views_}; }

private:
    ready_arrays(int n, const E& x, const Given&... t)
        : n_(n),
          targets_(target_array<Target, T, Given>(t, n)...),
          x_(x),
          views_(std::apply([](const auto&... array) { return views{array.view()...}; }, targets_)) {}

    using views = std::array<target_view<T>, sizeof...(Given)>;
    int n_;
    std::tuple<target_array<Target, T, Given>...> targets_;
    contiguous<T, S::rank + 1, E> x_;
    views views_;
};

}  // namespace strata::inline STRATA_TARGET
