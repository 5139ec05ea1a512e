// SPDX-License-Identifier: MIT
/// The smallest language model there is, with all its numbers: four letters h, e, l, o, a recurrent layer of
/// three units, and the word "hello" to learn. It prints the figure of the lecture: the letter that goes in
/// as a one and three zeros, the hidden layer, the scores of the next letter, for each of the four steps.
///
///     hello                   before and after it has learned; --steps N
///
/// (Karpathy, "The unreasonable effectiveness of recurrent neural networks", 2015; CS231n, "Recurrent neural
/// networks".)
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <span>
#include <sstream>
#include <strata/compiled.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct hello_net : net<input<4, 4>, rnn<3>, dense<4>> {};
using letter_by_letter = at<hello_net, input<1, 4>>;
static_assert(hello_net::parameters == 3 * (4 + 3 + 1) + 4 * (3 + 1));

const std::string letters = "helo", heard = "hell", wanted = "ello";

struct settings : lessons::with_seed {
    int steps = 200;
};

constexpr lessons::finding_printer finding{};

std::size_t column_of(char letter) { return letters.find(letter); }

/// [1, 1, 4]: a one at the letter's place.
xt::xtensor<float, 3> one_hot(char letter) {
    xt::xtensor<float, 3> x = xt::zeros<float>({1, 1, 4});
    x(0, 0, column_of(letter)) = 1;
    return x;
}

std::string row(const std::string& name, const auto& value, std::size_t n) {
    std::ostringstream line;
    line << name << std::fixed << std::setprecision(2);
    for (std::size_t i = 0; i < n; ++i) line << std::setw(7) << value(i);
    return line.str();
}

/// Goes through "hell" letter by letter and writes what is in the network; how many of "ello" have the
/// largest score.
int unroll(const model<hello_net>& m, std::ostream& to) {
    const predictor<letter_by_letter> answer{m};
    state<letter_by_letter> s{1};
    int right = 0;
    for (std::size_t t = 0; t < 4; ++t) {
        const auto x = one_hot(heard[t]);
        const auto y = answer(x, s);
        const float* const h = s.tensors()[0].data;
        std::size_t best = 0;
        for (std::size_t c = 1; c < 4; ++c)
            if (y(0, 0, c) > y(0, 0, best)) best = c;
        right += letters[best] == wanted[t];
        to << "step " << t + 1 << ": " << heard[t] << " goes in, " << wanted[t] << " should come next\n"
           << row(
                  "  input   ", [&](std::size_t i) { return x(0, 0, i); }, 4)
           << '\n'
           << row(
                  "  hidden  ", [&](std::size_t i) { return h[i]; }, 3)
           << '\n'
           << row(
                  "  scores  ", [&](std::size_t i) { return y(0, 0, i); }, 4)
           << "   the largest is " << letters[best] << "'s\n";
    }
    return right;
}

/// What a stream says after a letter, if it hears itself.
std::string speak(const model<hello_net>& m, char letter, int count) {
    stream s{m};
    std::string text;
    for (int i = 0; i < count; ++i) {
        const auto x = one_hot(letter);
        const auto y = s.next(std::span<const float, 4>(x.data(), 4));
        letter = letters[static_cast<std::size_t>(std::max_element(y.begin(), y.end()) - y.begin())];
        text += letter;
    }
    return text;
}

void run(const settings& s) {
    model<hello_net> m{seed{s.seed}, 1};
    xt::xtensor<float, 3> x = xt::zeros<float>({1, 4, 4});
    xt::xtensor<int, 2> y = xt::zeros<int>({1, 4});
    for (std::size_t t = 0; t < 4; ++t) {
        x(0, t, column_of(heard[t])) = 1;
        y(0, t) = static_cast<int>(column_of(wanted[t]));
    }
    std::ostringstream page;
    page << "columns: h e l o\n\nbefore learning\n";
    const int before = unroll(m, page);
    trainer t{m, place_softmax_loss{}, adam{.rate = 5e-2}};
    double loss = 0, first = 0;
    for (int step = 0; step < s.steps; ++step) {
        loss = t.step(x, y);
        if (step == 0) first = loss;
    }
    page << "\nafter " << s.steps << " steps\n";
    const int after = unroll(m, page);
    page << "\nits matrices: input to hidden, hidden to hidden, hidden to scores\n";
    for (const auto& p : m.tensors()) {
        std::vector<float> values;
        p.for_each([&](float v) { values.push_back(v); });
        const auto columns = static_cast<std::size_t>(p.shape.back());
        page << "  " << p.name << '\n';
        for (std::size_t r = 0; r < values.size(); r += columns)
            page << row(
                        "  ", [&](std::size_t i) { return values[r + i]; }, columns)
                 << '\n';
    }
    std::cout << page.str();
    std::ofstream(fs::path(s.out) / "hello.txt") << page.str();
    const std::string says = speak(m, 'h', 4);
    std::cout << "\nAfter h it says " << says
              << ". The two l go in as the same four numbers and have different\n"
              << "letters behind them: what tells them apart is the hidden layer.\n\n";
    finding("right_letters_before", before);
    finding("right_letters", after);
    finding("first_loss", first);
    finding("loss", loss);
    finding("says_ello", says == wanted);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"hello", "Prints every number of a recurrent network that learns to say hello."};
    l.add_option("--steps", s.steps, "of learning")->check(CLI::Range(1, 1'000'000));
    l.share(s, {.out = "folder for the figure as text",
                .quick = "the same: it is quick",
                .seed = "same seed, same bits"});
    return l.run(argc, argv, [&] { run(s); });
}
