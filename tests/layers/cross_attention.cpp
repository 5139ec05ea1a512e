// SPDX-License-Identifier: MIT
#include <strata/layers/cross_attention.hpp>

#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <strata/layers/relu.hpp>

#include "../literals/difference.hpp"
#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "partial_batches.hpp"
#include "pass.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<cross_attention<4>, shape<10, 64>, shape<10, 64>, shape<7, 64>>);
static_assert(refuses<cross_attention<4>, E40_features_not_divisible_by_heads, shape<10, 6>, shape<7, 6>>);
static_assert(refuses<cross_attention<4>, E41_layer_needs_a_sequence, shape<10, 64>, shape<64>>);
static_assert(refuses<cross_attention<4>, E42_memory_does_not_fit, shape<10, 64>>);
static_assert(refuses<cross_attention<4>, E42_memory_does_not_fit, shape<10, 64>, shape<7, 32>>);
static_assert(refuses<cross_attention<0>, E09_size_not_positive, shape<10, 6>, shape<7, 6>>);
static_assert(refuses<cross_attention<2, causal>, E25_option_not_known, shape<10, 6>, shape<7, 6>>);

namespace {

template <class T>
std::vector<T> with_slack(long n) {
    return std::vector<T>(static_cast<std::size_t>(n + slack_elements));
}

/// The layer over n samples of shapes X and Z, in memory of its own.
template <class L, Shape X, Shape Z, class T>
class two_inputs {
    using list = typename L::template parameters<X, Z>;
    static constexpr memory m = L::template needs<training, T, X, Z>();

public:
    two_inputs(int n, int threads)
        : n_(n),
          threads_(threads),
          x(with_slack<T>(n * X::size)),
          z(with_slack<T>(n * Z::size)),
          y(with_slack<T>(n * X::size)),
          dy(with_slack<T>(n * X::size)),
          dx(with_slack<T>(n * X::size)),
          dz(with_slack<T>(n * Z::size)) {
        for (const long count : sizes(list{})) {
            w.push_back(with_slack<T>(count));
            dw.push_back(with_slack<T>(count));
        }
        const auto bytes = [&](long per_sample, long all) {
            return std::vector<T>(
                static_cast<std::size_t>((per_sample * n + all) / long(sizeof(T)) + 2 * slack_elements));
        };
        kept_ = bytes(m.kept_per_sample, 0);
        per_sample_ = bytes(m.scratch_per_sample, 0);
        scratch_ = bytes(0, m.scratch);
        per_thread_ = bytes(0, m.scratch_per_thread * threads);
    }
    void forward() {
        forward_args<T> a{};
        fill(a);
        L::template forward<training, T, X, Z>(a);
    }
    void backward(bool add_dx = false, bool add_dz = false) {
        backward_args<T> a{};
        fill(a);
        a.dy = dy.data();
        T* const gradients[] = {dx.data(), dz.data()};
        const bool adds[] = {add_dx, add_dz};
        const std::vector<T*> dws = pointers(dw);
        a.input_gradients = gradients;
        a.adds = adds;
        a.dw = dws.data();
        L::template backward<T, X, Z>(a);
    }
    /// Draws all that goes in.
    void draw() {
        std::uint64_t stream = 0;
        const auto fill_up = [&](std::vector<T>& v) {
            const auto drawn = normal_numbers(static_cast<long>(v.size()) - slack_elements, stream++);
            std::copy(drawn.begin(), drawn.end(), v.begin());
        };
        for (std::vector<T>* v : {&x, &z, &dy}) fill_up(*v);
        for (std::vector<T>& v : w) fill_up(v);
    }

    /// What the parameters are called, in their order.
    [[nodiscard]] static std::vector<std::string> names() { return names(list{}); }

private:
    template <class... P>
    static std::vector<std::string> names(parameter_list<P...>) {
        return {std::string(P::name)...};
    }
    template <class... P>
    static std::vector<long> sizes(parameter_list<P...>) {
        return {long(P::size)...};
    }
    static std::vector<T*> pointers(std::vector<std::vector<T>>& all) {
        std::vector<T*> each;
        for (std::vector<T>& v : all) each.push_back(v.data());
        return each;
    }
    void fill(pass_args<T>& a) {
        inputs_ = {x.data(), z.data()};
        w_ = pointers(w);
        a.n = n_;
        a.threads = threads_;
        a.inputs = inputs_.data();
        a.y = y.data();
        a.w = w_.data();
        a.kept_per_sample = reinterpret_cast<std::byte*>(kept_.data());
        a.scratch_per_sample = reinterpret_cast<std::byte*>(per_sample_.data());
        a.scratch = reinterpret_cast<std::byte*>(scratch_.data());
        a.scratch_per_thread = reinterpret_cast<std::byte*>(per_thread_.data());
    }

