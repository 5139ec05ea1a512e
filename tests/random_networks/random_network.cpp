// SPDX-License-Identifier: MIT
#include "random_network.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

#include "../architectures/drawn.hpp"

namespace strata::test {

namespace {

/// Streams of a network's own: those of its parameters first, then these. STREAMS and others in
/// scripts/make-random-networks.
enum stream : std::uint32_t {
    input_numbers = 1000,
    head_numbers = 2000,
    first_products = 3000,
    second_products = 4000,
    streams_a_network = 8192
};

/// The number of the step that is taken: what is random in a network follows from it.
constexpr std::uint64_t step = 0;

/// Where element `index` in the order of [N, C, places] lies in memory: for images in the order of [N,
/// places, C].
int64 in_memory(const value_places& e, int64 index) {
    if (!e.image) return index;
    const int64 sample = index / e.size(), within = index % e.size();
    return sample * e.size() + within % e.places * e.channels + within / e.places;
}

template <class T>
std::vector<double> in_order(const T* y, int n, const value_places& e) {
    std::vector<double> all(static_cast<std::size_t>(n * e.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<double>(y[in_memory(e, static_cast<int64>(i))]);
    return all;
}

template <class T>
struct run_with_places : program_run<T> {
    using program_run<T>::program_run;
    using program_run<T>::value, program_run<T>::gradient_of_output;
};

}  // namespace

template <class T>
double comparison<T>::number(std::uint32_t stream, int64 i) const {
    return drawn(static_cast<std::uint32_t>(literal_.seed) * streams_a_network + stream,
                 static_cast<std::uint32_t>(i));
}
/// A whole number below `count`.
template <class T>
int comparison<T>::whole(std::uint32_t stream, int64 i, int count) const {
    return static_cast<int>((number(stream, i) + 1) / 2 * count);
}

template <class T>
void comparison<T>::draw_parameters(parameter_store<T>& parameters) const {
    const auto& all = parameters.parameters();
    std::uint32_t stream = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].repeats) draw_parameter(all[i], stream++, parameters.pointers()[i]);
}
/// Matrices with He's deviation, scales and variances about 3/4, biases and means about 0.
template <class T>
void comparison<T>::draw_parameter(const parameter_facts& f, std::uint32_t stream, T* w) const {
    const bool matrix = f.shape.size() > 1,
               scale = f.name.ends_with(".weight") || f.name.ends_with(".running_var");
    const double middle = !matrix && scale ? 0.75 : 0, most = matrix  ? std::sqrt(6 / f.counts().in)
                                                              : scale ? 0.5
                                                                      : 0.25;
    int64 i = 0;
    named_tensor<T>{f.name, f.shape, f.strides, w}.for_each(
        [&](T& element) { element = static_cast<T>(middle + most * number(stream, i++)); });
}

template <class T>
std::vector<T> comparison<T>::input(const value_places& e) const {
    std::vector<T> all(static_cast<std::size_t>(literal_.samples * e.size()));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto index = static_cast<int64>(i);
        all[i] = literal_.numbers > 0 ? static_cast<T>(whole(input_numbers, index, literal_.numbers))
                                      : static_cast<T>(number(input_numbers, index));
    }
    return all;
}
template <class T>
std::vector<int> comparison<T>::labels(std::size_t k, const value_places& e) const {
    std::vector<int> all(static_cast<std::size_t>(literal_.samples * e.places));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = whole(static_cast<std::uint32_t>(head_numbers + k), static_cast<int64>(i), e.channels);
    return all;
}
template <class T>
double comparison<T>::factor(std::size_t k, int64 i) const {
    return number(static_cast<std::uint32_t>(head_numbers + k), i);
}

