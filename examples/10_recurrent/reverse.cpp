// SPDX-License-Identifier: MIT
/// An encoder reads a string of up to 20 letters, a decoder writes it in the reverse order: one static graph,
/// whose decoder looks back at what the encoder made of each letter. In training it is told the right letters
/// so far (teacher forcing), afterwards those that it has written itself.
///
///     reverse                 trains for some minutes; the picture of what is looked at goes to --out
///     reverse --quick         strings of up to 4 letters, a few seconds
///
/// (Sutskever, Vinyals, Le, 2014; Bahdanau, Cho, Bengio, 2015; Luong, Pham, Manning, 2015, equations 1 to 7.)
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/pictures/rendered.hpp>
#include <strata/sequence/beam_search.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr int most_letters = 20, alphabet = 26, end_letter = 26, start_letter = 27;

/// The decoder h asks, by a product, each place of the memory z how well it fits: a = softmax(h w z^T), and
/// goes on with h and c = a z. A place behind the end of the string has no weight in a.
struct reverser : net<whole_input<most_letters>, named<"lengths", whole_input<1>>,
                      named<"written", whole_input<most_letters + 1>>, embedding<28, 32>,
                      bidirectional<lstm<64, forget_bias<>>, "lengths">, tap<"memory">,
                      from<"written", embedding<28, 32>, lstm<128, forget_bias<>>, tap<"h">,
                           dense<128, no_bias>, with<"memory", dot_products>, with<"lengths", softmax>,
                           tap<"attention">, with<"memory", matrix_multiplication>,
                           concat<from<"h">, chain<>>, dense<128>, hyperbolic_tangent, dense<28>>> {};

struct pairs {
    xt::xtensor<int, 2> read, lengths, written;  ///< [N, 20], [N, 1], [N, 21]: what goes in
    xt::xtensor<int, 2> wanted;                  ///< [N, 21], the end behind the letters, then `no_class`
};

/// N strings of 1 to `longest` letters. Whether a string is for testing follows from its letters, so that
/// none of them is trained on.
pairs draw(std::size_t N, int longest, bool to_test, seed s) {
    pairs p{xt::zeros<int>({N, std::size_t{most_letters}}), xt::zeros<int>({N, std::size_t{1}}),
            xt::zeros<int>({N, std::size_t{most_letters + 1}}),
            xt::zeros<int>({N, std::size_t{most_letters + 1}})};
    p.wanted.fill(no_class);
    for (std::size_t i = 0, tried = 0; i < N; ++tried) {
        const random_stream random(s, tried);
        const int n = 1 + static_cast<int>(random.below(100, static_cast<std::uint32_t>(longest)));
        int sum = 0;
        for (int l = 0; l < n; ++l)
            sum += (l + 1) *
                   (p.read(i, l) = static_cast<int>(random.below(static_cast<std::uint64_t>(l), alphabet)));
        if ((sum % 10 == 0) != to_test) continue;
        for (int l = n; l < most_letters; ++l) p.read(i, l) = end_letter;
        p.lengths(i, 0) = n;
        for (int l = 0; l <= most_letters; ++l) {
            p.written(i, l) = l == 0 ? start_letter : l <= n ? p.read(i, n - l) : end_letter;
            if (l <= n) p.wanted(i, l) = l < n ? p.read(i, n - 1 - l) : end_letter;
        }
        ++i;
    }
    return p;
}

/// Writes to each string what the model thinks likeliest, letter by letter: [N, 21].
xt::xtensor<int, 2> written_by(const predictor<reverser>& answer, const pairs& p) {
    xt::xtensor<int, 2> written = xt::zeros<int>(p.written.shape()), found = written;
    xt::view(written, xt::all(), 0) = start_letter;
    for (std::size_t t = 0; t <= most_letters; ++t) {
        const xt::xtensor<float, 3> y = answer(inputs(p.read, p.lengths, written));
        for (std::size_t i = 0; i < found.shape(0); ++i) {
            const float* const scores = &y(i, t, 0);
            found(i, t) = static_cast<int>(std::max_element(scores, scores + 28) - scores);
            if (t < most_letters) written(i, t + 1) = found(i, t);
        }
    }
    return found;
}

std::size_t count_right(const xt::xtensor<int, 2>& found, const pairs& p) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < found.shape(0); ++i) {
        bool all = true;
        for (std::size_t t = 0; t <= most_letters; ++t)
            all = all && (p.wanted(i, t) == no_class || p.wanted(i, t) == found(i, t));
        right += all;
    }
    return right;
}

