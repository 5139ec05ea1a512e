// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <strata/data/any_set.hpp>
#include <strata/data/data_set.hpp>

#include "../io/temporary_folder.hpp"

using strata::int64;
using strata::sample;
using strata::sample_batch;
using strata::target_kind;

namespace of_data_sets {

/// Written for the numbers of one type.
template <class T>
struct set_of {
    int64 size() const { return 5; }
    void read(int64 i, sample<T>& to) const {
        to.input({2})[1] = static_cast<T>(0.1) * static_cast<T>(i);
        to.classes({})[0] = static_cast<int>(i);
        std::ranges::fill(to.rows(static_cast<int>(i), {2}, 1), static_cast<T>(i) / 3);
        std::ranges::fill(to.class_rows(1, {}, 2), 7);
        to.numbers({1}, 3)[0] = static_cast<T>(to.random().uniform(0));
        to.weight(0.5);
    }
};
struct of_both {
    int size() const { return 1; }
    void read(int64, auto& to) const { to.input({1})[0] = sizeof(to.input({1})[0]); }
};
struct without_size {
    void read(int64, sample<float>&) const {}
};
struct without_read {
    int64 size() const { return 0; }
};
struct read_by_one : of_both {
    static constexpr bool one_reader = true;
};

static_assert(strata::DataSet<set_of<float>> && strata::DataSet<set_of<double>> && strata::DataSet<of_both>);
static_assert(!strata::CountsSamples<without_size> && strata::ReadsSamples<without_size>);
static_assert(strata::CountsSamples<without_read> && !strata::ReadsSamples<without_read>);
static_assert(!strata::DataSet<without_size> && !strata::DataSet<without_read> && !strata::DataSet<int>);
static_assert(strata::check_data_set<of_both>());
static_assert(strata::one_reader<read_by_one> && !strata::one_reader<of_both>);

}  // namespace of_data_sets
using namespace of_data_sets;

TEST_CASE("what a set holds is found by reading it") {
    CHECK(strata::layout_of(set_of<float>{}, 2) ==
          strata::sample_layout{{{2}},
                                {{target_kind::classes, false, {}},
                                 {target_kind::numbers, true, {2}},
                                 {target_kind::classes, true, {}},
                                 {target_kind::numbers, false, {1}}}});
}

TEST_CASE("a set that is written for float serves double, with all of its arrays, and the other way round") {
    const auto layout = strata::layout_of(set_of<float>{});
    const auto check = [&]<class Set, class To>(const Set& set, To, auto tenth, auto third) {
        sample_batch<To> batch(layout, 2);
        const auto random = strata::sample_stream({3}, 1, 4);
        for (const int64 i : {1, 3})
            strata::append_sample(batch, i, random, [&](sample<To>& to) { strata::read_sample(set, i, to); });
        CHECK(batch.input()[1] == tenth);
        CHECK(batch.classes()[1] == 3);
        CHECK(std::vector<int64>(batch.row_ends(1), batch.row_ends(1) + 2) == std::vector<int64>{1, 4});
        CHECK(batch.numbers(1)[1] == third);
        CHECK(batch.numbers(1)[7] == 1);
        CHECK(batch.classes(2)[1] == 7);
        CHECK(batch.numbers(3)[1] == static_cast<To>(static_cast<float>(random.uniform(0))));
        CHECK(batch.weights()[1] == 0.5);
    };
    check(set_of<float>{}, 0.0, static_cast<double>(0.1F), static_cast<double>(1.0F / 3));
    check(set_of<double>{}, 0.0F, 0.1F, static_cast<float>(1.0 / 3));
}

TEST_CASE(
    "a set that is written for any numbers is read as they are wanted, also where its type is not known") {
    const of_both set;
    const strata::any_set of_double(set);
    const strata::any_set of_float(of_both{}), alone(read_by_one{});
    sample_batch<double> wide({.inputs = {{1}}}, 1);
    sample_batch<float> narrow({.inputs = {{1}}}, 1);
    strata::append_sample(wide, 0, {}, [&](auto& to) { of_double.read(0, to); });
    strata::append_sample(narrow, 0, {}, [&](auto& to) { of_float.read(0, to); });
    CHECK(*wide.input() == 8);
    CHECK(*narrow.input() == 4);
    CHECK(of_double.size() == 1);
    CHECK(alone.has_one_reader());
    CHECK_FALSE(of_float.has_one_reader());
}
