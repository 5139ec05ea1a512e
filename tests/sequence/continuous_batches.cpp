// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <strata/data/text_windows.hpp>
#include <strata/io/checkpoint.hpp>
#include <strata/io/state_file.hpp>
#include <strata/sequence/continuous_batches.hpp>
#include <strata/strata.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace continuous_batches_test {

struct speaker : net<whole_input<4>, embedding<7, 5>, lstm<6>, dropout<0.2>, gru<5>, dense<7>> {};
static_assert(ContinuousSet<continuous_batches>);
static_assert(ContinuousSet<text_windows>);
static_assert(DataSet<chunk<continuous_batches>>);

std::vector<int> counted(int n) {
    std::vector<int> all;
    for (int i = 0; i < n; ++i) all.push_back((i * i + i / 5) % 7);
    return all;
}
std::vector<int> numbers_in(std::span<const int> part) { return {part.begin(), part.end()}; }

template <class S>
std::vector<float> numbers_of(S& s) {
    return {s.values().data(), s.values().data() + s.values().size()};
}
std::vector<float> parameters_of(const model<speaker>& m) {
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}
auto new_trainer(model<speaker>& m) {
    return trainer{m, place_softmax_loss{}, adam{.rate = 1e-2}, clip_by_norm{.most = 1}};
}
/// Steps over chunks [begin, end), counted over epochs.
template <class Trainer>
std::vector<double> learn(Trainer& t, state<speaker>& s, const continuous_batches& set, int64 begin,
                          int64 end) {
    std::vector<double> losses;
    for (int64 k = begin; k < end; ++k) {
        if (k % set.chunks() == 0) s.reset();
        losses.push_back(t.step_from(s, set[k % set.chunks()]));
    }
    return losses;
}

