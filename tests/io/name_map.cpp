// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include <strata/io/what_fits.hpp>
#include <strata/strata.hpp>

#include "temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace maps_of_names {

struct ours : net<input<1, 6, 6>, named<"stem", conv<4, 3>>, batch_norm, relu, flatten, dense<3>> {};
struct another_head : net<input<1, 6, 6>, named<"stem", conv<4, 3>>, batch_norm, relu, flatten, dense<5>> {};

const std::vector<std::string> theirs{"conv1.weight",     "conv1.bias",      "bn1.weight", "bn1.bias",
                                      "bn1.running_mean", "bn1.running_var", "fc.weight",  "fc.bias"};

template <class Model>
std::vector<double> all_numbers(const Model& m) {
    std::vector<double> all;
    for (const auto& tensor : m.tensors())
        tensor.for_each([&](auto w) { all.push_back(static_cast<double>(w)); });
    return all;
}

/// A file as PyTorch writes it: its names, and its count of batches.
std::string pytorch_file(const model<ours>& m) {
    const temporary_folder folder;
    save(m, folder.path / "m", name_map::in_order(theirs));
    std::string bytes = strata::test::file_text(folder.path / "m");
    const std::uint64_t length =
        from_little_endian<std::uint64_t>(reinterpret_cast<const unsigned char*>(bytes.data()));
    std::string header = bytes.substr(8, length), data = bytes.substr(8 + length);
    header.erase(header.find_last_of('}'));
    header += R"(,"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[)" +
              std::to_string(data.size()) + "," + std::to_string(data.size() + 8) + "]}}";
    header.resize((header.size() + 7) / 8 * 8, ' ');
    unsigned char size[8];
    to_little_endian<std::uint64_t>(header.size(), size);
    return std::string(reinterpret_cast<const char*>(size), 8) + header + data +
           std::string("\x07\0\0\0\0\0\0\0", 8);
}

TEST_CASE("a file of another program is loaded under its names, PyTorch's count of batches left aside") {
    const temporary_folder folder;
    const model<ours> trained{seed{1}};
    put_file(folder.path / "theirs", pytorch_file(trained));
    CHECK(safetensors_file(folder.path / "theirs").contains("fc.weight"));
    model<ours> m{seed{2}};
    load(m, folder.path / "theirs", name_map::in_order(theirs));
    CHECK(all_numbers(m) == all_numbers(trained));
    model<ours> by_rules{seed{3}};
    load(by_rules, folder.path / "theirs",
         name_map::replacing({{"^stem\\.", "conv1."}, {"^1\\.", "bn1."}, {"^(4)\\.(.*)", "fc.$2"}}));
    CHECK(all_numbers(by_rules) == all_numbers(trained));
}

TEST_CASE("names behind a prefix are found") {
    const temporary_folder folder;
    const model<ours> trained{seed{1}};
    save(trained, folder.path / "m", name_map::behind("backbone."));
    CHECK(safetensors_file(folder.path / "m").contains("backbone.stem.weight"));
    model<ours> m{seed{2}};
    load(m, folder.path / "m", name_map::behind("backbone."));
    CHECK(all_numbers(m) == all_numbers(trained));
}

TEST_CASE("what fits is loaded, and what does not is told") {
    const temporary_folder folder;
    model<ours> trained{seed{1}};
    put_file(folder.path / "theirs", pytorch_file(trained));
    model<another_head> m{seed{2}};
    const auto head = all_numbers(m).back();
    const load_report report = load_what_fits(m, folder.path / "theirs", name_map::in_order(theirs));
    std::ostringstream text;
    text << report;
    CHECK(text.str() ==
          "6 tensors loaded; 2 of another shape: 4.weight [5, 64] (found [3, 64]), 4.bias [5] (found [3])");
    CHECK(m.parameter("stem.weight") == trained.parameter("stem.weight"));
    CHECK(all_numbers(m).back() == head);

    model<ours> part{seed{2}};
    const load_report stem =
        load_what_fits(part, folder.path / "theirs", name_map::in_order(theirs), "stem.*");
    CHECK(stem.loaded == std::vector<std::string>{"stem.weight", "stem.bias"});
    CHECK(part.parameter("stem.weight") == trained.parameter("stem.weight"));
    CHECK(part.parameter("4.weight") != trained.parameter("4.weight"));
}

TEST_CASE("what fits of a model of another network is copied, under other names too, and nothing is shared") {
    struct renamed : net<input<1, 6, 6>, named<"body", chain<conv<4, 3>, batch_norm, relu>>, flatten,
                         dense<3, no_bias>> {};
    model<ours> trained{seed{1}};
    model<renamed, double> m{seed{2}};
    const auto there = name_map::in_order(
        {"stem.weight", "stem.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "4.weight"});
    const load_report report = copy_what_fits(trained, m, there);
    CHECK(report.loaded.size() == 7);
    CHECK(report.left_over == std::vector<std::string>{"4.bias"});
    std::vector<double> expected = all_numbers(trained);
    expected.resize(expected.size() - 3);
    CHECK(all_numbers(m) == expected);

    model<another_head> head{seed{3}};
    std::ostringstream text;
    text << copy_what_fits(trained, head, {}, "*.weight");
    CHECK(text.str() == "2 tensors loaded; 1 of another shape: 4.weight [5, 64] (found [3, 64])");
    CHECK(
        contains(text_of<error>([&] { copy_what_fits(m, head, name_map::behind("x.")); }), "no tensor fits"));
}

TEST_CASE("maps that cannot be, and files where nothing fits, are errors, and nothing changes") {
    const temporary_folder folder;
    const model<ours> trained{seed{1}};
    put_file(folder.path / "theirs", pytorch_file(trained));
    model<ours> m{seed{2}};
    const auto before = all_numbers(m);
    const auto refusal = [&](const name_map& names) {
        return text_of<error>([&] { load(m, folder.path / "theirs", names); });
    };
    CHECK(contains(refusal(name_map::in_order({"a"})), "expected 8 names, found 1"));
    CHECK(contains(
        refusal(name_map([](const auto& names) { return std::vector<std::string>(names.size(), "a"); })),
        "two tensors of the model have the same name in the file"));
    CHECK(contains(text_of<error>([] {
                       static_cast<void>(name_map::replacing({{"(", ""}}));
                   }),
                   "cannot be read"));
    const std::string misfit = refusal({});
    CHECK(contains(misfit, "16 tensors do not fit: stem.weight is missing (expected [4, 1, 3, 3]); "));
    CHECK(contains(misfit, "and 3 more of which each is missing; "));
    CHECK(contains(text_of<error>([&] { load_what_fits(m, folder.path / "theirs"); }), "no tensor fits"));
    CHECK(all_numbers(m) == before);
}

}  // namespace maps_of_names
