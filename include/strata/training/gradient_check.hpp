// SPDX-License-Identifier: MIT
#pragma once
/// Gradients of networks against centred differences: is what backward computes the derivative of what
/// forward computes?
///
///     L = sum_i r[i] y[i] with fixed random r, in double
#include <algorithm>
#include <cmath>
#include <strata/kernels/random_streams.hpp>
#include <strata/model/model.hpp>
#include <strata/target.hpp>
#include <strata/training/differences.hpp>

namespace strata::inline STRATA_TARGET {

/// Checks the gradients of all parameters and of the input of `Net` over n random samples; of the parameters
/// alone where the input is the numbers of an `embedding`.
template <Network Net>
class gradient_check {
    using run_type = workspace<Net, input_gradients, double>;

    template <class Node>
    static constexpr int rows_read_by() {
        if constexpr (requires { Node::layer_type::table_rows; })
            return Node::input_ids[0] == 0 ? Node::layer_type::table_rows : 0;
        return 0;
    }
    template <class... Node>
    static constexpr int rows_read(types<Node...>) {
        return std::max({0, rows_read_by<Node>()...});
    }
    /// The rows of the table that the input's numbers are of, or 0.
    static constexpr int table_rows = rows_read(typename Net::graph::nodes{});

public:
    explicit gradient_check(int samples = 3, seed s = {}, int threads = 1)
        : n_(samples),
          seed_(s),
          model_(s, threads),
          run_(samples, threads),
          gradient_(model_.learned().size()),
          dw_(model_.pointers_into(gradient_.data())) {
        const random_stream random = random_for(drawn_for::inputs_of_checks, s);
        for (int64 i = 0; i < n_ * Net::input_shape::size; ++i)
            x_.push_back(first_value(random, static_cast<std::uint64_t>(i)));
        // zero biases and unit scales hide mistakes
        const random_stream noise = random_for(drawn_for::parameters_of_checks, s);
        for (int64 i = 0; i < model_.learned().size(); ++i)
            model_.learned().data()[i] += 0.1 * noise.normal(static_cast<std::uint64_t>(i));
    }

    /// The model whose gradients are checked, to be given other numbers.
    [[nodiscard]] model<Net, double>& checked_model() { return model_; }
    /// The input, [n, ...] with images channels last.
    [[nodiscard]] std::vector<double>& input() { return x_; }

    /// `most` derivatives of each parameter and of the input at most, spread evenly.
    gradient_report run(int64 most = 200, double h = 1e-5) {
        report_ = {};
        for (int time = 0; time < 2;
             ++time) {  // what is added to where it should be written shows the second time
            loss();
            backward(output_values<Net>{}, std::make_integer_sequence<int, output_values<Net>::size>{});
        }
        const std::vector<double> dx(run_.input_gradient(), run_.input_gradient() + x_.size());
        const std::vector<double> dw(gradient_.data(), gradient_.data() + gradient_.size());
        for (const parameter_facts& f : model_.parameters())
            if (f.learned && !f.repeats)
                compare(f.name, model_.learned().data() + f.offset, dw.data() + f.offset, f.size, most, h);
        if (table_rows == 0) compare("input", x_.data(), dx.data(), static_cast<int64>(x_.size()), most, h);
        return report_;
    }

private:
    static double first_value(const random_stream& random, std::uint64_t i) {
        return table_rows > 0 ? std::floor(random.uniform(i) * table_rows) : random.normal(i);
    }
    double loss() {
        std::copy(x_.begin(), x_.end(), run_.input());
        run_.forward(n_, model_.pointers(), seed_, 0);
        return weighted(output_values<Net>{}, std::make_integer_sequence<int, output_values<Net>::size>{});
    }
    [[nodiscard]] double weight(int output, int64 i) const {
        return random_for(drawn_for::outputs_of_checks, seed_, static_cast<std::uint64_t>(output))
            .normal(static_cast<std::uint64_t>(i));
    }
    template <class... V, int... K>
    double weighted(types<V...>, std::integer_sequence<int, K...>) {
        double sum = 0;
        auto add = [&](int k, const double* y, int64 size) {
            for (int64 i = 0; i < size; ++i) sum += weight(k, i) * y[i];
        };
        (add(K, run_.template output<K>(), n_ * V::shape_type::size), ...);
        return sum;
    }
    template <class... V, int... K>
    void backward(types<V...>, std::integer_sequence<int, K...>) {
        auto set = [&](int k, double* dy, int64 size) {
            for (int64 i = 0; i < size; ++i) dy[i] = weight(k, i);
        };
        (set(K, run_.template output_gradient<K>(), n_ * V::shape_type::size), ...);
        run_.backward(n_, model_.pointers(), dw_.data(), seed_, 0);
    }
    void compare(const std::string& name, double* v, const double* analytic, int64 size, int64 most,
                 double h) {
        compare_with_differences(report_, name, v, analytic, size, most, h, [this] { return loss(); });
    }

    int n_;
    seed seed_;
    model<Net, double> model_;
    run_type run_;
    buffer<double> gradient_;
    std::vector<double*> dw_;
    std::vector<double> x_;
    gradient_report report_;
};

/// Checks a network's gradients: `check_gradients<lenet>().passed()`.
template <class Net>
gradient_report check_gradients(int samples = 3, seed s = {}, int threads = 1) {
    static_assert(sizeof(spoken<network_decision<Net>>) > 0);
    require_network<Net>();
    return gradient_check<typename network_or_none<Net>::type>(samples, s, threads).run();
}
template <Network Net>
requires StillUnsaid<Net>
auto check_gradients(int samples = 3, seed s = {}, int threads = 1) -> decltype(refuse<Net>());

}  // namespace strata::inline STRATA_TARGET
