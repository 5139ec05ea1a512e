// SPDX-License-Identifier: MIT
#include <strata/training/check_loss.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/mean_squared_loss.hpp>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/losses/place_softmax_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/losses/weighted_squared_loss.hpp>

using namespace strata;

namespace losses_that_are_checked {

enum class fault { none, slope, adds, not_a_mean, needs_gradient, beyond_the_end };

/// Half of the sum of squares, without a target.
template <fault F>
struct squares {
    template <Shape Y>
    using decision = std::conditional_t<Vector<Y>, Y, refused<E19_loss_needs_a_vector>>;
    template <Shape Y>
    using target = several_targets<>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        const T share = F == fault::not_a_mean ? T(1) : T(1) / static_cast<T>(a.n);
        const int64 all = a.n * Y::size;
        double sum = 0;
        for (int64 i = 0; i < all; ++i) {
            sum += static_cast<double>(share * a.y[i] * a.y[i]) / 2;
            if (!a.dy) continue;
            const T slope = share * a.y[i] * (F == fault::slope && i == all - 1 ? T(1.001) : T(1));
            a.dy[i] = F == fault::adds ? a.dy[i] + slope : slope;
        }
        if (a.dy && F == fault::beyond_the_end) a.dy[all] = 0;
        return F == fault::needs_gradient && !a.dy ? 0 : sum;
    }
};
struct across : squares<fault::not_a_mean> {
    static constexpr bool across_samples = true;
};

/// The squared distance of all outputs to each of the rows; 0 where there is none.
struct near_rows {
    template <Shape Y>
    using decision = std::conditional_t<Vector<Y>, Y, refused<E19_loss_needs_a_vector>>;
    template <Shape Y>
    using target = several_targets<target<class_numbers>, ragged_target<real_numbers, Y>>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        double sum = 0;
        if (a.dy) std::fill_n(a.dy, a.n * Y::size, T(0));
        for (int64 n = 0, row = 0; n < a.n; ++n)
            for (; row < a.targets[1].row_ends[n]; ++row)
                for (int64 i = 0; i < Y::size; ++i) {
                    const T weight = static_cast<T>(1 + a.targets[0].classes[n]);
                    const T apart = a.y[n * Y::size + i] - a.targets[1].numbers[row * Y::size + i];
                    sum += static_cast<double>(weight * apart * apart) / a.n;
                    if (a.dy) a.dy[n * Y::size + i] += 2 * weight * apart / static_cast<T>(a.n);
                }
        return sum;
    }
};

template <class L>
std::string report_of() {
    std::ostringstream out;
    out << check_loss<L, shape<1>, shape<5>>();
    return out.str();
}
template <fault F>
bool says(const char* words) {
    return !check_loss<squares<F>, shape<1>, shape<5>>().passed() &&
           report_of<squares<F>>().find(words) != std::string::npos;
}

TEST_CASE("the losses of the library pass their own check") {
    CHECK(check_loss<softmax_loss>().passed());
    CHECK(check_loss<pixel_softmax_loss>().passed());
    CHECK(check_loss<place_softmax_loss>().passed());
    CHECK(check_loss<mean_squared_loss>().passed());
    CHECK(check_loss<weighted_squared_loss>().passed());
    CHECK(check_loss<binary_cross_entropy_loss>().passed());
    CHECK(check_loss(binary_cross_entropy_loss{.positive_weight = 3}).passed());
}

TEST_CASE("a loss without targets and one of several arrays, of which one is ragged, are checked") {
    CHECK(check_loss<squares<fault::none>>().passed());
    CHECK(check_loss<near_rows>().passed());
}

TEST_CASE("a wrong gradient of a loss is found, with both values") {
    CHECK(says<fault::slope>("backward says"));
}

TEST_CASE("a loss that adds to the gradient where it should write it is found") {
    CHECK(says<fault::adds>("is added to what is in a.dy where it should be written"));
}

TEST_CASE("a loss that writes behind the end of its gradient is found") {
    CHECK(says<fault::beyond_the_end>("it writes behind the end of a.dy"));
}

TEST_CASE("a loss whose value changes where no gradient is asked for is found") {
    CHECK(says<fault::needs_gradient>("its value is another where a.dy is null"));
}

TEST_CASE("a loss that is no mean of samples is found, unless it says so") {
    CHECK(says<fault::not_a_mean>("it is not the mean of the losses of single samples"));
    CHECK(check_loss<across>().passed());
}

TEST_CASE("what a loss lacks is said, and that it refuses every shape") {
    CHECK(report_of<int>().find("no `template <Shape Y> using decision`") != std::string::npos);
    CHECK(report_of<int>().find("no `template <Shape Y, class T> double apply") != std::string::npos);
    CHECK(report_of<pixel_softmax_loss>().find("refuses every shape") != std::string::npos);
}

}  // namespace losses_that_are_checked
