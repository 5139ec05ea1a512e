// SPDX-License-Identifier: MIT
#pragma once
/// What a network says of the actions: scores that become probabilities, and what is expected from here on.
///
///     p[a] = exp(s[a]) / sum_b exp(s[b])        H = -sum_a p[a] log p[a]        s, p: [A]
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <strata/graph/net.hpp>
#include <strata/model/model.hpp>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// Whether a network has a second head, of one number: the value of what is seen.
template <class Net>
inline constexpr bool has_value_head = [] {
    if constexpr (output_values<Net>::size == 2)
        return std::is_same_v<typename type_at<output_values<Net>, 1>::shape_type, shape<1>>;
    else
        return false;
}();

/// Says at compile time what a network is without, to act in an environment.
template <class Net, class E>
consteval void require_actor() {
    require_environment<E>();
    static_assert(DiscreteEnvironment<E>, "this agent takes one of so many actions: one_of<N>");
    static_assert(!SaysWhatIsAllowed<E>, "this agent takes any action: the environment forbids some");
    static_assert(std::is_same_v<typename type_at<input_ports<Net>, 0>::shape_type, typename E::observation>,
                  "the network's input is what the environment shows: its `observation`");
    static_assert(
        std::is_same_v<typename type_at<output_values<Net>, 0>::shape_type, shape<E::action::count>>,
        "the network's first output is a number for each action: dense<actions>");
    static_assert(output_values<Net>::size == 1 || has_value_head<Net>,
                  "a second head is the value of what is seen: heads<dense<actions>, dense<1>>");
}

/// The probabilities of A actions.
template <int A>
struct action_probabilities {
    std::array<double, static_cast<std::size_t>(A)> p{}, log_p{};
    double entropy = 0;

    explicit action_probabilities(const float* scores) {
        const double most = static_cast<double>(*std::max_element(scores, scores + A));
        double sum = 0;
        for (std::size_t a = 0; a < p.size(); ++a) sum += std::exp(static_cast<double>(scores[a]) - most);
        for (std::size_t a = 0; a < p.size(); ++a) {
            log_p[a] = static_cast<double>(scores[a]) - most - std::log(sum);
            p[a] = std::exp(log_p[a]);
            entropy -= p[a] * log_p[a];
        }
    }
    /// The action that a uniform number in [0, 1) stands for.
    [[nodiscard]] int drawn(double uniform) const {
        for (std::size_t a = 0; a + 1 < p.size(); ++a)
            if ((uniform -= p[a]) < 0) return static_cast<int>(a);
        return A - 1;
    }
    /// The gradient of -weight log p[action] - bonus H with respect to the scores, times `scale`.
    void put_gradient(int action, double weight, double bonus, double scale, float* ds) const {
        for (std::size_t a = 0; a < p.size(); ++a) {
            const double of_choice = weight * (p[a] - (static_cast<std::size_t>(action) == a ? 1 : 0));
            ds[a] = static_cast<float>(scale * (of_choice + bonus * p[a] * (log_p[a] + entropy)));
        }
    }
};

/// The action of the highest score, the first of equal ones.
template <int A>
[[nodiscard]] int best_action(const float* scores) {
    return static_cast<int>(std::max_element(scores, scores + A) - scores);
}

}  // namespace strata::inline STRATA_TARGET
