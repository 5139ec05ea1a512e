// SPDX-License-Identifier: MIT
/// Compiled with an option of the compiler, prints numbers for `judge.cpp`: a line for each name, the numbers
/// as their bits. With an argument it does instead what the library has to refuse, and prints the sentence.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <strata/strata.hpp>

#include "values.hpp"

using namespace strata;

namespace {

#ifdef STRATA_TEST_REFERENCE
using number = double;  // what the numbers in `reference.txt` were computed with
#else
using number = float;
#endif

struct images : net<input<3, 12, 12>, conv<6, 3, same>, batch_norm, relu, max_pool<2>, conv<8, 3>, sigmoid,
                    flatten, dense<5>> {};
struct equals : net<input<5>, batch_norm, dense<3>> {};
struct sequences : net<input<6>, embedding<9, 4>, lstm<8>, residual<chain<layer_norm, attention<2>>>, gelu,
                       flatten, dense<7>, softplus, dense<4>, softmax> {};

template <class T>
void print(const char* name, const T* values, std::size_t n) {
    std::printf("%s", name);
    for (std::size_t i = 0; i < n; ++i) {
        const double value = values[i];
        unsigned long long bits = 0;
        std::memcpy(&bits, sizeof(T) == 8 ? static_cast<const void*>(&values[i]) : &value, sizeof bits);
        std::printf(" %llx", bits);
    }
    std::printf("\n");
}

template <class T, class F>
void print_function(const char* name, F f) {
    static T x[options::arguments], y[options::arguments];
    for (int i = 0; i < options::arguments; ++i) x[i] = options::argument<T>(static_cast<std::uint64_t>(i));
    for (int i = 0; i < options::arguments; i += simd_width<T>)
        f(simd<T>::load_unaligned(x + i)).store_unaligned(y + i);
    print(name, y, options::arguments);
}

template <class T>
void print_functions() {
    print_function<T>("exp", [](auto x) { return exponential<T>(x); });
    print_function<T>("expm1", [](auto x) { return exponential_minus_one<T>(x); });
    print_function<T>("log", [](auto x) { return logarithm<T>(x); });
    print_function<T>("log1p", [](auto x) { return logarithm_of_one_plus<T>(x); });
    print_function<T>("tanh", [](auto x) { return tanh_function<T>(x); });
    print_function<T>("logistic", [](auto x) { return logistic<T>(x); });
    print_function<T>("erfc", [](auto x) { return complementary_error_function<T>(x).value; });
    print_function<T>("gelu", [](auto x) { return gelu::value(x); });
    print_function<T>("softplus", [](auto x) { return softplus::value(x); });
    print_function<T>("relu", [](auto x) { return relu::value(x); });
    print_function<T>("relu6", [](auto x) { return relu6::value(x); });
}

xt::xtensor<number, 4> some_images(std::size_t n) {
    xt::xtensor<number, 4> x(std::array<std::size_t, 4>{n, 3, 12, 12});
    const random_stream random(seed{3}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<number>(2 * random.uniform(i) - 1);
    return x;
}
template <class Model>
void print_answers(const char* name, Model& m) {
    const auto y = m.predict(some_images(7));
    print(name, y.data(), y.size());
    predictor<images, number> again(m);
    const auto z = again(some_images(7));
    print(name, z.data(), z.size());
}

void print_networks() {
    model<images, number> m(seed{1}, 1);
    print_answers("images", m);
    trainer t(m, softmax_loss{}, momentum{.rate = 0.05});
    const xt::xtensor<int, 1> labels{0, 1, 2, 3, 4, 0, 1};
    for (int step = 0; step < 4; ++step) {
        const double loss = t.step(some_images(7), labels);
        print("loss", &loss, 1);
        if (step > 0) continue;
        for (const auto& g : t.gradients()) print("gradient", g.data, static_cast<std::size_t>(g.size()));
    }
    print_answers("trained", m);

    model<sequences, number> s(seed{2}, 1);
    xt::xtensor<number, 2> x(std::array<std::size_t, 2>{5, 6});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<number>(i * i % 9);
    const auto y = s.predict(x);
    print("sequences", y.data(), y.size());
    // equal numbers have a variance of 0, and what is left of them is 0: the scores are the biases
    model<equals, number> e(seed{3}, 1);
    xt::xtensor<number, 2> same(std::array<std::size_t, 2>{2000, 5});
    std::fill(same.begin(), same.end(), static_cast<number>(200.1F));
    trainer of_equals(e, softmax_loss{}, sgd{});
    const double loss = of_equals.step(same, xt::xtensor<int, 1>(xt::zeros<int>({std::size_t{2000}})));
    print("equals", &loss, 1);
    print("summary", static_cast<const double*>(nullptr), 0);
    if (sequences::parameters != summary<sequences>().parameters) std::abort();
}

/// A number that no compiler knows to be what it is.
number unknown(std::uint32_t bits) {
    volatile std::uint32_t hidden = bits;
    return static_cast<number>(std::bit_cast<float>(static_cast<std::uint32_t>(hidden)));
}

void do_what_is_refused(const char* what) {
    const number nan = unknown(0x7FC00000), infinity = unknown(0x7F800000);
    const auto is = [what](const char* text) { return std::strcmp(what, text) == 0; };
    model<images, number> m(seed{1}, 1);
    auto x = some_images(3);
    const xt::xtensor<int, 1> labels{0, 1, 2};
    if (is("shape"))
        static_cast<void>(m.predict(xt::xtensor<number, 4>(std::array<std::size_t, 4>{1, 3, 12, 11})));
    if (is("nan") || is("infinity")) {
        x.data()[2 * 3 * 144 + 431] = is("nan") ? nan : infinity;
        static_cast<void>(m.predict(x));
    }
    if (is("early")) {  // one that a vector sees, not the rest of a row
        x.data()[144 * 3] = infinity;
        static_cast<void>(m.predict(x));
    }
    if (is("training")) {
        x.data()[5] = nan;
        trainer(m, softmax_loss{}, sgd{}).step(x, labels);
    }
    if (is("rate")) trainer(m, softmax_loss{}, sgd{.rate = static_cast<double>(nan)});
    if (is("loss") || is("hidden")) {
        // infinite scores; and a NaN that passes a rectifier and a maximum
        *m.parameter(is("loss") ? "7.bias" : "1.bias").begin() = is("loss") ? infinity : nan;
        trainer(m, softmax_loss{}, sgd{.rate = 1}).step(x, labels);
    }
    if (is("row")) {
        xt::xtensor<number, 2> numbers = xt::zeros<number>({std::size_t{2}, std::size_t{6}});
        numbers(1, 2) = 9;
        static_cast<void>(model<sequences, number>(seed{2}, 1).predict(numbers));
    }
}

[[maybe_unused]] void print_error(const error& e) {
    std::printf("%s\n", e.what());
    std::fflush(stdout);
    std::_Exit(3);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        print_functions<float>();
        print_functions<double>();
        print_networks();
        return 0;
    }
#ifdef __cpp_exceptions
    try {
        do_what_is_refused(arguments[1]);
    } catch (const error& e) {
        print_error(e);
    }
#else
    if (std::strcmp(arguments[count - 1], "unhandled") != 0) set_error_handler(print_error);
    do_what_is_refused(arguments[1]);
#endif
    std::printf("not refused\n");
}
