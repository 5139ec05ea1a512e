// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "../graph/networks.hpp"

using namespace strata;

TEST_CASE("a predictor answers as the model did when it was made, whatever becomes of the model") {
    model<every_form> m(seed{3});
    xt::xtensor<float, 4> x = xt::zeros<float>({5, 3, 8, 8});
    std::uint64_t k = 0;
    for (float& v : x) v = static_cast<float>(random_stream(seed{2}, 0).normal(k++));
    const auto before = m.predict(x);
    predictor answer{m};
    CHECK(answer(x) == before);
    for (long i = 0; i < m.learned().size(); ++i) m.learned().data()[i] *= 2;
    CHECK(answer(x) == before);
    CHECK(answer(xt::view(x, xt::range(0, 2))) == xt::view(before, xt::range(0, 2)));
    CHECK(m.predict(x) != before);
}
