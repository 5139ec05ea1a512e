// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <strata/data/channel_normalization.hpp>
#include <strata/data/preprocessing/mean_image.hpp>
#include <strata/data/preprocessing/min_max.hpp>
#include <strata/data/preprocessing/standardize.hpp>
#include <strata/io/preprocessing_file.hpp>

#include "../literals/preprocessing.hpp"
#include "temporary_folder.hpp"

namespace preprocessing_files {

using namespace strata;
using strata::test::contains;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace sklearn = strata::test::sklearn;
namespace fs = std::filesystem;

template <class P>
std::string refusal(const fs::path& path) {
    return text_of<error>([&] { static_cast<void>(load_preprocessing<P>(path)); });
}

TEST_CASE("what is loaded does what was saved, to the last bit") {
    const temporary_folder folder;
    const auto path = folder.path / "p.safetensors";
    const auto check = [&](const auto& p) {
        save(p, path);
        const auto again = load_preprocessing<std::remove_cvref_t<decltype(p)>>(path);
        CHECK(again(sklearn::more_samples) == p(sklearn::more_samples));
        CHECK(again.extents() == p.extents());
    };
    check(mean_image(sklearn::samples));
    check(standardize(sklearn::samples));
    check(min_max(sklearn::samples, -1, 2));

    labelled_images set{
        xt::xtensor<float, 4>{{{{1, 3}}, {{5, 5}}}, {{{5, 7}}, {{5, 5}}}}, xt::zeros<int>({2}), {}};
    const channel_normalization normalize(set);
    save(normalize, path);
    const auto again = load_preprocessing<channel_normalization>(path);
    CHECK(again.mean == normalize.mean);
    CHECK(again.deviation == normalize.deviation);
}

TEST_CASE("files of something else, other arrays and numbers that are none are refused with the file") {
    const temporary_folder folder;
    const auto path = folder.path / "p.safetensors";
    save(standardize(sklearn::samples), path);
    CHECK(contains(refusal<min_max>(path),
                   "p.safetensors: this is the file of another preprocessing, expected "
                   "min_max, found standardize"));
    CHECK(contains(refusal<min_max>(folder.path / "none"), "none"));
    std::vector<double> mean{1, 2}, deviation{1, 0}, three{1, 2, 3};
    const auto put = [&](const std::vector<named_tensor<double>>& tensors,
                         std::string format = preprocessing_format) {
        save_safetensors(path, tensors, {{"format", format}, {"preprocessing", "standardize"}});
    };
    const named_tensor<double> first{"mean", {2}, {1}, mean.data()},
        second{"deviation", {2}, {1}, deviation.data()};
    put({first, second}, "strata-model-1");
    CHECK(contains(refusal<standardize>(path),
                   "this is no file of a preprocessing, expected "
                   "strata-preprocessing-1, found strata-model-1"));
    put({first});
    CHECK(contains(refusal<standardize>(path), "deviation: the array is missing"));
    put({first, second});
    CHECK(contains(refusal<standardize>(path),
                   "deviation: the array is none of this preprocessing, expected numbers "
                   "above 0, as many as mean has, found [2]"));
    put({first, {"deviation", {3}, {1}, three.data()}});
    CHECK(contains(refusal<standardize>(path), "as many as mean has, found [3]"));
    deviation = {1, 1};
    put({first, second, {"more", {3}, {1}, three.data()}});
    CHECK(contains(refusal<standardize>(path), "more: the array has no place to go, found [3]"));
    mean[1] = std::numeric_limits<double>::infinity();
    put({first, second});
    CHECK(contains(refusal<standardize>(path), "mean: a value is not a finite number"));
    std::vector<float> narrow{1, 2};
    save_safetensors(path,
                     std::vector<named_tensor<float>>{{"mean", {2}, {1}, narrow.data()},
                                                      {"deviation", {2}, {1}, narrow.data()}},
                     {{"format", preprocessing_format}, {"preprocessing", "standardize"}});
    CHECK(contains(refusal<standardize>(path),
                   "mean: the array has another element type, expected F64, found F32"));
}

}  // namespace preprocessing_files
