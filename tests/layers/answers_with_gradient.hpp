// SPDX-License-Identifier: MIT
#pragma once
/// A network that answers and whose input has a gradient: `phase<answering, of_inputs>`.
#include <doctest/doctest.h>

#include <strata/model/model.hpp>
#include <strata/training/differences.hpp>

#include "pass.hpp"

namespace strata::test {

/// Such a run over n samples and one of inference, with the same parameters and statistics.
struct answers_with_gradient {
    any_workspace<double>&run, &inference;
    double* const* w;
    const buffer<double>& statistics;
    std::int64_t input_size, output_size;
    int n;

    [[nodiscard]] std::vector<double> measured() const {
        return {statistics.data(), statistics.data() + statistics.size()};
    }
};

/// Nothing is drawn or measured, values are those of inference, and the input's gradient is that of
/// inference.
inline void check_answers_with_gradient(const answers_with_gradient& a) {
    const std::vector<double> before = a.measured(), r = normal_numbers(a.n * a.output_size, 2);
    std::vector<double> x = normal_numbers(a.n * a.input_size, 1);
    const auto forward = [&](any_workspace<double>& run, std::uint64_t step) {
        std::copy(x.begin(), x.end(), run.x);
        run.forward(a.n, a.w, seed{1}, step);
        return std::vector<double>(run.y, run.y + a.n * a.output_size);
    };
    const std::vector<double> y = forward(a.run, 0);
    CHECK(forward(a.run, 1) == y);
    CHECK(a.measured() == before);
    CHECK(difference(y, forward(a.inference, 2)) < 1e-13);

    std::copy(r.begin(), r.end(), a.run.dy);
    a.run.backward(a.n, a.w, nullptr, seed{1}, 1);
    CHECK(a.measured() == before);
    const std::vector<double> dx(a.run.dx, a.run.dx + x.size());
    gradient_report report;
    compare_with_differences(report, "input", x.data(), dx.data(), static_cast<std::int64_t>(x.size()), 200,
                             1e-5, [&] {
                                 double sum = 0;
                                 const std::vector<double> answer = forward(a.inference, 3);
                                 for (std::size_t i = 0; i < r.size(); ++i) sum += r[i] * answer[i];
                                 return sum;
                             });
    CAPTURE(report);
    CHECK(report.passed(1e-6));
    CHECK(10 * report.kinks <= report.checked);
}

/// Checks Net over n random samples, with statistics and parameters that are not where they start.
template <Network Net>
void check_answers_with_gradient(int n = 3) {
    model<Net, double> m(seed{1}, 1);
    const random_stream noise(seed{1}, 3);
    std::uint64_t i = 0;
    for (const named_tensor<double>& t : m.tensors())
        t.for_each([&](double& v) { v += 0.3 * noise.uniform(i++); });
    workspace_of<Net, phase<answering, of_inputs>, double> run(n, 1);
    workspace_of<Net, inference, double> inference_run(n, 1);
    check_answers_with_gradient({run, inference_run, m.pointers(), m.measured(), Net::input_shape::size,
                                 type_at<output_values<Net>, 0>::shape_type::size, n});
}

}  // namespace strata::test