TEST_CASE("row i of the next batch goes on where row i stopped, and each number is read once") {
    const std::vector<int> sequence{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
    const continuous_batches set(sequence, 3, 2);
    CHECK(set.chunks() == 2);
    CHECK(set.size() == 4);
    CHECK(numbers_in(set.input(0)) == std::vector<int>{10, 11, 12});
    CHECK(numbers_in(set.target(0)) == std::vector<int>{11, 12, 13});
    CHECK(numbers_in(set.input(1)) == std::vector<int>{16, 17, 18});
    CHECK(numbers_in(set.input(2)) == std::vector<int>{13, 14, 15});
    CHECK(numbers_in(set.target(3)) == std::vector<int>{20, 21, 22});
    CHECK(set[1].size() == 2);
    CHECK(text_of<error>([&] { static_cast<void>(set[2]); }) ==
          "the sequence has no chunk of this number, expected 0 to 1, found 2");
    CHECK(contains(text_of<error>([&] { static_cast<void>(set[-1]); }), "found -1"));
}

TEST_CASE("a sequence that is shorter than a batch of chunks is refused") {
    const auto refusal = [](int n, int length, int streams) {
        return text_of<error>([&] { continuous_batches(counted(n), length, streams); });
    };
    CHECK(refusal(7, 3, 2) == "");
    CHECK(refusal(6, 3, 2) ==
          "the sequence is too short, expected 7 at least, for 2 chunks of 3 and one more, found 6. Take "
          "shorter chunks, or fewer streams");
    CHECK(contains(refusal(0, 1, 1), "the sequence is too short"));
    CHECK(contains(refusal(1, 1, 1), "found 1"));
    CHECK(contains(refusal(9, 0, 1), "found chunks of 0 in 1 streams"));
    CHECK(contains(refusal(9, 1, -1), "in -1 streams"));
}

TEST_CASE("a step from a state is forward, loss, backward and update by hand, and no state is one of zeros") {
    const continuous_batches set(counted(40), 4, 3);
    model<speaker> m(seed{3}, 1), by_hand = m, without = m;
    auto t = new_trainer(m);
    auto u = new_trainer(without);
    state<speaker> s{3}, h{3};
    network_run run{by_hand, learning{}, of_parameters{}};
    optimizer o{by_hand, adam{.rate = 1e-2}, clip_by_norm{.most = 1}};
    for (int64 k = 0; k < 3; ++k) {
        xt::xtensor<int, 2> x = xt::zeros<int>({3, 4}), y = x;
        for (int64 i = 0; i < 3; ++i)
            for (std::size_t l = 0; l < 4; ++l) {
                x(i, l) = set.input(k * 3 + i)[l];
                y(i, l) = set.target(k * 3 + i)[l];
            }
        run.forward(x, h);
        const double expected =
            mean_cross_entropy(12, 7, run.output_data(), y.data(), run.gradient_data(), 1);
        run.backward();
        o.update(run.gradients());
        if (k == 0) CHECK(u.step(x, y) == expected);
        if (k == 1) {
            const double loss = t.step_from(s, x, y);
            CHECK(loss == expected);
        } else {
            CHECK(t.step_from(s, set[k]) == expected);
        }
        CHECK(numbers_of(s) == numbers_of(h));
        CHECK(parameters_of(m) == parameters_of(by_hand));
        if (k == 0) CHECK(parameters_of(without) == parameters_of(m));
    }
    CHECK(t.position().step == 3);
}

TEST_CASE("a text on the disk is the same batches") {
    const temporary_folder folder;
    put_file(folder.path / "t", "abcdefgabcaddeafgbcabgfedcabaabbcg");
    const auto letters = vocabulary::of_file(folder.path / "t");
    const text_windows on_disk(folder.path / "t", letters, 4, 2);
    const continuous_batches in_memory(letters.encode(read_text(folder.path / "t")), 4, 2);
    model<speaker> m(seed{3}, 1), same = m;
    auto t = new_trainer(m), u = new_trainer(same);
    state<speaker> s{2}, of_same{2};
    CHECK(on_disk.size() == in_memory.size());
    for (int64 k = 0; k < in_memory.chunks(); ++k)
        CHECK(t.step_from(s, in_memory[k]) == u.step_from(of_same, chunk(on_disk, k)));
    CHECK(parameters_of(m) == parameters_of(same));
}

TEST_CASE("a run that stops in the middle of an epoch of chunks goes on with the same bits") {
    const temporary_folder folder;
    const continuous_batches set(counted(70), 4, 3);
    model<speaker> m(seed{3}, 1);
    auto t = new_trainer(m);
    state<speaker> s{3};
    learn(t, s, set, 0, 7);
    save_checkpoint(t, folder.path / "run");
    save(s, folder.path / "state");
    const auto expected = learn(t, s, set, 7, 13);

    model<speaker> later(seed{3}, 2);
    auto u = new_trainer(later);
    state<speaker> resumed{3};
    load_checkpoint(u, folder.path / "run");
    load(resumed, folder.path / "state");
    CHECK(u.position().step == 7);
    CHECK(learn(u, resumed, set, u.position().step, 13) == expected);
    CHECK(parameters_of(later) == parameters_of(m));
    CHECK(numbers_of(resumed) == numbers_of(s));
}

TEST_CASE("a step that is refused leaves parameters and state as they were") {
    const continuous_batches set(counted(40), 4, 3);
    model<speaker> m(seed{3}, 1);
    auto t = new_trainer(m);
    state<speaker> s{3}, fewer{2};
    t.step_from(s, set[0]);
    const auto before = numbers_of(s);
    const auto parameters = parameters_of(m);
    CHECK(text_of<error>([&] { t.step_from(fewer, set[1]); }) ==
          "the state is of another number of samples, expected 3, found 2");
    std::vector<int> other = counted(40);
    other[8] = 9;
    const continuous_batches of_others(other, 4, 3);
    CHECK(contains(text_of<error>([&] { t.step_from(s, of_others[2]); }), "expected"));
    CHECK(numbers_of(s) == before);
    CHECK(parameters_of(m) == parameters);
    m.parameter("4.bias")(0) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_AS(t.step_from(s, set[1]), error);
    CHECK(numbers_of(s) == before);
    CHECK(t.position().step == 1);
}

}  // namespace continuous_batches_test
