// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "networks.hpp"

using namespace strata;

// the plan is a constant that a user can hold the library to
static_assert(lenet::workspace_bytes<training>(64) < 2 << 20);
// answering keeps the weights of dense layers once more, in the order that they are read
static_assert(lenet::workspace_bytes<inference>(1) < 512 << 10);
static_assert(unfused<lenet>::workspace_bytes<training>(64) > 2 * lenet::workspace_bytes<training>(64));
static_assert(lenet::workspace_bytes<training>(64, 2) > lenet::workspace_bytes<training>(64, 1));

namespace {

/// Whether two buffers of the plan that live at the same time share a byte.
template <class Net, class Phase>
bool overlaps() {
    using p = plan<Net, Phase, float>;
    struct lived {
        long begin, end;
        int from, to;
    };
    std::vector<lived> all;
    constexpr int n = p::operation_count, last = 2 * n;
    constexpr bool trains = Phase::backward;
    auto at = [](int i) { return static_cast<std::size_t>(i); };
    for (int v = 0; v < p::value_count; ++v) {
        if (p::result.root[at(v)] != v || p::sizes[at(v)] == 0) continue;
        int made = 0, read = p::is_output(v) ? n : 0, gradient_from = p::is_output(v) ? n : last + 1,
            gradient_to = -1;
        for (int i = 0; i < n; ++i) {
            const operation_facts& op = p::facts[at(i)];
            if (p::result.root[at(op.output)] == v) {
                if (!op.is_view) made = i;
                gradient_to = std::max(gradient_to, last - i);
                read = std::max(read, trains && op.needs.y_in_backward ? last - i : i);
            }
            for (int k = op.inputs_begin; k < op.inputs_end; ++k)
                if (p::result.root[at(p::input_ids[at(k)])] == v) {
                    read = std::max(read, trains && op.needs.x_in_backward ? last - i : i);
                    gradient_from = std::min(gradient_from, last - i);
                }
        }
        all.push_back({p::result.value[at(v)], p::result.value[at(v)] + p::sizes[at(v)] * 4, made, read});
        if (p::result.gradient[at(v)] != no_place)
            all.push_back({p::result.gradient[at(v)], p::result.gradient[at(v)] + p::sizes[at(v)] * 4,
                           gradient_from, gradient_to});
    }
    for (int i = 0; trains && i < n; ++i)
        if (p::result.operation[at(i)].kept_per_sample != no_place)
            all.push_back({p::result.operation[at(i)].kept_per_sample,
                           p::result.operation[at(i)].kept_per_sample + p::facts[at(i)].needs.kept_per_sample,
                           i, last - i});
    for (std::size_t a = 0; a < all.size(); ++a) {
        if (all[a].end > p::result.per_sample) return true;
        for (std::size_t b = 0; b < a; ++b)
            if (all[a].begin < all[b].end && all[b].begin < all[a].end && all[a].from <= all[b].to &&
                all[b].from <= all[a].to)
                return true;
    }
    return false;
}

}  // namespace

TEST_CASE("nothing that lives at the same time shares memory") {
    CHECK_FALSE(overlaps<lenet, training>());
    CHECK_FALSE(overlaps<lenet, inference>());
    CHECK_FALSE(overlaps<every_form, training>());
    CHECK_FALSE(overlaps<every_form, inference>());
    CHECK_FALSE(overlaps<every_form, input_gradients>());
    CHECK_FALSE(overlaps<unfused<every_form>, training>());
    CHECK_FALSE(overlaps<two_heads, training>());
}

TEST_CASE("a workspace takes the bytes that the plan says") {
    workspace<lenet, training> w(64, 2);
    CHECK(w.bytes() == lenet::workspace_bytes<training>(64, 2));
}