template <class T>
void comparison<T>::next(const std::string& name, const std::vector<double>& found) {
    compare(name, found, 0);
}
template <class T>
void comparison<T>::next(const std::string& name, const named_tensor<T>& found) {
    std::vector<double> all;
    found.for_each([&](T& element) { all.push_back(static_cast<double>(element)); });
    name.starts_with("the gradient") ? next_gradient(name, all) : next(name, all);
}
template <class T>
void comparison<T>::next_gradient(const std::string& name, const std::vector<double>& found) {
    double largest = 0;
    for (const sampled_tensor& t : literal_.tensors.last(literal_.tensors.size() - first_gradient_))
        largest = std::max(largest, t.largest);
    compare(name, found, largest);
}
template <class T>
void comparison<T>::next_statistics(parameter_store<T>& parameters) {
    for (const named_tensor<T>& t : parameters.tensors())
        if (t.name.ends_with(".running_mean") || t.name.ends_with(".running_var")) next(t.name, t);
    first_gradient_ = next_;
}
template <class T>
void comparison<T>::next_gradients(const std::vector<named_tensor<T>>& gradients) {
    for (const named_tensor<T>& t : gradients) next("the gradient of " + t.name, t);
}

template <class T>
void comparison<T>::compare(const std::string& name, const std::vector<double>& found,
                            double largest_of_all) {
    const auto number_of_tensor = static_cast<std::uint32_t>(next_++);
    if (number_of_tensor >= literal_.tensors.size())
        return disagrees(name, ", a tensor that PyTorch does not have,", 0, found.front());
    const sampled_tensor& expected = literal_.tensors[number_of_tensor];
    if (static_cast<int64>(found.size()) != expected.size)
        return disagrees(name, " (how many elements it has)", static_cast<double>(expected.size),
                         static_cast<double>(found.size()));
    const double scale = expected.largest > 1e-11 * largest_of_all ? expected.largest : largest_of_all;
    double products[2] = {0, 0}, largest = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        largest = std::max(largest, std::abs(found[i]));
        products[0] += found[i] * number(first_products + number_of_tensor, static_cast<int64>(i));
        products[1] += found[i] * number(second_products + number_of_tensor, static_cast<int64>(i));
    }
    const double most = tolerance_ * scale,
                 most_of_products = most * std::sqrt(static_cast<double>(found.size()));
    const auto close = [&](const char* what, double wanted, double is, double d) {
        if (!(std::abs(wanted - is) <= d)) disagrees(name, what, wanted, is);
    };
    close(" (its first element)", expected.first, found.front(), most);
    close(" (its last element)", expected.last, found.back(), most);
    close(" (its largest amount)", expected.largest, largest, most);
    close(" (its product with drawn numbers)", expected.products[0], products[0], most_of_products);
    close(" (its product with other drawn numbers)", expected.products[1], products[1], most_of_products);
}
template <class T>
void comparison<T>::loss(double found) {
    if (!(std::abs(found - literal_.loss) <= tolerance_ * std::max(1.0, std::abs(literal_.loss))))
        disagrees("the loss", "", literal_.loss, found);
}

template <class T>
void comparison<T>::disagrees(const std::string& what, const char* which, double expected, double found) {
    std::ostringstream s;
    s.precision(12);
    s << what << which << " is " << found << ", PyTorch says " << expected << "\n";
    disagreements_ += s.str();
}
template <class T>
void comparison<T>::finish() {
    if (next_ != literal_.tensors.size())
        disagrees("the number of tensors", "", static_cast<double>(literal_.tensors.size()),
                  static_cast<double>(next_));
    CHECK_MESSAGE(disagreements_.empty(), disagreements_, "in ", std::string(precision_), ", ",
                  literal_.samples, " samples, seed ", literal_.seed, ": ", type_);
}
template class comparison<float>;
template class comparison<double>;

namespace {

/// A step without its update: every loss leaves its gradient where backward reads it, as in a trainer.
template <class T>
class step_without_update {
public:
    step_without_update(const random_network<T>& network, const random_literal& literal,
                        const comparison<T>& numbers, parameter_store<T>& store)
        : network_(network),
          literal_(literal),
          numbers_(numbers),
          store_(store),
          gradient_(store.learned().size()),
          run_(*network.learns, literal.room, literal.threads) {}

