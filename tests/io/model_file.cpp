// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <strata/io/model_file.hpp>
#include <strata/strata.hpp>

#include "temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace {

struct stored_net
    : net<input<1, 6, 6>, named<"stem", conv<4, 3>>, batch_norm, relu, flatten, dense<5>, relu, dense<3>> {};
struct wider_net : net<input<1, 6, 6>, named<"stem", conv<4, 3>>, relu, flatten, dense<6>, relu, dense<3>> {};

template <class Model>
std::vector<double> stored_numbers(const Model& m) {
    std::vector<double> all;
    for (const auto& tensor : m.tensors())
        tensor.for_each([&](auto w) { all.push_back(static_cast<double>(w)); });
    return all;
}

}  // namespace

TEST_CASE("a saved model is loaded with the same bits, running statistics too") {
    const temporary_folder folder;
    const auto path = folder.path / "m.safetensors";
    model<stored_net> trained{seed{1}};
    trainer t{trained, softmax_loss{}, adam{}};
    const xt::xtensor<int, 1> labels{0, 1, 2, 2, 1, 0, 1};
    for (int i = 0; i < 3; ++i)
        t.step(xt::xtensor<float, 4>({7, 1, 6, 6}, 0.25f * static_cast<float>(i)), labels);
    const model<stored_net>& read_only = trained;
    save(read_only, path, {{"by", "a test"}});

    model<stored_net> other{seed{2}};
    CHECK(stored_numbers(other) != stored_numbers(trained));
    const auto metadata = load(other, path);
    CHECK(stored_numbers(other) == stored_numbers(trained));
    CHECK(metadata.at("by") == "a test");
    CHECK(metadata.at("format") == model_format);
    CHECK(contains(metadata.at("network"), "shape<1,6,6>;"));
    CHECK(safetensors_file(path).shape("stem.weight") == std::vector<std::ptrdiff_t>{4, 1, 3, 3});
    CHECK(safetensors_file(path).contains("1.running_var"));
}

TEST_CASE("a model of another precision is loaded, rounded") {
    const temporary_folder folder;
    const auto path = folder.path / "m.safetensors";
    model<stored_net, double> exact{seed{1}};
    save(exact, path);
    model<stored_net, float> rounded{seed{2}};
    load(rounded, path);
    const auto a = stored_numbers(exact), b = stored_numbers(rounded);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(b[i] == static_cast<double>(static_cast<float>(a[i])));
}

TEST_CASE(
    "a file of another network is refused, every tensor that does not fit is named, and nothing changes") {
    const temporary_folder folder;
    const auto path = folder.path / "m.safetensors";
    save(model<wider_net>{seed{1}}, path);
    model<stored_net> m{seed{2}};
    const auto before = stored_numbers(m);
    const std::string text = text_of<error>([&] { load(m, path); });
    INFO(text);
    CHECK(contains(text, path.string()));
    CHECK(contains(text, "1.weight is missing (expected [4])"));
    CHECK(contains(text, "1.running_mean is missing"));
    CHECK(contains(text, "4.weight is missing (expected [5, 64])"));
    CHECK(contains(text, "3.weight has no place to go (found [6, 64])"));
    CHECK_FALSE(contains(text, "stem.weight"));
    CHECK(stored_numbers(m) == before);
}

TEST_CASE("an ill-shaped tensor is refused with both shapes") {
    const temporary_folder folder;
    const auto path = folder.path / "m.safetensors";
    model<stored_net> m{seed{2}};
    auto tensors = m.tensors();
    tensors[0].shape = {4, 3, 1, 3};
    save_safetensors(path, tensors);
    CHECK(contains(text_of<error>([&] { load(m, path); }),
                   "stem.weight has another shape (expected [4, 1, 3, 3], found [4, 3, 1, 3])"));
}

TEST_CASE("a value that is no finite number is refused, and nothing changes") {
    const temporary_folder folder;
    const auto path = folder.path / "m.safetensors";
    model<stored_net> broken{seed{1}};
    broken.parameter("6.bias")(2) = std::numeric_limits<float>::quiet_NaN();
    save(broken, path);
    model<stored_net> m{seed{2}};
    const auto before = stored_numbers(m);
    CHECK(contains(text_of<error>([&] { load(m, path); }), "6.bias: a value is not a finite number"));
    CHECK(stored_numbers(m) == before);
}

TEST_CASE("files that are missing, cut short or of another kind are refused") {
    const temporary_folder folder;
    const auto path = folder.path / "m.safetensors";
    model<stored_net> m{seed{2}};
    const auto before = stored_numbers(m);
    CHECK(contains(text_of<error>([&] { load(m, path); }), "the file cannot be opened"));
    put_file(path, "no such thing as a header in here");
    CHECK(contains(text_of<error>([&] { load(m, path); }), "Is this a safetensors file?"));
    save(model<stored_net>{seed{1}}, path);
    const std::string whole = file_text(path);
    for (const std::size_t kept : {std::size_t{0}, std::size_t{7}, std::size_t{200}, whole.size() - 1}) {
        put_file(path, whole.substr(0, kept));
        CHECK(text_of<error>([&] { load(m, path); }).starts_with(path.string()));
    }
    CHECK(stored_numbers(m) == before);
}
