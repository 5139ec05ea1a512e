// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <strata/strata.hpp>
#include <strata/training/check_loss.hpp>
#include <string>
#include <vector>

using namespace strata;

namespace sample_feed_tests {

struct small : net<input<3>, dense<5>, relu, dense<3>> {};

template <class Net>
std::vector<float> numbers_of(model<Net>& m) {
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}
const fit_options quiet{.epochs = 3, .batch = 4, .order = in_order{}, .progress = nullptr};

/// Samples of which every other one counts for nothing, or only those that count.
struct counted {
    int64 samples = 16;
    bool weighted = true;

    [[nodiscard]] int64 size() const { return weighted ? samples : samples / 2; }
    void read(int64 i, auto& to) const {
        const int64 number = weighted ? i : 2 * i;
        const random_stream random(seed{5}, static_cast<std::uint64_t>(number));
        std::uint64_t k = 0;
        for (auto& v : to.input({3})) v = static_cast<float>(random.normal(k++));
        to.classes({})[0] = static_cast<int>(number / 2 % 3);
        if (weighted) to.weight(number % 2 == 0 ? 0.7 : 0);
    }
};

/// The squared distance from every row of a sample's target.
struct near_all_rows {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = ragged_target<real_numbers, shape<static_cast<int>(Y::size)>>;

    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        double sum = 0;
        int64 row = 0;
        for (int i = 0; i < a.n; ++i) {
            if (a.dy) std::fill_n(a.dy + i * Y::size, Y::size, T(0));
            for (; row < a.targets[0].row_ends[i]; ++row)
                for (int64 k = 0; k < Y::size; ++k) {
                    const T apart = a.y[i * Y::size + k] - a.targets[0].numbers[row * Y::size + k];
                    sum += static_cast<double>(apart) * static_cast<double>(apart);
                    if (a.dy) a.dy[i * Y::size + k] += 2 * apart / static_cast<T>(a.n);
                }
        }
        return sum / a.n;
    }
};

/// Sample i has i % 4 rows.
struct rows_of_two {
    [[nodiscard]] int64 size() const { return 9; }
    void read(int64 i, auto& to) const {
        to.input({1})[0] = 0;
        const auto rows = static_cast<int>(i % 4);
        auto numbers = to.rows(rows, {2});
        for (int r = 0; r < rows; ++r) {
            numbers[static_cast<std::size_t>(2 * r)] = static_cast<float>(i + r);
            numbers[static_cast<std::size_t>(2 * r + 1)] = static_cast<float>(i - r);
        }
    }
};

/// Sample 6 of ten is longer than the others.
struct odd_one_out {
    int64 odd = 6;

    [[nodiscard]] int64 size() const { return 10; }
    void read(int64 i, auto& to) const {
        for (auto& v : to.input({i == odd ? 4 : 3})) v = static_cast<float>(i) / 8;
        to.classes({})[0] = static_cast<int>(i % 3);
    }
};

/// Numbers of which sample 5 has one that is another.
struct one_is_wrong {
    float wrong = 2;

    [[nodiscard]] int64 size() const { return 10; }
    void read(int64 i, auto& to) const {
        for (auto& v : to.input({3})) v = static_cast<float>(i) / 8;
        const auto t = to.numbers({3});
        for (auto& v : t) v = 1;
        if (i == 5) t[2] = wrong;
    }
};

/// The mean of the squares: a loss without targets, over one sample or over all of them.
struct small_numbers {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = several_targets<>;
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        double sum = 0;
        for (int64 i = 0; i < a.n * Y::size; ++i) {
            sum += static_cast<double>(a.y[i]) * static_cast<double>(a.y[i]);
            if (a.dy) a.dy[i] = 2 * a.y[i] / static_cast<T>(a.n);
        }
        return sum / a.n;
    }
};
struct small_together : small_numbers {
    static constexpr bool across_samples = true;
};

}  // namespace sample_feed_tests

TEST_CASE("samples that count for nothing leave the training to the others") {
    using namespace sample_feed_tests;
    model<small> all(seed{7}), half(seed{7});
    trainer t{all, softmax_loss{}, sgd{.rate = 0.1}}, u{half, softmax_loss{}, sgd{.rate = 0.1}};
    t.fit(counted{}, quiet);
    fit_options of_half = quiet;
    of_half.batch = 2;
    u.fit(counted{.weighted = false}, of_half);
    CHECK(t.position().step == u.position().step);
    const auto found = numbers_of(all), expected = numbers_of(half);
    for (std::size_t i = 0; i < found.size(); ++i)
        CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-5));
    CHECK(t.history().back().loss == doctest::Approx(u.history().back().loss));

    fit_options one_by_one = quiet;
    one_by_one.batch = 1;
    one_by_one.epochs = 9;
    const int64 before = t.position().step;
    CHECK_THROWS_WITH_AS((trainer{all, softmax_loss{}, sgd{}}.fit(counted{}, one_by_one)),
                         doctest::Contains("the weights of the samples of a batch are all 0"), error);
    CHECK(t.position().step == before);
}