    void take() {
        const std::vector<T> x = numbers_.input(network_.input);
        for (std::size_t i = 0; i < x.size(); ++i)
            run_.input()[in_memory(network_.input, static_cast<int64>(i))] = x[i];
        run_.forward(literal_.samples, store_.pointers(), numbers_.random(), step);
        outputs.clear();
        for (const random_head<T>& head : network_.heads)
            outputs.push_back(in_order(run_.value(head.id), literal_.samples, head.extents));
        loss = 0;
        double weight = 1;
        for (std::size_t k = 0; k < network_.heads.size(); ++k, weight /= 2)
            loss += weight * loss_of(k, static_cast<T>(weight));
        run_.backward(literal_.samples, store_.pointers(), store_.pointers_into(gradient_.data()).data(),
                      numbers_.random(), step);
    }
    [[nodiscard]] std::vector<named_tensor<T>> gradients() { return store_.views_of(gradient_.data()); }
    [[nodiscard]] std::vector<double> input_gradient() {
        return in_order(run_.input_gradient(), literal_.samples, network_.input);
    }

    std::vector<std::vector<double>> outputs;
    double loss = 0;

private:
    /// The loss of output k; its gradient times `weight` is left in the run.
    double loss_of(std::size_t k, T weight) {
        const random_head<T>& head = network_.heads[k];
        const int64 size = literal_.samples * head.extents.size();
        const T* y = run_.value(head.id);
        T* dy = run_.gradient_of_output(static_cast<int>(k));
        double sum = 0;
        if (head.loss) {
            const auto classes = numbers_.labels(k, head.extents);
            const target_view<T> labels{.classes = classes.data()};
            sum = head.loss({literal_.samples, literal_.threads, y, dy, &labels});
        } else {
            for (int64 i = 0; i < size; ++i) {
                const int64 at = in_memory(head.extents, i);
                dy[at] = static_cast<T>(numbers_.factor(k, i));
                sum += static_cast<double>(y[at]) * numbers_.factor(k, i);
            }
        }
        for (int64 i = 0; i < size; ++i) dy[i] *= weight;
        return sum;
    }

    const random_network<T>& network_;
    const random_literal& literal_;
    const comparison<T>& numbers_;
    parameter_store<T>& store_;
    buffer<T> gradient_;
    run_with_places<T> run_;
};

}  // namespace

template <class T>
void check_runs(const random_network<T>& network, const random_literal& literal, comparison<T>&& expected) {
    parameter_store<T> store(*network.parameters, seed{1}, nullptr);
    expected.draw_parameters(store);
    {
        run_with_places<T> run(*network.answers, literal.room, literal.threads);
        const std::vector<T> x = expected.input(network.input);
        for (std::size_t i = 0; i < x.size(); ++i)
            run.input()[in_memory(network.input, static_cast<int64>(i))] = x[i];
        run.prepare(store.pointers());
        run.forward(literal.samples, store.pointers(), expected.random(), step);
        for (const random_head<T>& head : network.heads)
            expected.next("the answer", in_order(run.value(head.id), literal.samples, head.extents));
    }
    step_without_update<T> learns(network, literal, expected, store);
    learns.take();
    for (const std::vector<double>& output : learns.outputs) expected.next("the output in training", output);
    expected.next_statistics(store);
    learns.take();  // what is added to where it should be written shows the second time
    expected.next_gradients(learns.gradients());
    if (network.input_gradient)
        expected.next_gradient("the gradient of the input", learns.input_gradient());
    else
        expected.skip(1);
    expected.loss(learns.loss);
    expected.finish();
}
template void check_runs(const random_network<float>&, const random_literal&, comparison<float>&&);
template void check_runs(const random_network<double>&, const random_literal&, comparison<double>&&);

}  // namespace strata::test