/// The likeliest sequences for string i by beam search over the same network.
std::vector<written_sequence> search(const predictor<reverser>& answer, const pairs& p, std::size_t i,
                                     int width) {
    const auto step = [&](const std::vector<written_sequence>& beams) {
        const std::size_t K = beams.size(), T = beams[0].classes.size();
        xt::xtensor<int, 2> read({K, std::size_t{most_letters}}), lengths({K, std::size_t{1}}),
            written = xt::zeros<int>({K, std::size_t{most_letters + 1}});
        for (std::size_t k = 0; k < K; ++k) {
            xt::view(read, k) = xt::view(p.read, i);
            lengths(k, 0) = p.lengths(i, 0);
            written(k, 0) = start_letter;
            for (std::size_t t = 0; t < T; ++t) written(k, t + 1) = beams[k].classes[t];
        }
        const xt::xtensor<float, 3> y = answer(inputs(read, lengths, written));
        std::vector<std::vector<double>> log_p(K, std::vector<double>(28));
        for (std::size_t k = 0; k < K; ++k) {
            double sum = 0;
            for (std::size_t c = 0; c < 28; ++c) sum += std::exp(static_cast<double>(y(k, T, c)));
            for (std::size_t c = 0; c < 28; ++c)
                log_p[k][c] = static_cast<double>(y(k, T, c)) - std::log(sum);
        }
        return log_p;
    };
    return beam_search(step, {.width = width, .most = most_letters, .end = end_letter});
}

char letter(int c) { return c < alphabet ? static_cast<char>('a' + c) : '.'; }

/// Where the decoder looks as it writes: a row for each letter that is written, a column for each that is
/// read.
drawing heat_map(const xt::xtensor<float, 3>& attention, const pairs& p) {
    const int n = p.lengths(0, 0), side = 24;
    drawing d(std::max(330, 80 + side * n), 90 + side * (n + 1));
    d.text(16, 28, "What the decoder looks at", {.size = 20, .bold = true});
    const auto name = [](int c) { return std::string(1, letter(c)); };
    const text_style style{.size = 17, .anchor = text_anchor::middle};
    for (int row = 0; row <= n; ++row) {
        d.text(40, 88 + side * row, name(p.wanted(0, row)), style);
        for (int column = 0; column < n; ++column) {
            if (row == 0) d.text(60 + side * (column + 0.5), 62, name(p.read(0, column)), style);
            d.rectangle(60 + side * column, 70 + side * row, side - 1, side - 1,
                        mixed(colours::white, colours::blue, static_cast<double>(attention(0, row, column))));
        }
    }
    return d;
}

struct settings : lessons::with_threads {
    int strings = 40'000, epochs = 4, longest = most_letters;
};

constexpr lessons::finding_printer finding{};

void run(const settings& s) {
    const std::size_t few = s.quick ? 100 : 1000;
    const pairs train = draw(static_cast<std::size_t>(s.strings), s.longest, false, seed{s.seed}),
                test = draw(few, s.longest, true, seed{s.seed + 1});
    model<reverser> m{seed{s.seed}, s.threads};
    std::cout << summary<reverser>() << '\n';
    trainer t{m, place_softmax_loss{}, adam{.rate = 2e-3}, clip_by_norm{.most = 1}};
    const array_set to_train{inputs(train.read, train.lengths, train.written), train.wanted},
        to_test{inputs(test.read, test.lengths, test.written), test.wanted};
    t.fit(to_train, {.epochs = s.epochs,
                     .batch = 64,
                     .validation = to_test,
                     .callbacks = {rate_schedule{cosine_decay{.to = static_cast<double>(s.epochs)}}}});

    const predictor<reverser> answer{m};
    const xt::xtensor<int, 2> found = written_by(answer, test);
    std::cout << '\n';
    for (std::size_t i = 0; i < 5; ++i) {
        std::string read, written;
        for (int l = 0; l < test.lengths(i, 0); ++l)
            read += letter(test.read(i, l)), written += letter(found(i, l));
        std::cout << read << " -> " << written << '\n';
    }
    std::size_t by_beams = 0;
    for (std::size_t i = 0; i < few / 10; ++i) {
        const auto best = search(answer, test, i, 4).front();
        bool right = static_cast<int>(best.classes.size()) == test.lengths(i, 0);
        for (std::size_t l = 0; right && l < best.classes.size(); ++l)
            right = best.classes[l] == test.wanted(i, l);
        by_beams += right;
    }
    const pairs one = draw(1, s.longest, true, seed{s.seed + 2});
    network_run look{m, answering{}, watch<"attention">{}};
    look.forward(one.read, one.lengths, one.written);
    write_png(rendered(heat_map(look.value<"attention">(), one)), fs::path(s.out) / "attention.png");
    std::cout << "\nwritten to " << s.out
              << ": attention.png\nEach row is a letter that is written, and is dark where "
              << "the decoder looks: the dark places run from the end of the string to its beginning.\n\n";
    finding("right_strings",
            100.0 * static_cast<double>(count_right(found, test)) / static_cast<double>(few));
    finding("right_strings_by_beams", 100.0 * static_cast<double>(by_beams) / static_cast<double>(few / 10));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"reverse", "Trains an encoder and a decoder with attention to reverse strings."};
    l.add_option("--strings", s.strings, "strings to train on")->check(CLI::Range(64, 1'000'000));
    l.add_option("--epochs", s.epochs, "times that all strings are trained on")->check(CLI::Range(1, 10'000));
    l.add_option("--longest", s.longest, "letters of the longest string")->check(CLI::Range(1, most_letters));
    l.share(s, {.out = "folder for the picture", .quick = "2 epochs of 1,000 strings of up to 4 letters"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.strings = 1000, s.epochs = 2, s.longest = 4;
        run(s);
    });
}