TEST_CASE("a loss of one's own learns from any number of rows a sample") {
    using namespace sample_feed_tests;
    CHECK(check_loss<near_all_rows, shape<2>, shape<5>>().passed());
    struct a_bias : net<input<1>, dense<2>> {};
    model<a_bias> m(seed{1});
    trainer t{m, near_all_rows{}, sgd{.rate = 0.1}};
    t.fit(rows_of_two{}, {.epochs = 60, .batch = 9, .progress = nullptr});
    double sum[2] = {}, rows = 0;
    for (int i = 0; i < 9; ++i)
        for (int r = 0; r < i % 4; ++r) sum[0] += i + r, sum[1] += i - r, ++rows;
    for (int k = 0; k < 2; ++k)
        CHECK(m.parameter("0.bias")(k) == doctest::Approx(sum[k] / rows).epsilon(1e-4));
}

TEST_CASE("arrays of bytes train to the bits of the same numbers as float") {
    using namespace sample_feed_tests;
    xt::xtensor<unsigned char, 2> bytes = xt::zeros<unsigned char>({10, 3});
    xt::xtensor<unsigned short, 1> labels = xt::zeros<unsigned short>({10});
    for (std::size_t i = 0; i < 10; ++i) {
        for (std::size_t k = 0; k < 3; ++k) bytes(i, k) = static_cast<unsigned char>(i * 7 + k * 50);
        labels(i) = static_cast<unsigned short>(i % 3);
    }
    const xt::xtensor<float, 2> whole = xt::cast<float>(bytes),
                                scaled = xt::cast<double>(bytes) * (1 / 255.0);
    const auto trained = [&](auto&&... given) {
        model<small> m(seed{7});
        trainer t{m, softmax_loss{}, adam{}};
        t.fit(given..., quiet);
        return numbers_of(m);
    };
    CHECK(trained(bytes, labels) == trained(whole, labels));
    CHECK(trained(array_set{scaled_by(bytes, 1 / 255.0), labels}) == trained(scaled, labels));
}

TEST_CASE("a sample of other extents in the middle of a set is one error, and the step before it the last") {
    using namespace sample_feed_tests;
    for (const int workers : {0, 2}) {
        model<small> m(seed{7}), one_step(seed{7});
        trainer t{m, softmax_loss{}, adam{}}, u{one_step, softmax_loss{}, adam{}};
        fit_options options = quiet;
        options.workers = workers;
        CHECK_THROWS_WITH_AS(t.fit(odd_one_out{}, options),
                             "sample 6, input 0: the set's sample has other extents than are asked for, "
                             "expected [3], found [4]",
                             error);
        CHECK(t.position().step == 1);
        CHECK(t.position().sample == 4);
        options.callbacks = {on(training_event::after_step, [] { return false; })};
        u.fit(odd_one_out{}, options);
        CHECK(numbers_of(m) == numbers_of(one_step));
        options.callbacks = {};
        t.fit(odd_one_out{.odd = 100}, options);
        u.fit(odd_one_out{.odd = 100}, options);
        CHECK(numbers_of(m) == numbers_of(one_step));
    }
}

