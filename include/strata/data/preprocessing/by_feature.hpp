// SPDX-License-Identifier: MIT
#pragma once
/// What preprocessings are applied by that treat each number of a sample by itself.
#include <strata/data/preprocessing/preprocessing.hpp>
#include <strata/data/sample.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// The base of a preprocessing whose `forward(x, j)` makes y of number j of a sample and whose
/// `backward(y, j)` makes x of it. It computes in double.
///
///     y = p(x), x = p.inverse(y)        [N, ...]: samples of the extents that were measured
///     transformed(set, p)               input 0 of each sample of a set, as it is read
///
/// An array that is moved in is changed in place. Errors: other extents than were measured.
template <class Self>
class by_feature {
public:
    template <SampleArray E>
    [[nodiscard]] detail::plain_array_of<E> operator()(E x) const {
        return changed<E>(std::move(x), [this](double v, std::size_t j) { return self().forward(v, j); });
    }
    template <SampleArray E>
    [[nodiscard]] detail::plain_array_of<E> inverse(E y) const {
        return changed<E>(std::move(y), [this](double v, std::size_t j) { return self().backward(v, j); });
    }
    template <class T>
    void operator()(sample<T>& to) const {
        detail::check_sample_extents(self().extents(), to.layout().inputs.at(0));
        std::size_t j = 0;
        for (T& v : to.written_input()) v = static_cast<T>(self().forward(static_cast<double>(v), j++));
    }

private:
    friend Self;
    by_feature() = default;
    [[nodiscard]] const Self& self() const { return static_cast<const Self&>(*this); }

    template <class E, class Change>
    [[nodiscard]] detail::plain_array_of<E> changed(E&& given, Change change) const {
        detail::plain_array_of<E> x = std::move(given);
        const auto s = detail::samples_in(x);
        detail::check_sample_extents(self().extents(), s.extents);
        for (std::size_t i = 0; i < s.n; ++i)
            for (std::size_t j = 0; j < s.features; ++j)
                s[i][j] = static_cast<typename E::value_type>(change(static_cast<double>(s[i][j]), j));
        return x;
    }
};

namespace detail {

/// The mean of each number over the samples, with their extents.
template <class Samples>
[[nodiscard]] fitted_array mean_of_samples(const Samples& s) {
    fitted_array mean(s.extents);
    for (std::size_t i = 0; i < s.n; ++i)
        for (std::size_t j = 0; j < s.features; ++j) mean[j] += static_cast<double>(s[i][j]);
    for (double& m : mean) m /= static_cast<double>(s.n);
    return mean;
}

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