    int n_, threads_;
    std::vector<T> kept_, per_sample_, scratch_, per_thread_;
    std::array<const T*, 2> inputs_{};
    std::vector<T*> w_;

public:
    std::vector<T> x, z, y, dy, dx, dz;
    std::vector<std::vector<T>> w, dw;
};

/// [O, I] as [I, O], as weights lie in memory.
std::vector<double> turned(const std::vector<double>& w, std::size_t I) {
    std::vector<double> all(w.size());
    const std::size_t O = w.size() / I;
    for (std::size_t o = 0; o < O; ++o)
        for (std::size_t i = 0; i < I; ++i) all[i * O + o] = w[o * I + i];
    return all;
}

template <class T>
std::vector<T> contents(const std::vector<T>& v) {
    return {v.begin(), v.end() - slack_elements};
}

/// `z`, `dz`: of the memory, which a literal does not have.
template <class T, class L>
void like_pytorch(const network_literal& literal, const std::vector<double>& z,
                  const std::vector<double>& dz) {
    two_inputs<L, shape<3, 6>, shape<4, 6>, T> run(2, 2);
    const std::vector<std::string> names = run.names();
    REQUIRE(names.size() == literal.parameters.size());
    const auto put = [](const std::vector<double>& from, std::vector<T>& to) {
        std::transform(from.begin(), from.end(), to.begin(), [](double v) { return static_cast<T>(v); });
    };
    put(literal.x, run.x);
    put(z, run.z);
    put(literal.dy, run.dy);
    const auto is_matrix = [&](std::size_t k) { return names[k].ends_with("weight"); };
    for (std::size_t k = 0; k < names.size(); ++k)
        put(is_matrix(k) ? turned(literal.parameters[k].value, 6) : literal.parameters[k].value, run.w[k]);
    run.forward();
    run.backward();
    CHECK(difference(contents(run.y), literal.y) < rounding<T>);
    CHECK(difference(contents(run.dx), literal.dx) < rounding<T>);
    CHECK(difference(contents(run.dz), dz) < rounding<T>);
    for (std::size_t k = 0; k < names.size(); ++k) {
        CHECK(names[k] == literal.parameters[k].name);
        const std::vector<double>& expected = literal.parameters[k].gradient;
        CHECK(difference(contents(run.dw[k]), is_matrix(k) ? turned(expected, 6) : expected) < rounding<T>);
    }
}

/// Every derivative of sum y dy, with regard to each number that goes in.
template <class L, Shape X, Shape Z>
void check_differences(int n) {
    two_inputs<L, X, Z, double> run(n, 1);
    run.draw();
    run.forward();
    run.backward();
    const auto weighted = [&] {
        run.forward();
        double sum = 0;
        for (std::size_t i = 0; i < run.y.size() - slack_elements; ++i) sum += run.y[i] * run.dy[i];
        return sum;
    };
    double largest = 0;
    const auto compare = [&](std::vector<double>& v, const std::vector<double>& analytic) {
        for (std::size_t i = 0; i < v.size() - slack_elements; ++i) {
            const double kept = v[i], h = 1e-5;
            v[i] = kept + h;
            const double above = weighted();
            v[i] = kept - h;
            const double numeric = (above - weighted()) / (2 * h);
            v[i] = kept;
            largest = std::max(largest, std::abs(numeric - analytic[i]) /
                                            std::max({std::abs(numeric), std::abs(analytic[i]), 1.0}));
        }
    };
    compare(run.x, run.dx);
    compare(run.z, run.dz);
    for (std::size_t k = 0; k < run.w.size(); ++k) compare(run.w[k], run.dw[k]);
    CHECK(largest < 1e-6);
}

}  // namespace

TEST_CASE("attention over another sequence gives PyTorch's values and gradients, of both inputs") {
    const network_literal& literal = pytorch::cross_attention;
    const std::vector<double>&z = pytorch::cross_attention_memory,
          &dz = pytorch::cross_attention_memory_gradient;
    like_pytorch<double, cross_attention<2>>(literal, z, dz);
    like_pytorch<float, cross_attention<2>>(literal, z, dz);
}

TEST_CASE("without biases too, with PyTorch's names of what is left") {
    like_pytorch<double, cross_attention<2, no_bias>>(pytorch::cross_attention_no_bias,
                                                      pytorch::cross_attention_no_bias_memory,
                                                      pytorch::cross_attention_no_bias_memory_gradient);
}

TEST_CASE("the gradients of attention over another sequence are those of centred differences") {
    check_differences<cross_attention<1>, shape<1, 1>, shape<1, 1>>(1);
    check_differences<cross_attention<3>, shape<5, 6>, shape<1, 6>>(2);
    check_differences<cross_attention<1>, shape<2, 3>, shape<7, 3>>(3);
}

TEST_CASE(
    "attention over another sequence has the same bits for one thread and for two, and adds where it is told "
    "to") {
    two_inputs<cross_attention<2>, shape<33, 32>, shape<17, 32>, float> one(5, 1), two(5, 2);
    for (auto* run : {&one, &two}) {
        run->draw();
        run->forward();
        run->backward();
    }
    CHECK(one.y == two.y);
    CHECK(one.dx == two.dx);
    CHECK(one.dz == two.dz);
    CHECK(one.dw == two.dw);
    one.backward(true, true);
    for (std::size_t i = 0; i < two.dz.size() - slack_elements; ++i) two.dz[i] *= 2;
    for (std::size_t i = 0; i < two.dx.size() - slack_elements; ++i) two.dx[i] *= 2;
    CHECK(difference(contents(one.dz), contents(two.dz)) < 1e-6);
    CHECK(difference(contents(one.dx), contents(two.dx)) < 1e-6);
}

TEST_CASE("in a net, attention over the value of a tap has right gradients, in every batch and group") {
    using decoder = net<input<5, 6>, dense<6>, relu, tap<"memory">, dense<6>, relu,
                        with<"memory", cross_attention<3>>, dense<2>>;
    check_gradients_right<decoder>();
    check_partial_batches<decoder>();
    check_fused_like_unfused<decoder>();
    // a sequence that looks at itself
    check_gradients_right<net<input<4, 6>, tap<"memory">, with<"memory", cross_attention<2>>>>();
}
