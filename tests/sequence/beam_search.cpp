// SPDX-License-Identifier: MIT
#include <strata/sequence/beam_search.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <strata/kernels/random.hpp>

using namespace strata;

namespace beams {

using table = std::vector<std::vector<double>>;

/// Log probabilities of V classes after a beginning: drawn from all that is in it.
std::vector<double> after(const std::vector<int>& beginning, int V) {
    std::uint64_t key = 1;
    for (const int c : beginning) key = key * 31 + static_cast<std::uint64_t>(c) + 1;
    const random_stream random(seed{5}, key);
    std::vector<double> p(static_cast<std::size_t>(V));
    double sum = 0;
    for (std::size_t c = 0; c < p.size(); ++c) sum += p[c] = std::exp(2 * random.normal(c));
    for (double& v : p) v = std::log(v / sum);
    return p;
}

auto steps(int V) {
    return [V](const std::vector<written_sequence>& all) {
        table answer;
        for (const written_sequence& s : all) answer.push_back(after(s.classes, V));
        return answer;
    };
}

/// The best of all sequences of at most `most` classes that end with class `end`, one by one.
written_sequence best_of_all(int V, const beam_options& o) {
    written_sequence best;
    double most = -1e300;
    const std::function<void(const written_sequence&)> look = [&](const written_sequence& s) {
        const auto p = after(s.classes, V);
        for (int c = 0; c < V; ++c) {
            written_sequence t = s;
            t.log_probability += p[static_cast<std::size_t>(c)];
            if (c == o.end) {
                const double worth =
                    t.log_probability / std::pow(static_cast<double>(t.classes.size()) + 1, o.length_power);
                if (worth > most) most = worth, best = t;
            } else if (static_cast<int>(t.classes.size()) < o.most) {
                t.classes.push_back(c);
                look(t);
            }
        }
    };
    look({});
    return best;
}

TEST_CASE("a beam search as wide as all beginnings finds the likeliest sequence of all") {
    for (const double power : {0.0, 0.7, 1.0})
        for (const int V : {2, 3, 4}) {
            const beam_options o{.width = 256, .most = 4, .end = V - 1, .length_power = power};
            const auto found = beam_search(steps(V), o);
            const written_sequence best = best_of_all(V, o);
            REQUIRE(!found.empty());
            CHECK(found.front().classes == best.classes);
            CHECK(found.front().log_probability == doctest::Approx(best.log_probability));
            CHECK(found.front().ended);
        }
}

TEST_CASE("a beam search of width 1 takes the likeliest class each time") {
    const auto found = beam_search(steps(7), {.width = 1, .most = 9});
    REQUIRE(found.size() == 1);
    std::vector<int> greedy;
    double sum = 0;
    for (int t = 0; t < 9; ++t) {
        const auto p = after(greedy, 7);
        const auto best = std::max_element(p.begin(), p.end());
        sum += *best;
        greedy.push_back(static_cast<int>(best - p.begin()));
    }
    CHECK(found[0].classes == greedy);
    CHECK(found[0].log_probability == doctest::Approx(sum));
    CHECK(!found[0].ended);
}

TEST_CASE("a wider beam finds what the likeliest first class leads away from") {
    // first a (0.6) or b (0.4); after a all is unsure, after b all is sure
    const auto step = [](const std::vector<written_sequence>& all) {
        table answer;
        for (const written_sequence& s : all)
            answer.push_back(s.classes.empty() ? std::vector{std::log(0.6), std::log(0.4), -1e9}
                             : s.classes[0] == 0
                                 ? std::vector{std::log(0.4), std::log(0.3), std::log(0.3)}
                                 : std::vector{std::log(0.05), std::log(0.05), std::log(0.9)});
        return answer;
    };
    const auto narrow = beam_search(step, {.width = 1, .most = 2}),
               wide = beam_search(step, {.width = 2, .most = 2});
    CHECK(narrow[0].classes == std::vector{0, 0});
    CHECK(wide[0].classes == std::vector{1, 2});
    CHECK(std::exp(wide[0].log_probability) == doctest::Approx(0.36));
}

TEST_CASE("a length power of 1 compares means, so that a long sequence can win") {
    // ends at once (0.5), or goes on, and is then sure of two more classes and the end
    const auto step = [](const std::vector<written_sequence>& all) {
        table answer;
        for (const written_sequence& s : all)
            answer.push_back(s.classes.empty()      ? std::vector{std::log(0.45), std::log(0.55)}
                             : s.classes.size() < 3 ? std::vector{std::log(0.95), std::log(0.05)}
                                                    : std::vector{std::log(0.05), std::log(0.95)});
        return answer;
    };
    CHECK(beam_search(step, {.width = 3, .most = 5, .end = 1})[0].classes.empty());
    const auto mean = beam_search(step, {.width = 3, .most = 5, .end = 1, .length_power = 1});
    CHECK(mean[0].classes == std::vector{0, 0, 0});
    CHECK(mean[0].log_probability == doctest::Approx(std::log(0.45 * 0.95 * 0.95 * 0.95)));
}

TEST_CASE("what cannot be written is not, and what has not ended counts only where nothing has") {
    const double never = -std::numeric_limits<double>::infinity();
    const auto straight = [&](const std::vector<written_sequence>& all) {
        return table(all.size(), {0.0, never, never});
    };
    const auto found = beam_search(straight, {.width = 3, .most = 4, .end = 2});
    REQUIRE(found.size() == 1);
    CHECK(found[0].classes == std::vector{0, 0, 0, 0});
    CHECK(!found[0].ended);
    const auto nothing = [&](const std::vector<written_sequence>& all) {
        return table(all.size(), {never, never});
    };
    CHECK(beam_search(nothing, {.width = 3, .most = 4}).empty());
}

TEST_CASE("a step is told which of its last sequences each one goes on") {
    std::vector<std::vector<int>> last{{}};
    const auto step = [&](const std::vector<written_sequence>& all) {
        table answer;
        std::vector<std::vector<int>> now;
        for (const written_sequence& s : all) {
            if (!s.classes.empty()) {
                const auto& parent = last.at(static_cast<std::size_t>(s.parent));
                CHECK(std::equal(parent.begin(), parent.end(), s.classes.begin()));
                CHECK(parent.size() + 1 == s.classes.size());
            }
            now.push_back(s.classes);
            answer.push_back(after(s.classes, 3));
        }
        last = now;
        return answer;
    };
    CHECK(beam_search(step, {.width = 4, .most = 5}).size() == 4);
}

TEST_CASE("a beam search that cannot be is refused") {
    CHECK_THROWS_AS((void)beam_search(steps(3), {.width = 0}), error);
    CHECK_THROWS_AS((void)beam_search(steps(3), {.most = 0}), error);
    CHECK_THROWS_AS((void)beam_search(steps(3), {.end = 3}), error);
    CHECK_THROWS_AS((void)beam_search(steps(3), {.length_power = -1}), error);
    const auto too_few = [](const std::vector<written_sequence>&) { return table{}; };
    CHECK_THROWS_AS((void)beam_search(too_few), error);
    const auto no_classes = [](const std::vector<written_sequence>& all) { return table(all.size()); };
    CHECK_THROWS_WITH_AS((void)beam_search(no_classes), doctest::Contains("found 0 classes"), error);
    const auto scores = [](const std::vector<written_sequence>& all) {
        return table(all.size(), {3.0, 1.0});
    };
    CHECK_THROWS_AS((void)beam_search(scores), error);
    const auto broken = [](const std::vector<written_sequence>& all) {
        return table(all.size(), {std::numeric_limits<double>::quiet_NaN()});
    };
    CHECK_THROWS_AS((void)beam_search(broken), error);
}

}  // namespace beams
