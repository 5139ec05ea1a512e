// SPDX-License-Identifier: MIT
#include <strata/optimizers/update_rule.hpp>

#include <array>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// A rule of the user's own: every step counts in its slot, and w falls by the rate times the sign of the
/// gradient.
struct sign_descent {
    double rate = 0.5;
    static constexpr std::array<const char*, 1> slot_names{"steps"};

    template <class T>
    void update(const update_args<T>& a) const {
        parallel_sweep<T>(a.n, a.threads, [&](long i, auto lanes) {
            lanes.store(a.slot[0] + i, lanes.load(a.slot[0] + i) + simd<T>(T(1)));
            const simd<T> g = lanes.load(a.g + i), zero(T(0)), step(static_cast<T>(a.rate));
            lanes.store(a.w + i, lanes.load(a.w + i) -
                                     xsimd::select(g > zero, step, xsimd::select(g < zero, -step, zero)));
        });
        REQUIRE(std::all_of(a.slot[0], a.slot[0] + a.n,
                            [&](T count) { return count == static_cast<T>(a.step); }));
    }
};

struct without_rate {};
struct without_names {
    float rate = 1;
};
struct without_update {
    double rate = 1;
    static constexpr std::array<const char*, 0> slot_names{};
};

}  // namespace

static_assert(UpdateRule<sign_descent>);
static_assert(missing_in_rule<without_rate> == rule_part::rate && missing_in_rule<int> == rule_part::rate);
static_assert(missing_in_rule<without_names> == rule_part::slot_names);
static_assert(missing_in_rule<without_update> == rule_part::update && !UpdateRule<without_update>);

TEST_CASE("a rule of the user's own gets parameters, gradients, its slots and the number of the step") {
    steps<double, sign_descent> run(sign_descent{}, {1, 2, 3, 4, 5});
    run.step({1, -1, 0, 2, -2});
    run.step({1, -1, 0, -2, 2});
    CHECK(run.parameters() == std::vector<double>{0, 3, 3, 4, 5});
    check_rule_over_threads(sign_descent{});
}
