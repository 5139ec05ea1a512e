// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>
#include <strata/training/differences.hpp>

#include <limits>
#include <vector>

#include "random_array.hpp"

using namespace strata;
using strata::test::elements_of_view;
using strata::test::random_array;
using strata::test::random_numbers;

namespace state_test {

/// Every kind of cells. As it learns, the table and the first of the recurrences are one pass.
struct words : net<whole_input<4>, embedding<11, 6>, lstm<9>, gru<7, two_biases>, rnn<5>, dense<3>> {};
using text = at<words, whole_input<12>>;
using letter = at<words, whole_input<1>>;
static_assert(std::is_same_v<carried_of<words>, carried_of<text>>);
static_assert(std::is_same_v<carried_of<words>, carried_of<letter>>);

struct series : net<input<3, 4>, lstm<5>, dense<2>> {};
struct without_state : net<input<4>, dense<3>> {};

template <class S>
std::vector<typename S::value_type> numbers_of(S& s) {
    return {s.values().data(), s.values().data() + s.values().size()};
}
/// The numbers of sample i, and of all others.
template <class S>
std::pair<std::vector<float>, std::vector<float>> of_and_beside(S& s, int i) {
    std::pair<std::vector<float>, std::vector<float>> all;
    for (const auto& t : s.tensors()) {
        const std::ptrdiff_t size = t.strides[0];
        for (std::ptrdiff_t k = 0; k < size * s.samples(); ++k)
            (k / size == i ? all.first : all.second).push_back(t.data[k]);
    }
    return all;
}
bool is_zero(const std::vector<float>& all) { return all == std::vector<float>(all.size()); }

/// Checks that a text is the same at once and in parts of so many places, bit by bit, forward and in what is
/// carried.
template <class Part, class... Told>
void parts_are_the_whole(int n, int threads, std::size_t places, const Told&... told) {
    CAPTURE(n);
    CAPTURE(threads);
    CAPTURE(places);
    model<words> m(seed{3}, threads);
    const auto whole = random_numbers({static_cast<std::size_t>(n), std::size_t{12}}, 11);
    network_run at_once{m, text{}, told...};
    state<text> behind{n};
    const xt::xtensor<float, 3> expected = at_once.forward(whole, behind);
    network_run part_by_part{m, Part{}, told...};
    state<words> s{n};
    for (std::size_t begin = 0; begin < 12; begin += places) {
        const std::size_t end = begin + places;
        const auto y = part_by_part.forward(xt::view(whole, xt::all(), xt::range(begin, end)), s);
        CHECK(y == xt::view(expected, xt::all(), xt::range(begin, end)));
    }
    CHECK(numbers_of(s) == numbers_of(behind));
}

}  // namespace state_test
using namespace state_test;

TEST_CASE("a sequence in parts that hand their state on is the sequence at once, bit by bit") {
    for (const int n : {1, 5})
        for (const int threads : {1, 2}) {
            parts_are_the_whole<words>(n, threads, 4, learning{}, of_parameters{});
            parts_are_the_whole<words>(n, threads, 4, answering{});
        }
    parts_are_the_whole<letter>(3, 1, 1, answering{});
    parts_are_the_whole<letter>(3, 1, 1, learning{}, of_parameters{});
}

TEST_CASE("where no state is handed in, a sequence begins with zeros, and nothing is handed on") {
    model<series> m(seed{3}, 1);
    network_run r{m, answering{}};
    const auto x = random_array<float>({2, 3, 4}), later = random_array<float>({2, 3, 4}, 1);
    state<series> s{2};
    CHECK(is_zero(numbers_of(s)));
    const xt::xtensor<float, 3> first = r.forward(x, s), second = r.forward(later, s);
    CHECK_FALSE(is_zero(numbers_of(s)));
    const auto handed_on = numbers_of(s);
    CHECK(r.forward(x) == first);
    CHECK(r.forward(later) != second);
    CHECK(numbers_of(s) == handed_on);
}

TEST_CASE("gradients within a part are those of centred differences, with the state held fixed") {
    model<words, double> m(seed{3}, 1);
    network_run r{m, learning{}, of_parameters{}};
    const auto c = random_array<double>({2, 4, 3}, 8);
    state<words, double> before{2};
    r.forward(random_numbers({2, 4}, 11), before);
    const auto x = random_numbers({2, 4}, 11, 1);
    network_run look{m, learning{}};
    const auto loss = [&] {
        state<words, double> s = before;
        const auto y = look.forward(x, s);
        double sum = 0;
        auto at = y.begin();
        for (const double weight : c) sum += weight * *at++;
        return sum;
    };
    state<words, double> s = before;
    r.forward(x, s);
    r.gradient() = c;
    s.reset();  // backward reads what the state was
    r.backward();
    gradient_report report;
    compare_with_differences(report, "parameters", m.learned().data(), r.gradients().data(),
                             m.learned().size(), 150, 1e-5, loss);
    CAPTURE(report);
    CHECK(report.passed(1e-6));

    model<series, double> series_model(seed{3}, 1);
    network_run of_series{series_model, answering{}, of_inputs{}};
    auto values = random_array<double>({2, 3, 4});
    state<series, double> start{2};
    of_series.forward(values, start);
    const auto weights = random_array<double>({2, 3, 2}, 9);
    state<series, double> now = start;
    of_series.forward(values, now);
    of_series.gradient() = weights;
    of_series.backward();
    const xt::xtensor<double, 3> dx = of_series.input_gradient();
    gradient_report of_input;
    compare_with_differences(of_input, "input", values.data(), dx.data(), 24, 24, 1e-5, [&] {
        state<series, double> again = start;
        return xt::sum(weights * series_model.predict(values, again))();
    });
    CAPTURE(of_input);
    CHECK(of_input.passed(1e-6));
}