TEST_CASE("a network of two inputs is fitted with both, a step takes both, and a set may have them") {
    using namespace sample_feed_tests;
    struct two
        : net<input<2>, named<"more", input<1>>, concat<chain<>, from<"more">>, named<"all", dense<3>>> {};
    struct one : net<input<3>, named<"all", dense<3>>> {};
    xt::xtensor<float, 2> x = xt::zeros<float>({10, 3});
    xt::xtensor<int, 1> labels = xt::zeros<int>({10});
    for (std::size_t i = 0; i < 10; ++i) {
        for (std::size_t k = 0; k < 3; ++k) x(i, k) = static_cast<float>((i * 5 + k * 3) % 7) / 7;
        labels(i) = static_cast<int>(i % 3);
    }
    const xt::xtensor<float, 2> x1 = xt::view(x, xt::all(), xt::range(0, 2)),
                                x2 = xt::view(x, xt::all(), xt::range(2, 3));
    model<two> m(seed{7}), of_set(seed{7});
    model<one> joined(seed{7});
    for (auto* each : {&m, &of_set}) {
        each->parameter("all.weight") = joined.parameter("all.weight");
        each->parameter("all.bias") = joined.parameter("all.bias");
    }
    trainer t{m, softmax_loss{}, adam{.rate = 0.1}}, s{of_set, softmax_loss{}, adam{.rate = 0.1}};
    trainer u{joined, softmax_loss{}, adam{.rate = 0.1}};
    t.fit(inputs(x1, x2), labels, quiet);
    s.fit(array_set{inputs(x1, x2), labels}, quiet);
    u.fit(x, labels, quiet);
    CHECK(numbers_of(m) == numbers_of(joined));
    CHECK(numbers_of(of_set) == numbers_of(joined));
    CHECK(t.step(inputs(x1, x2), labels) == u.step(x, labels));
    CHECK(numbers_of(m) == numbers_of(joined));
    const xt::xtensor<float, 2> fewer = xt::view(x2, xt::range(0, 9), xt::all());
    CHECK_THROWS_WITH_AS(
        t.fit(inputs(x1, fewer), labels, quiet),
        doctest::Contains("the arrays do not have the same number of samples, expected 10, found 9"), error);
}

TEST_CASE("a loss that compares with nothing is fitted with samples alone") {
    using namespace sample_feed_tests;
    const xt::xtensor<float, 2> x{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}};
    model<small> m(seed{7}), by_step(seed{7});
    trainer t{m, small_numbers{}, sgd{.rate = 0.1}}, u{by_step, small_numbers{}, sgd{.rate = 0.1}};
    t.fit(x, quiet);
    for (int i = 0; i < 3; ++i) u.step(x);
    CHECK(numbers_of(m) == numbers_of(by_step));
    CHECK(t.history().back().loss < t.history().front().loss);
}

TEST_CASE("a loss over a whole batch refuses samples that count differently") {
    using namespace sample_feed_tests;
    model<small> m(seed{7});
    trainer t{m, small_together{}, sgd{}};
    CHECK_THROWS_WITH_AS(t.fit(counted{}, quiet),
                         doctest::Contains("the loss looks at all samples of a batch at once"), error);
    CHECK(t.position().step == 0);
    t.fit(counted{.weighted = false}, quiet);
    CHECK(t.position().step == 6);
}

TEST_CASE("two targets of one loss are fitted with options and without, and a set may have them") {
    using namespace sample_feed_tests;
    const xt::xtensor<float, 2> x{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}}, t = 2 * x, weights = x + 1;
    const auto trained = [&](const auto& fit) {
        model<small> m(seed{7});
        trainer u{m, weighted_squared_loss{}, sgd{.rate = 0.1}, metric_list{mean_absolute_error{}}};
        fit(u);
        CHECK(u.position().step == 1);
        return numbers_of(m);
    };
    const auto expected = trained([&](auto& u) { u.step(x, t, weights); });
    const auto mixed = trained([&](auto& u) { u.fit(x, t, weights); });
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(mixed[i] == doctest::Approx(expected[i]).epsilon(1e-5));
    CHECK(trained([&](auto& u) { u.fit(x, t, weights, {.order = in_order{}, .progress = nullptr}); }) ==
          expected);
    CHECK(trained([&](auto& u) {
              u.fit(array_set{x, t, weights}, {.order = in_order{}, .progress = nullptr});
          }) == expected);
}

TEST_CASE("numbers that a target cannot be are refused where a set or a step has them") {
    using namespace sample_feed_tests;
    model<small> m(seed{7});
    trainer t{m, binary_cross_entropy_loss{}, sgd{}};
    CHECK_THROWS_WITH_AS(t.fit(one_is_wrong{}, quiet), doctest::Contains("batch sample 1, output 2: "),
                         error);
    CHECK(t.position().step == 1);
    trainer u{m, mean_squared_loss{}, sgd{}};
    const auto none = one_is_wrong{std::numeric_limits<float>::quiet_NaN()};
    CHECK_THROWS_WITH_AS(u.fit(none, quiet),
                         doctest::Contains("batch sample 1, output 2: the target is no finite number"),
                         error);
    const xt::xtensor<float, 2> x = xt::ones<float>({2, 3});
    xt::xtensor<float, 2> numbers = x;
    numbers(1, 0) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(u.step(x, numbers),
                         doctest::Contains("batch sample 1, output 0: the target is no finite number"),
                         error);
    CHECK(u.position().step == 1);
}
