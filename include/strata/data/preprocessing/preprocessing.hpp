// SPDX-License-Identifier: MIT
#pragma once
/// What preprocessings have in common: they are fitted on the samples that a network is trained on, applied
/// to all that it is shown, and kept beside it.
///
///     const standardize normalize(train);                          // train: [N, ...]
///     const auto x = normalize(train), y = normalize(test);
///     save(normalize, "lenet.preprocessing.safetensors");          // strata/io/preprocessing_file.hpp
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a preprocessing is made of that is loaded: it has been fitted before.
struct fitted_before {};

/// Numbers that were measured, in C order, with their extents; `xt::adapt(a.values(), a.shape())` is the same
/// as an array of xtensor's.
class fitted_array {
public:
    using value_type = double;

    fitted_array() = default;
    explicit fitted_array(std::vector<std::size_t> shape, double value = 0) : shape_(std::move(shape)) {
        std::size_t n = 1;
        for (const std::size_t extent : shape_) n *= extent;
        values_.assign(n, value);
    }

    [[nodiscard]] const std::vector<std::size_t>& shape() const { return shape_; }
    [[nodiscard]] const std::vector<double>& values() const { return values_; }
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    /// Element i in C order.
    [[nodiscard]] double& operator[](std::size_t i) { return values_[i]; }
    [[nodiscard]] double operator[](std::size_t i) const { return values_[i]; }
    [[nodiscard]] double* data() { return values_.data(); }
    [[nodiscard]] const double* data() const { return values_.data(); }
    [[nodiscard]] auto begin() { return values_.begin(); }
    [[nodiscard]] auto end() { return values_.end(); }
    [[nodiscard]] auto begin() const { return values_.begin(); }
    [[nodiscard]] auto end() const { return values_.end(); }
    [[nodiscard]] bool operator==(const fitted_array&) const = default;

private:
    std::vector<std::size_t> shape_;
    std::vector<double> values_;
};

/// A preprocessing says its name, shows the arrays that it has measured (`visit("mean", mean)`), and whether
/// they can be its own, once they have been read from a file: `check(file)` throws where they cannot.
template <class P>
concept Preprocessing = std::constructible_from<P, fitted_before> &&
    requires(P& p, const P& fitted, const std::string& file) {
    { P::preprocessing_name } -> std::convertible_to<std::string>;
    P::fitted(p, [](const char*, fitted_array&) {});
    P::fitted(fitted, [](const char*, const fitted_array&) {});
    fitted.check(file);
};

/// Arrays of floating-point numbers, [N, ...]: N samples.
template <class E>
concept SampleArray = Array<E> && std::floating_point<typename E::value_type>;

namespace detail {

template <class E>
struct plain_array {
    using type = xt::xarray<typename E::value_type>;
};
template <class E>
requires(static_rank<E> >= 0) struct plain_array<E> {
    using type = xt::xtensor<typename E::value_type, static_cast<std::size_t>(static_rank<E>)>;
};
/// The array in C order that holds what E is or computes.
template <class E>
using plain_array_of = typename plain_array<E>::type;

/// The samples of an array: where they are, how many, and how many numbers each has.
template <class T>
struct samples_of {
    T* data;
    std::size_t n, features;
    std::vector<std::size_t> extents;  ///< of a sample

    T* operator[](std::size_t i) const { return data + i * features; }
};
template <class E>
[[nodiscard]] auto samples_in(E& x) {
    samples_of<std::remove_reference_t<decltype(*x.data())>> s{
        .data = x.data(), .n = 0, .features = 1, .extents = {}};
    if (x.shape().size() < 1)
        throw_error({.problem = "the array has no axis of samples", .expected = "[N, ...]", .found = "[]"});
    s.n = static_cast<std::size_t>(x.shape()[0]);
    for (std::size_t axis = 1; axis < x.shape().size(); ++axis) {
        s.extents.push_back(static_cast<std::size_t>(x.shape()[axis]));
        s.features *= s.extents.back();
    }
    return s;
}

/// The samples that something is measured on. Errors: there are fewer than `least`, or they have no numbers;
/// a number is not finite.
template <class E>
[[nodiscard]] auto samples_to_measure(const E& x, std::size_t least = 1) {
    const auto s = samples_in(x);
    if (s.n < least || s.features == 0)
        throw_error(
            {.problem = "there are no samples to measure",
             .expected = std::to_string(least) + (least == 1 ? " sample at least" : " samples at least"),
             .found = shape_text(x.shape())});
    for (std::size_t i = 0; i < s.n * s.features; ++i)
        if (!is_finite(s.data[i]))
            throw_error({.problem = "a value is not a finite number",
                         .name = "sample " + std::to_string(i / s.features) + ", feature " +
                                 std::to_string(i % s.features),
                         .found = std::to_string(s.data[i])});
    return s;
}

/// Throws where samples have other extents than those that were measured.
template <class Found>
void check_sample_extents(const std::vector<std::size_t>& measured, const Found& found) {
    if (!std::equal(measured.begin(), measured.end(), found.begin(), found.end(),
                    [](std::size_t a, auto b) { return a == static_cast<std::size_t>(b); }))
        throw_error({.problem = "the samples have other extents than those that were measured",
                     .expected = shape_text(measured),
                     .found = shape_text(found)});
}
/// Throws where arrays of a file cannot belong together.
inline void check_fitted(bool right, const std::string& file, const char* name, const char* expected,
                         const fitted_array& found) {
    if (!right)
        throw_error({.problem = "the array is none of this preprocessing",
                     .file = file,
                     .name = name,
                     .expected = expected,
                     .found = shape_text(found.shape())});
}

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
