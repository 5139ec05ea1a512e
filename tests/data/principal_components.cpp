// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/preprocessing/principal_components.hpp>
#include <strata/data/transformed.hpp>
#include <strata/io/preprocessing_file.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/preprocessing.hpp"
#include "near_arrays.hpp"

namespace components_of_samples {

using namespace strata;
using strata::test::contains;
using strata::test::farthest;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace sklearn = strata::test::sklearn;

TEST_CASE("scikit-learn's PCA has the same components, variances, projections and restored samples") {
    const principal_components p(sklearn::samples, 3);
    static_assert(Preprocessing<principal_components>);
    CHECK(p.count() == 3);
    CHECK(farthest(p.component, sklearn::components) < 1e-9);
    CHECK(farthest(p.variance, sklearn::explained_variance) < 1e-8);
    CHECK(farthest(p.explained(), sklearn::explained_variance_ratio) < 1e-12);
    CHECK(farthest(p(sklearn::more_samples), sklearn::projected) < 1e-6);
    CHECK(farthest(p.inverse(sklearn::projected), sklearn::restored) < 1e-6);
    const temporary_folder folder;
    save(p, folder.path / "p");
    CHECK(load_preprocessing<principal_components>(folder.path / "p")(sklearn::more_samples) ==
          p(sklearn::more_samples));
}

TEST_CASE(
    "all components give the samples back, also where there are more samples than are multiplied at once") {
    xt::xtensor<double, 3> x({300, 2, 3});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<double>(i * i * 31 % 97) / 97;
    const principal_components p(x);
    CHECK(p.count() == 6);
    CHECK(p.component.shape() == std::vector<std::size_t>{6, 2, 3});
    const xt::xtensor<double, 2> y = p(x);
    CHECK(farthest(p.inverse(y), xt::xtensor<double, 2>(xt::reshape_view(x, {300, 6}))) < 1e-12);
    for (std::size_t k = 0; k < 6; ++k) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < 300; ++i) sum += y(i, k), squares += y(i, k) * y(i, k);
        CHECK(std::abs(sum) < 1e-10);
        CHECK(squares / 299 == doctest::Approx(p.variance[k]));
    }
    CHECK(principal_components(xt::view(x, xt::range(0, 4))).count() == 4);

    const auto set = transformed(array_set(x, xt::xtensor<int, 1>(xt::zeros<int>({300}))), p);
    auto one = sample_batch<double>::of_any_layout();
    append_sample(one, 7, {}, [&](auto& to) { set.read(7, to); });
    CHECK(one.layout().inputs[0] == std::vector<int>{6});
    for (std::size_t k = 0; k < 6; ++k) CHECK(one.input()[k] == doctest::Approx(y(7, k)));
    CHECK(*one.classes() == 0);
}

TEST_CASE("other counts, one sample and other extents are refused") {
    const auto refusal = [](int count) {
        return text_of<error>([&] { principal_components(sklearn::samples, count); });
    };
    CHECK(refusal(6) == "there are not that many components, expected 1 to 5, or 0 for all of them, found 6");
    CHECK(contains(refusal(-1), "found -1"));
    CHECK(contains(text_of<error>([] {
                       principal_components(xt::xtensor<double, 2>{{1, 2}});
                   }),
                   "expected 2 samples at least, found [1, 2]"));
    const principal_components p(sklearn::samples, 3);
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(p(xt::xtensor<double, 2>{{1, 2}}));
                   }),
                   "expected [5], found [2]"));
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(p.inverse(xt::xtensor<double, 2>{{1, 2}}));
                   }),
                   "expected [3], found [2]"));
}

}  // namespace components_of_samples