TEST_CASE("a sample of a state begins anew, and the others keep their bits") {
    model<words> m(seed{3}, 1);
    network_run r{m, answering{}};
    const auto x = random_numbers({4, 4}, 11);
    state<words> s{4};
    r.forward(x, s);
    const state<words> kept = s;
    for (const int i : {0, 2, 3}) {
        CAPTURE(i);
        state<words> some = kept, all = kept;
        some.reset(i);
        CHECK(is_zero(of_and_beside(some, i).first));
        CHECK(of_and_beside(some, i).second == of_and_beside(all, i).second);
    }
    CHECK_FALSE(is_zero(of_and_beside(s, 2).first));
    // and goes on as one that was never there
    s.reset(2);
    state<words> fresh{4};
    const xt::xtensor<float, 3> y = r.forward(x, s), from_zero = r.forward(x, fresh);
    CHECK(xt::view(y, 2) == xt::view(from_zero, 2));
    CHECK(xt::view(y, 1) != xt::view(from_zero, 1));
    s.reset();
    CHECK(is_zero(numbers_of(s)));
    CHECK_THROWS_WITH_AS(s.reset(4), "the state has no sample of this number, expected 0 to 3, found 4",
                         error);
    CHECK_THROWS_WITH_AS(s.reset(-1), doctest::Contains("found -1"), error);
    CHECK_THROWS_WITH_AS(state<words>{0}, "a state is of at least one sample, found 0", error);
}

TEST_CASE("a state is a value that says its numbers by name") {
    state<words> s{3};
    const auto tensors = s.tensors();
    std::vector<std::string> names;
    for (const auto& t : tensors) names.push_back(t.name);
    CHECK(names == std::vector<std::string>{"1.hidden", "1.cell", "2.hidden", "3.hidden"});
    CHECK(tensors[0].shape == std::vector<std::ptrdiff_t>{3, 9});
    CHECK(tensors[3].shape == std::vector<std::ptrdiff_t>{3, 5});
    state<words> copy = s;
    tensors[1].data[4] = 2;
    CHECK(is_zero(numbers_of(copy)));
    CHECK_FALSE(is_zero(numbers_of(s)));
    copy = s;
    CHECK(numbers_of(copy) == numbers_of(s));
    state<without_state> nothing{2};
    CHECK(nothing.tensors().empty());
    model<without_state> m(seed{3}, 1);
    const auto x = random_array<float>({2, 4});
    CHECK(m.predict(x, nothing) == m.predict(x));
}

TEST_CASE("answers go on where a state is, in portions of any size") {
    const model<words> m(seed{3}, 1);
    const predictor answer{m, {.portion = 2}};
    const auto first = random_numbers({5, 4}, 11), second = random_numbers({5, 4}, 11, 1);
    model<words> same = m;
    network_run r{same, answering{}};
    state<words> s{5}, of_model{5}, of_predictor{5};
    for (const auto& x : {first, second}) {
        const auto expected = r.forward(x, s);
        for (const int portion : {0, 1, 2, 5}) {
            state<words> from = of_model;
            CHECK(m.predict(x, from, {.portion = portion}) == expected);
            CHECK(numbers_of(from) == numbers_of(s));
        }
        CHECK(m.predict(x, of_model) == expected);
        CHECK(answer(x, of_predictor) == expected);
        CHECK(numbers_of(of_model) == numbers_of(s));
        CHECK(numbers_of(of_predictor) == numbers_of(s));
    }
    CHECK(answer(first) == m.predict(first));
    const predictor<letter> one{m};
    state<words> slowly{5};
    m.predict(first, s = state<words>{5});
    for (std::size_t place = 0; place < 4; ++place)
        one(xt::view(first, xt::all(), xt::range(place, place + 1)), slowly);
    CHECK(numbers_of(slowly) == numbers_of(s));
}

TEST_CASE("an answer that throws leaves the state as it was, also behind portions that were through") {
    const model<series> m(seed{3}, 1);
    const predictor answer{m, {.portion = 1}};
    state<series> s{4};
    const auto x = random_array<float>({4, 3, 4});
    answer(x, s);
    const auto before = numbers_of(s);
    auto wrong = x;
    wrong(3, 1, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(answer(wrong, s), "sample 3: a value is not a finite number", error);
    CHECK(numbers_of(s) == before);
    CHECK_THROWS_WITH_AS(m.predict(wrong, s, {.portion = 2}), "sample 3: a value is not a finite number",
                         error);
    CHECK(numbers_of(s) == before);
    const char* const other_number = "the state is of another number of samples, expected 3, found 4";
    CHECK_THROWS_WITH_AS(answer(xt::view(x, xt::range(0, 3)), s), other_number, error);
    CHECK_THROWS_WITH_AS(m.predict(xt::view(x, xt::range(0, 3)), s), other_number, error);
    CHECK(numbers_of(s) == before);
    CHECK_NOTHROW(answer(x, s));
    CHECK(numbers_of(s) != before);
}
