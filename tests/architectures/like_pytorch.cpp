// SPDX-License-Identifier: MIT
#include "like_pytorch.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <strata/model/buffer.hpp>
#include <strata/model/named_tensor.hpp>

#include "drawn.hpp"

namespace strata::test {

namespace {

/// The index of each element as papers and files count it, [N, C, places], in the order of memory, [N,
/// places, C].
template <class Visit>
void for_each_index(value_extents e, Visit&& visit) {
    std::size_t at = 0;
    for (long sample = 0; sample < batch; ++sample)
        for (long p = 0; p < e.places; ++p)
            for (int c = 0; c < e.channels; ++c)
                visit(at++, static_cast<std::uint32_t>(sample * e.size() + c * e.places + p));
}

template <class T>
digest digest_of(value_extents e, const T* values, std::uint32_t stream) {
    double squares = 0, product = 0;
    for_each_index(e, [&](std::size_t at, std::uint32_t index) {
        const double v = static_cast<double>(values[at]);
        squares += v * v;
        product += v * drawn(stream, index);
    });
    return {std::sqrt(squares), product};
}

template <class T>
digest digest_of(const named_tensor<T>& t, std::uint32_t stream) {
    double squares = 0, product = 0;
    std::uint32_t i = 0;
    t.for_each([&](T& element) {
        const double v = static_cast<double>(element);
        squares += v * v;
        product += v * drawn(stream, i++);
    });
    return {std::sqrt(squares), product};
}

/// How far apart, in norms of what is expected (a gradient that is 0 but for rounding has none); infinite
/// where a number is none.
double apart(const digest& found, const digest& expected) {
    const double d =
        std::max(std::abs(found.norm - expected.norm), std::abs(found.product - expected.product)) /
        std::max(expected.norm, 0.01);
    return std::isfinite(d) ? d : INFINITY;
}

template <class T>
named_tensor<T> view(const parameter_facts& f, T* w) {
    return {f.name, f.shape, f.strides, w};
}

/// He's deviation for weights, about 1 for scales, about 0 for shifts.
template <class T>
void draw(const parameter_facts& f, std::uint32_t stream, T* w) {
    const bool matrix = f.shape.size() > 1, scale = f.name.ends_with("weight");
    const double deviation = matrix  ? std::sqrt(6 / f.counts().in)
                             : scale ? 0.2
                                     : 0.1,
                 middle = !matrix && scale ? 1 : 0;
    std::uint32_t i = 0;
    view(f, w).for_each(
        [&](T& element) { element = static_cast<T>(middle + deviation * drawn(stream, i++)); });
}

/// The parameters in two buffers and as the pointers that a run takes.
template <class T>
struct weights {
    buffer<T> w, dw;
    std::vector<T*> pointers, gradient_pointers;

    explicit weights(const std::vector<parameter_facts>& all) : w(extent(all)), dw(w.size()) {
        std::fill_n(dw.data(), w.size(), T(1000));  // what is left from before must not matter
        long end = 0;
        std::uint32_t stream = 0;
        for (const parameter_facts& f : all) {
            pointers.push_back(w.data() + end);
            gradient_pointers.push_back(f.learned ? dw.data() + end : nullptr);
            end += padded(f.size);
            if (f.learned) draw(f, stream++, pointers.back());
        }
        pointers.push_back(nullptr);
        gradient_pointers.push_back(nullptr);
    }
    static long extent(const std::vector<parameter_facts>& all) {
        long n = 0;
        for (const parameter_facts& f : all) n += padded(f.size);
        return n;
    }
};

}  // namespace

template <class T>
void check_network_like_pytorch(any_network<T>& net, const architecture_literal& literal, double tolerance) {
    weights<T> all(net.parameters);
    for_each_index(net.image.extents, [&](std::size_t at, std::uint32_t index) {
        net.image.value[at] = static_cast<T>(drawn(image_stream, index));
    });
    net.forward(batch, all.pointers.data());

    REQUIRE(net.outputs.size() == literal.outputs.size());
    double loss = 0, scale = 0;
    std::uint32_t stream = output_stream;
    for (std::size_t k = 0; k < net.outputs.size(); ++k, ++stream) {
        const auto& y = net.outputs[k];
        const digest found = digest_of(y.extents, y.value, stream);
        CHECK(apart(found, literal.outputs[k]) < tolerance);
        loss += found.product;
        scale += found.norm;
    }
    CHECK(std::abs(loss - literal.loss) < tolerance * scale);
    for_each_index(net.outputs[0].extents, [&](std::size_t at, std::uint32_t index) {
        if (index < literal.first_head.size())
            CHECK(std::abs(static_cast<double>(net.outputs[0].value[at]) - literal.first_head[index]) <
                  tolerance * literal.outputs[0].norm);
    });

    stream = output_stream;
    for (const auto& y : net.outputs) {
        for_each_index(y.extents, [&](std::size_t at, std::uint32_t index) {
            y.gradient[at] = static_cast<T>(drawn(stream, index));
        });
        ++stream;
    }
    net.backward(batch, all.pointers.data(), all.gradient_pointers.data());
    CHECK(apart(digest_of(net.image.extents, net.image.gradient, image_stream), literal.image_gradient) <
          tolerance);
    std::size_t k = 0;
    double worst = 0;
    for (std::size_t i = 0; i < net.parameters.size(); ++i) {
        const parameter_facts& f = net.parameters[i];
        if (!f.learned) continue;
        REQUIRE(k < literal.gradients.size());
        CAPTURE(f.name);
        const double d = apart(
            digest_of(view(f, all.gradient_pointers[i]), projection_stream + static_cast<std::uint32_t>(k)),
            literal.gradients[k]);
        CHECK(d < tolerance);
        worst = std::max(worst, d);
        ++k;
    }
    CHECK(k == literal.gradients.size());
    MESSAGE("largest difference of a gradient: ", worst);
}

template void check_network_like_pytorch(any_network<float>&, const architecture_literal&, double);
template void check_network_like_pytorch(any_network<double>&, const architecture_literal&, double);

}  // namespace strata::test
