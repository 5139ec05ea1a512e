// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <memory>
#include <strata/model/model.hpp>
#include <strata/model/model_link.hpp>
#include <string>
#include <vector>

using namespace strata;

namespace model_link_test {

struct linked : net<input<3>, dense<2>> {};

const std::string gone =
    "the model that this refers to is gone: it was destroyed or moved into another model. "
    "Let it live as long as what is made of it";
constexpr const char* moved_from =
    "model: its parameters were moved into another one. Use that one, or assign one to this";

float first_weight(const model<linked>& m) { return m.learned().data()[0]; }

std::string sentence_of_lost(const model_link<model<linked>>& link) {
    try {
        static_cast<void>(link.get());
    } catch (const error& e) {
        return e.what();
    }
    return "nothing";
}

}  // namespace model_link_test

using namespace model_link_test;

TEST_CASE("a link finds its model, also where a vector that grows has moved it to") {
    std::vector<model<linked>> all;
    all.emplace_back(seed{1}, 1);
    const float weight = first_weight(all[0]);
    const model_link link{all[0]};
    const model_link again = link;
    CHECK(&link.get() == &all[0]);
    for (unsigned k = 2; k < 20; ++k) {
        all.emplace_back(seed{k}, 1);
        REQUIRE(&link.get() == &all[0]);
    }
    CHECK(&again.get() == &all[0]);
    CHECK(first_weight(link.get()) == weight);
    all.clear();
    CHECK(sentence_of_lost(link) == gone);
    CHECK(sentence_of_lost(again) == gone);

    const model<linked> constant(seed{1}, 1);
    CHECK(&model_link{constant}.get() == &constant);
    static_assert(!std::is_constructible_v<model_link<const model<linked>>, model<linked>>);
}

TEST_CASE("a model that is assigned to is the same one with other parameters") {
    model<linked> m(seed{1}, 1), other(seed{2}, 1);
    const model_link link{m}, link_to_other{other};
    m = other;
    CHECK(&link.get() == &m);
    CHECK(&link_to_other.get() == &other);
    CHECK(first_weight(m) == first_weight(other));
    m = model<linked>(seed{3}, 1);
    CHECK(&link.get() == &m);
    m = static_cast<const model<linked>&>(m);
    CHECK(&link.get() == &m);

    const float weight = first_weight(other);
    m = std::move(other);  // which ends it
    CHECK(&link.get() == &m);
    CHECK(first_weight(m) == weight);
    CHECK(sentence_of_lost(link_to_other) == gone);

    model<linked>& itself = m;
    m = std::move(itself);
    CHECK(&link.get() == &m);
    CHECK(first_weight(m) == weight);
}

TEST_CASE("links of two models that are swapped find them in the other's place") {
    model<linked> a(seed{1}, 1), b(seed{2}, 1);
    const model_link link_a{a}, link_b{b};
    std::swap(a, b);
    CHECK(&link_a.get() == &b);
    CHECK(&link_b.get() == &a);
    a = std::move(b);
    CHECK(sentence_of_lost(link_a) == gone);
    b = std::move(a);
    CHECK(&link_b.get() == &b);
    CHECK(sentence_of_lost(link_a) == gone);
}

TEST_CASE("a model that was moved from says so, and is one again when another is assigned to it") {
    model<linked> m(seed{1}, 1);
    const float weight = first_weight(m);
    auto into = std::make_unique<model<linked>>(std::move(m));
    const model<linked>& constant = m;
    const xt::xtensor<float, 2> x{{1, 2, 3}};
    float gradient = 0;
    CHECK_THROWS_WITH_AS(m.predict(x), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(m.tensors()), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(constant.tensors()), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(m.views_of(&gradient)), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(m.pointers_into(&gradient)), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(constant.pointers()), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(m.parameter("0.weight")), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(m.parameter<"0.weight">()), moved_from, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(model<linked>{constant}), moved_from, error);
    CHECK_THROWS_WITH_AS(model_link{m}, moved_from, error);

    const model_link link{*into};
    m = std::move(*into);
    CHECK(&link.get() == &m);
    CHECK(first_weight(m) == weight);
    CHECK(m.predict(x).shape(1) == 2);
    m = std::move(*into);  // nothing is there any more
    CHECK(sentence_of_lost(link) == gone);
    CHECK_THROWS_WITH_AS(m.predict(x), moved_from, error);
    m = model<linked>(seed{1}, 1);
    CHECK(first_weight(m) == weight);
}
