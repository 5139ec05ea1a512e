// SPDX-License-Identifier: MIT
#include "pass.hpp"

#include <doctest/doctest.h>

#include <strata/model/first_values.hpp>
#include <utility>

#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"

namespace strata::test {

namespace {

/// One sample after the other from [C, places] to [places, C], or back.
template <class T>
void turn(sample_extents e, int n, const T* from, T* to, bool channels_to_last) {
    for (int i = 0; i < n; ++i, from += e.size(), to += e.size())
        for (long c = 0; c < e.channels; ++c)
            for (long p = 0; p < e.places; ++p) {
                const long first = c * e.places + p, last = p * e.channels + c;
                to[channels_to_last ? last : first] = from[channels_to_last ? first : last];
            }
}

template <class T>
std::vector<T> outside(sample_extents e, int n, const T* values) {
    std::vector<T> all(static_cast<std::size_t>(n * e.size()));
    turn(e, n, values, all.data(), false);
    return all;
}

}  // namespace

template <class T>
pass<T>::pass(sample_extents in, sample_extents out, std::vector<parameter_facts> facts,
              std::unique_ptr<any_workspace<T>> learns, std::unique_ptr<any_workspace<T>> answers)
    : in_(in), out_(out), facts_(std::move(facts)), learns_(std::move(learns)), answers_(std::move(answers)) {
    long learned = 0, measured = 0;
    for (const parameter_facts& f : facts_) {
        long& extent = f.learned ? learned : measured;
        extent = std::max(extent, f.offset + f.size);
    }
    learned_.resize(static_cast<std::size_t>(learned + slack_elements));
    measured_.resize(static_cast<std::size_t>(measured + slack_elements));
    gradient_.resize(learned_.size());
    std::vector<T*> w, dw;
    for (const parameter_facts& f : facts_) {
        w.push_back((f.learned ? learned_ : measured_).data() + f.offset);
        dw.push_back(f.learned ? gradient_.data() + f.offset : nullptr);
    }
    w_ = exact_list<T*>(w);
    dw_ = exact_list<T*>(dw);
    std::uint64_t number = 0;
    for (const parameter_facts& f : facts_)
        if (!f.repeats)
            draw_first_values(f, seed{1}, number++, (f.learned ? learned_ : measured_).data() + f.offset);
}

template <class T>
std::vector<T> pass<T>::forward(int n, const std::vector<T>& x, std::uint64_t step) {
    REQUIRE(static_cast<long>(x.size()) == n * in_.size());
    n_ = n;
    step_ = step;
    turn(in_, n, x.data(), learns_->x, true);
    learns_->forward(n, w_.data(), seed{1}, step);
    return outside(out_, n, learns_->y);
}

template <class T>
std::vector<T> pass<T>::backward(const std::vector<T>& dy) {
    REQUIRE(static_cast<long>(dy.size()) == n_ * out_.size());
    // what is left from before must not matter
    std::fill(gradient_.begin(), gradient_.end(), T(1000));
    turn(out_, n_, dy.data(), learns_->dy, true);
    learns_->backward(n_, w_.data(), dw_.data(), seed{1}, step_);
    return outside(in_, n_, learns_->dx);
}

template <class T>
std::vector<T> pass<T>::predict(int n, const std::vector<T>& x) {
    REQUIRE(static_cast<long>(x.size()) == n * in_.size());
    turn(in_, n, x.data(), answers_->x, true);
    answers_->forward(n, w_.data(), seed{1}, 0);
    return outside(out_, n, answers_->y);
}

template <class T>
std::vector<named_tensor<T>> pass<T>::views(std::vector<T>& flat, bool with_measured) {
    std::vector<named_tensor<T>> all;
    for (const parameter_facts& f : facts_)
        if (!f.repeats && (f.learned || with_measured))
            all.push_back({f.name, f.shape, f.strides, (f.learned ? flat : measured_).data() + f.offset});
    return all;
}

template <class T>
std::vector<named_tensor<T>> pass<T>::parameters() {
    return views(learned_, true);
}

template <class T>
std::vector<named_tensor<T>> pass<T>::gradients() {
    return views(gradient_, false);
}

template <class T>
named_tensor<T> tensor_called(const std::vector<named_tensor<T>>& all, const std::string& name) {
    for (const named_tensor<T>& one : all)
        if (one.name == name) return one;
    FAIL("there is no tensor called " << name);
    return {};
}

template <class T>
std::vector<T> elements(const named_tensor<T>& t) {
    std::vector<T> all;
    t.for_each([&](const T& v) { all.push_back(v); });
    return all;
}

template <class T>
void assign(const named_tensor<T>& t, const std::vector<double>& values) {
    REQUIRE(t.size() == static_cast<std::ptrdiff_t>(values.size()));
    std::size_t i = 0;
    t.for_each([&](T& v) { v = static_cast<T>(values[i++]); });
}

std::vector<double> normal_numbers(long count, std::uint64_t stream) {
    const random_stream random(seed{99}, stream);
    std::vector<double> all;
    for (long i = 0; i < count; ++i) all.push_back(random.normal(static_cast<std::uint64_t>(i)));
    return all;
}

template class pass<float>;
template class pass<double>;
template named_tensor<float> tensor_called(const std::vector<named_tensor<float>>&, const std::string&);
template named_tensor<double> tensor_called(const std::vector<named_tensor<double>>&, const std::string&);
template std::vector<float> elements(const named_tensor<float>&);
template std::vector<double> elements(const named_tensor<double>&);
template void assign(const named_tensor<float>&, const std::vector<double>&);
template void assign(const named_tensor<double>&, const std::vector<double>&);

// The checks that headers beside this one declare.

template <class T>
void check_pass_like_pytorch(pass<T> run, const network_literal& literal, bool predicts) {
    const char* precision = std::is_same_v<T, double> ? "double" : "float";
    CAPTURE(precision);
    const std::vector<T> x(literal.x.begin(), literal.x.end()), dy(literal.dy.begin(), literal.dy.end());
    for (const parameter_literal& p : literal.parameters)
        assign(tensor_called(run.parameters(), p.name), p.value);
    CHECK(run.gradients().size() == literal.parameters.size());

    CHECK(difference(run.forward(literal.n, x), literal.y) < rounding<T>);
    CHECK(difference(run.backward(dy), literal.dx) < rounding<T>);
    for (const parameter_literal& p : literal.parameters) {
        CAPTURE(p.name);
        CHECK(difference(elements(tensor_called(run.gradients(), p.name)), p.gradient) < rounding<T>);
    }
    if (predicts) CHECK(difference(run.predict(literal.n, x), literal.y) < rounding<T>);
}
template void check_pass_like_pytorch(pass<float>, const network_literal&, bool);
template void check_pass_like_pytorch(pass<double>, const network_literal&, bool);

void check_passes_alike(pass<double> fused, pass<double> plain, int n) {
    const long in = fused.input_size(), out = fused.output_size();
    std::uint64_t number = 10;
    for (const auto& p : fused.parameters()) {
        const auto& other = tensor_called(plain.parameters(), p.name);
        CHECK(elements(p) == elements(other));
        // zero biases and unit scales hide mistakes
        const random_stream noise(seed{5}, number++);
        std::uint64_t i = 0;
        p.for_each([&](double& w) { w += 0.1 * noise.uniform(i++); });
        assign(other, elements(p));
    }
    for (const int count : {n, n > 1 ? n - 1 : 1}) {
        CAPTURE(count);
        const auto x = normal_numbers(count * in, 1), dy = normal_numbers(count * out, 2);
        CHECK(difference(fused.forward(count, x), plain.forward(count, x)) < 1e-12);
        CHECK(difference(fused.backward(dy), plain.backward(dy)) < 1e-11);
        for (const auto& dw : fused.gradients()) {
            CAPTURE(dw.name);
            CHECK(difference(elements(dw), elements(tensor_called(plain.gradients(), dw.name))) < 1e-11);
        }
    }
    const auto x = normal_numbers(n * in, 3);
    CHECK(difference(fused.predict(n, x), plain.predict(n, x)) < 1e-11);
}

void check_pass_over_parts(pass<double> run, int capacity) {
    const long in = run.input_size(), out = run.output_size();
    const auto x = normal_numbers(capacity * in, 1), dy = normal_numbers(capacity * out, 2);
    const auto y = run.forward(capacity, x), dx = run.backward(dy), answer = run.predict(capacity, x);
    for (int n = 1; n < capacity; ++n) {
        CAPTURE(n);
        const std::vector<double> x_part(x.begin(), x.begin() + n * in),
            dy_part(dy.begin(), dy.begin() + n * out);
        const std::vector<double> y_part(y.begin(), y.begin() + n * out),
            dx_part(dx.begin(), dx.begin() + n * in);
        const std::vector<double> answer_part(answer.begin(), answer.begin() + n * out);
        CHECK(difference(run.forward(n, x_part), y_part) < 1e-13);
        CHECK(difference(run.backward(dy_part), dx_part) < 1e-13);
        CHECK(difference(run.predict(n, x_part), answer_part) < 1e-13);
    }
    // the parameters' gradients of the whole are the sum of those of its samples
    std::vector<std::vector<double>> sums;
    for (int i = 0; i < capacity; ++i) {
        run.forward(1, {x.begin() + i * in, x.begin() + (i + 1) * in});
        run.backward({dy.begin() + i * out, dy.begin() + (i + 1) * out});
        std::size_t k = 0;
        for (const auto& dw : run.gradients()) {
            const std::vector<double> one = elements(dw);
            if (i == 0) sums.emplace_back(one.size(), 0.0);
            for (std::size_t e = 0; e < one.size(); ++e) sums[k][e] += one[e];
            ++k;
        }
    }
    run.forward(capacity, x);
    run.backward(dy);
    std::size_t k = 0;
    for (const auto& dw : run.gradients()) {
        CAPTURE(dw.name);
        CHECK(difference(elements(dw), sums[k++]) < 1e-12);
    }
}

}  // namespace strata::test
