// SPDX-License-Identifier: MIT
#pragma once
/// The gradient of a class's score with respect to the input, from which most maps of what matters are made.
#include <algorithm>
#include <array>
#include <strata/array.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/network_run.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

/// Scores of classes: one vector, of the only output.
template <class Net>
concept ScoresClasses = Network<Net> && output_values<Net>::size == 1 &&
                        Vector<typename type_at<output_values<Net>, 0>::shape_type>;
/// The same of images, the only input.
template <class Net>
concept ClassifiesImages =
    ScoresClasses<Net> && input_ports<Net>::size == 1 && Image<typename Net::input_shape>;

template <ScoresClasses Net>
inline constexpr int count_of_scores = channels<typename type_at<output_values<Net>, 0>::shape_type>;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// [n] scores, and the gradient of each with respect to its image, [n, C, H, W].
template <class T>
struct class_gradients {
    std::vector<double> scores;
    xt::xtensor<T, 4> dx;
};

namespace detail {

/// The class asked of each of n samples. Throws where there are not as many, and where one is none of
/// `count`.
inline std::vector<int> checked_classes(const xt::xtensor<int, 1>& classes, std::size_t n, int count) {
    if (classes.size() != n)
        throw_error({.problem = "there is not a class for each image",
                     .expected = std::to_string(n),
                     .found = std::to_string(classes.size())});
    for (std::size_t i = 0; i < n; ++i)
        if (classes(i) < 0 || classes(i) >= count)
            throw_error({.problem = "there is no class of this number",
                         .name = with_number("image", static_cast<int64>(i)),
                         .expected = "0 to " + std::to_string(count - 1),
                         .found = std::to_string(classes(i))});
    return {classes.begin(), classes.end()};
}
inline void check_positive(const char* name, int64 value) {
    if (value < 1)
        throw_error({.problem = "it has to be 1 or more", .name = name, .found = std::to_string(value)});
}
inline void check_finite(const char* name, double value, double least) {
    if (!is_finite(value) || value < least)
        throw_error({.problem = "it has to be a finite number from " + std::to_string(least) + " on",
                     .name = name,
                     .found = std::to_string(value)});
}

/// Images begin, ..., end - 1 of x, as an array of their own.
template <class T>
xt::xtensor<T, 4> some_images(const xt::xtensor<T, 4>& x, std::size_t begin, std::size_t end) {
    auto extents = x.shape();
    const std::size_t size = x.size() / extents[0];
    extents[0] = end - begin;
    xt::xtensor<T, 4> part(extents);
    std::copy_n(x.data() + begin * size, part.size(), part.data());
    return part;
}
/// Calls body(begin, end) over [0, n) in portions.
template <class Body>
void for_portions(std::size_t n, int portion, Body&& body) {
    check_positive("portion", portion);
    for (std::size_t begin = 0; begin < n; begin += static_cast<std::size_t>(portion))
        body(begin, std::min(n, begin + static_cast<std::size_t>(portion)));
}
/// The same, each behind a forward pass over images begin, ..., end - 1. Throws where there are none.
template <class Run, class T, class Body>
void forward_in_portions(Run& run, const xt::xtensor<T, 4>& x, int portion, Body&& body) {
    if (x.shape()[0] == 0) run.forward(x);  // which says so
    for_portions(x.shape()[0], portion, [&](std::size_t begin, std::size_t end) {
        run.forward(some_images(x, begin, end));
        body(begin, end);
    });
}

/// `class_gradient` in a run that answers and has gradients of its input, for classes that are checked.
template <class Run, class T>
class_gradients<T> class_gradient_in(Run& run, const xt::xtensor<T, 4>& x, const std::vector<int>& asked,
                                     int portion) {
    class_gradients<T> out{std::vector<double>(asked.size()), xt::xtensor<T, 4>(x.shape())};
    forward_in_portions(run, x, portion, [&](std::size_t begin, std::size_t end) {
        const auto scores = run.output();
        auto ds = run.gradient();
        for (std::size_t i = begin; i < end; ++i) {
            const auto c = static_cast<std::size_t>(asked[i]);
            out.scores[i] = static_cast<double>(scores(i - begin, c));
            ds(i - begin, c) = 1;
        }
        run.backward();
        xt::view(out.dx, xt::range(begin, end)) = run.input_gradient();
    });
    return out;
}

}  // namespace detail

/// ds[c]/dx of each image at its class c (Simonyan, Vedaldi, Zisserman, 2013, section 3).
///
///     s: the network's output [n, classes], scores before a softmax      x: [n, C, H, W]
///
/// `class_gradient<Net>(m, ...)` goes through another network of the same parameters: `guided<net>`, say.
/// Layers answer, and every bit of the model stays. Throws where there are no images, or they have other
/// extents or a value that is no finite number, where a class is none, and where a portion is below 1.
template <ClassifiesImages Net, class Model, Array X, Array C>
[[nodiscard]] class_gradients<typename Model::value_type> class_gradient(Model& m, const X& images,
                                                                         const C& classes, int portion = 64) {
    using T = typename Model::value_type;
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const std::vector<int> asked =
        detail::checked_classes(labels_of_rank<1>(classes), x.shape()[0], count_of_scores<Net>);
    network_run run{m, Net{}, answering{}, of_inputs{}};
    return detail::class_gradient_in(run, x, asked, portion);
}
template <class Model, Array X, Array C>
[[nodiscard]] class_gradients<typename Model::value_type> class_gradient(Model& m, const X& images,
                                                                         const C& classes, int portion = 64) {
    return class_gradient<typename Model::network_type>(m, images, classes, portion);
}

}  // namespace strata::inline STRATA_TARGET
