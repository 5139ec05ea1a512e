// SPDX-License-Identifier: MIT
#include <strata/architectures/dcgan.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include <strata/graph/ports.hpp>
#include <strata/model/model.hpp>

using namespace strata;

namespace dcgans {

template <class Net>
using output_of = typename type_at<output_values<Net>, 0>::shape_type;

// as the model that PyTorch's tutorial of DCGAN builds
static_assert(dcgan_generator<>::parameters == 3'576'704);
static_assert(dcgan_discriminator<>::parameters == 2'765'568);
static_assert(std::is_same_v<output_of<dcgan_generator<1, 28, 8, 10>>, shape<1, 28, 28>>);
static_assert(std::is_same_v<output_of<dcgan_generator<3, 32, 8, 10>>, shape<3, 32, 32>>);
static_assert(std::is_same_v<output_of<dcgan_discriminator<1, 28, 8>>, shape<1>>);
static_assert(dcgan_sides<28>::first == 7 && dcgan_sides<48>::first == 6 && dcgan_sides<64>::doublings == 4);

TEST_CASE("weights of DCGAN start from normal numbers with a deviation of 0.02, scales from 1") {
    model<dcgan_generator<1, 28, 8, 10>> m{seed{1}};
    int scales = 0;
    for (const auto& tensor : m.tensors()) {
        double squares = 0, n = 0;
        tensor.for_each([&](float& v) { squares += static_cast<double>(v) * static_cast<double>(v), ++n; });
        if (tensor.shape.size() == 1) {
            scales += tensor.name.ends_with("weight") && squares == n;
        } else {
            CHECK(std::sqrt(squares / n) == doctest::Approx(0.02).epsilon(0.2));
        }
    }
    CHECK(scales == 2);
}

}  // namespace dcgans
