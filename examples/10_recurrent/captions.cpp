// SPDX-License-Identifier: MIT
/// A network says in words what is in a picture: "a red circle above a blue square". Convolutions see the
/// picture, an LSTM writes, and at each word looks at some places of the picture. The program draws the
/// pictures itself, and none of the sentences that it is tested on is in the training set.
///
///     captions                trains for some minutes; pictures with what was looked at go to --out
///     captions --quick        a few pictures, a few seconds
///
/// (Vinyals, Toshev, Bengio, Erhan, 2015; Karpathy, Fei-Fei, 2015; Xu and others, 2015.)
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr int image_side = 32, most_words = 8, grid_side = 8;
const std::vector<std::string> all_words{"a",      "above",    "left",  "of",   "circle",
                                         "square", "triangle", "red",   "blue", "green",
                                         "yellow", "purple",   "white", ".",    "start"};
constexpr int first_kind = 4, first_colour = 7, end_word = 13, start_word = 14, vocabulary = 15;

/// The features v of the whole picture stand beside each word x, so that the product of the LSTM is
/// W [x v] = W_x x + W_v v: W_v is the third weight matrix of the lecture, beside W_x and that of h. The
/// scores of the places of the grid z are h W z^T; what is written next follows from h and softmax(scores) z.
struct captioner
    : net<input<3, image_side, image_side>, named<"words", whole_input<most_words + 1>>, conv<32, 3, same>,
          batch_norm, relu, max_pool<2>, conv<64, 3, same>, batch_norm, relu, max_pool<2>, conv<64, 3, same>,
          batch_norm, relu, tap<"grid">, flatten, dense<64>, relu, at_each_place<most_words + 1>,
          tap<"picture">, from<"grid", pixels_to_places, learned_positions>, tap<"places">,
          from<"words", embedding<vocabulary, 32>>, concat<chain<>, from<"picture">>,
          lstm<128, forget_bias<>>, tap<"h">, dense<64, no_bias>, with<"places", dot_products>, softmax,
          tap<"attention">, with<"places", matrix_multiplication>, concat<from<"h">, chain<>>, dense<128>,
          hyperbolic_tangent, dense<vocabulary>> {};

struct described {
    xt::xtensor<float, 4> images;         ///< [N, 3, 32, 32]
    xt::xtensor<int, 2> written, wanted;  ///< [N, 9]: the words so far, and the next ones, with the end
};

struct thing {
    int colour, kind;
    double x, y, radius;

    [[nodiscard]] bool covers(int column, int row) const {
        const double u = (column + 0.5 - x) / radius, v = (row + 0.5 - y) / radius;
        if (kind == 0) return u * u + v * v < 1;
        return kind == 1 ? std::max(std::abs(u), std::abs(v)) < 0.8 : v < 0.8 && 2 * std::abs(u) - v < 1;
    }
};

/// N pictures of two things. Every eighth sentence, by the things and their relation, is for testing.
described draw(std::size_t N, bool to_test, seed s) {
    constexpr float shades[][3] = {{0.9f, 0.1f, 0.1f}, {0.1f, 0.2f, 0.9f}, {0.1f, 0.7f, 0.2f},
                                   {0.9f, 0.9f, 0.1f}, {0.6f, 0.1f, 0.7f}, {1.0f, 1.0f, 1.0f}};
    described d{xt::zeros<float>({N, std::size_t{3}, std::size_t{image_side}, std::size_t{image_side}}),
                xt::zeros<int>({N, std::size_t{most_words + 1}}),
                xt::zeros<int>({N, std::size_t{most_words + 1}})};
    d.written.fill(end_word), d.wanted.fill(no_class);
    for (std::size_t i = 0, tried = 0; i < N; ++tried) {
        const random_stream random(s, tried);
        auto between = [&, k = std::uint64_t{10}](double low, double high) mutable {
            return low + (high - low) * random.uniform(k++);
        };
        const auto of = [&](std::uint64_t k, int n) {
            return static_cast<int>(random.below(k, static_cast<std::uint32_t>(n)));
        };
        const bool above = of(0, 2) == 0;
        thing a{of(1, 6), of(2, 3), 0, 0, between(5, 7)}, b{of(3, 6), of(4, 3), 0, 0, between(5, 7)};
        if ((((a.colour * 3 + a.kind) * 18 + 5 * (b.colour * 3 + b.kind) + above) % 8 == 0) != to_test)
            continue;
        const double first = between(7, 10), second = between(22, 25), middle = between(8, 24),
                     aside = middle + between(-3, 3);
        (above ? a.y : a.x) = first, (above ? b.y : b.x) = second;
        (above ? a.x : a.y) = std::clamp(middle, 7.0, 25.0),
                       (above ? b.x : b.y) = std::clamp(aside, 7.0, 25.0);
        std::uint64_t noise = 1000;
        for (int row = 0; row < image_side; ++row)
            for (int column = 0; column < image_side; ++column)
                for (std::size_t c = 0; c < 3; ++c) {
                    const float ground = a.covers(column, row)   ? shades[a.colour][c]
                                         : b.covers(column, row) ? shades[b.colour][c]
                                                                 : 0.45f;
                    d.images(i, c, row, column) = ground + static_cast<float>(0.05 * random.normal(noise++));
                }
        std::vector<int> said{0, first_colour + a.colour, first_kind + a.kind, above ? 1 : 2, 3,
                              0, first_colour + b.colour, first_kind + b.kind, end_word};
        if (above) said.erase(said.begin() + 4);
        d.written(i, 0) = start_word;
        for (std::size_t t = 0; t < said.size(); ++t) {
            d.wanted(i, t) = said[t];
            if (t < most_words) d.written(i, t + 1) = said[t];
        }
        ++i;
    }
    return d;
}

/// What the model says of each picture, the likeliest word each time: [N, 9].
xt::xtensor<int, 2> said_of(const predictor<captioner>& answer, const described& d) {
    xt::xtensor<int, 2> written = xt::zeros<int>(d.written.shape()), found = written;
    xt::view(written, xt::all(), 0) = start_word;
    for (std::size_t t = 0; t <= most_words; ++t) {
        const xt::xtensor<float, 3> y = answer(inputs(d.images, written));
        for (std::size_t i = 0; i < found.shape(0); ++i) {
            const float* const scores = &y(i, t, 0);
            found(i, t) = static_cast<int>(std::max_element(scores, scores + vocabulary) - scores);
            if (t < most_words) written(i, t + 1) = found(i, t);
        }
    }
    return found;
}

/// What goes in when the words of `found` are written: each word beside the one that comes next.
xt::xtensor<int, 2> written_before(const xt::xtensor<int, 2>& found) {
    xt::xtensor<int, 2> written = xt::zeros<int>(found.shape());
    for (std::size_t i = 0; i < found.shape(0); ++i)
        for (std::size_t t = 0; t <= most_words; ++t) written(i, t) = t > 0 ? found(i, t - 1) : start_word;
    return written;
}

/// Sentences that are wrong, and in how many of them a colour, a shape or the relation is: the words at the
/// places of the true ones, until the true sentence ends.
struct mistakes {
    int sentences = 0, colours = 0, shapes = 0, relations = 0;
};
mistakes mistakes_of(const xt::xtensor<int, 2>& found, const xt::xtensor<int, 2>& wanted) {
    mistakes m;
    for (std::size_t i = 0; i < found.shape(0); ++i) {
        bool colour = false, shape = false, relation = false;
        for (std::size_t t = 0; t <= most_words && wanted(i, t) != no_class; ++t) {
            const int w = wanted(i, t);
            if (found(i, t) == w) continue;
            (w >= first_colour && w < end_word     ? colour
             : w >= first_kind && w < first_colour ? shape
                                                   : relation) = true;
        }
        m.colours += colour, m.shapes += shape, m.relations += relation;
        m.sentences += colour || shape || relation;
    }
    return m;
}

/// A row for each of n pictures: the picture, and bright what was looked at for each word.
picture sheet(const described& d, const xt::xtensor<int, 2>& found, const xt::xtensor<float, 3>& attention,
              std::size_t n) {
    const std::size_t columns = most_words + 1, S = image_side;
    xt::xtensor<float, 4> tiles = xt::ones<float>({n * columns, std::size_t{3}, S, S});
    image_grid_options options{
        .columns = most_words + 1, .scale = 3, .title = "What is looked at for each word"};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0, ended = 0; k < columns; ++k) {
            ended = ended || (k > 0 && found(i, k - 1) == end_word);
            options.captions.push_back(k == 0  ? "picture"
                                       : ended ? ""
                                               : all_words[static_cast<std::size_t>(found(i, k - 1))]);
            if (ended) continue;
            const float most = k > 0 ? xt::amax(xt::view(attention, i, k - 1))() : 1;
            for (std::size_t c = 0; c < 3; ++c)
                for (std::size_t row = 0; row < S; ++row)
                    for (std::size_t column = 0; column < S; ++column) {
                        const std::size_t place = row * grid_side / S * grid_side + column * grid_side / S;
                        const float light = k == 0 ? 1 : 0.2f + 0.8f * attention(i, k - 1, place) / most;
                        tiles(i * columns + k, c, row, column) =
                            light * std::clamp(d.images(i, c, row, column), 0.0f, 1.0f);
                    }
        }
    return image_grid(tiles, options);
}

struct settings : lessons::with_threads {
    int images = 20'000, epochs = 7;
};

constexpr lessons::finding_printer finding{};

void run(const settings& s) {
    const std::size_t few = s.quick ? 50 : 1000;
    const described train = draw(static_cast<std::size_t>(s.images), false, seed{s.seed}),
                    test = draw(few, true, seed{s.seed + 1});
    model<captioner> m{seed{s.seed}, s.threads};
    std::cout << summary<captioner>() << '\n';
    trainer t{m, place_softmax_loss{}, adam{.rate = 2e-3}, clip_by_norm{.most = 1}};
    const array_set to_train{inputs(train.images, train.written), train.wanted},
        to_test{inputs(test.images, test.written), test.wanted};
    t.fit(to_train, {.epochs = s.epochs,
                     .batch = 32,
                     .validation = to_test,
                     .callbacks = {rate_schedule{one_cycle{.over = static_cast<double>(s.epochs)}}}});

    const xt::xtensor<int, 2> found = said_of(predictor<captioner>{m}, test);
    const std::size_t shown = 5;
    const xt::xtensor<int, 2> said = xt::view(found, xt::range(0, shown));
    for (std::size_t i = 0; i < shown; ++i) {
        const bool wrong =
            mistakes_of(xt::view(found, xt::range(i, i + 1)), xt::view(test.wanted, xt::range(i, i + 1)))
                .sentences > 0;
        std::cout << '\n';
        for (std::size_t k = 0; k <= most_words && said(i, k) != end_word; ++k)
            std::cout << all_words[static_cast<std::size_t>(said(i, k))] << ' ';
        std::cout << (wrong ? "   (wrong)" : "");
    }
    const mistakes wrong = mistakes_of(found, test.wanted);
    network_run look{m, answering{}, watch<"attention">{}};
    look.forward(xt::view(test.images, xt::range(0, shown)), written_before(said));
    write_png(sheet(test, said, look.value<"attention">(), shown), fs::path(s.out) / "captions.png");
    std::cout << "\n\nwritten to " << s.out
              << ": captions.png\nLook whether the light lies on the first thing for the first colour and "
              << "shape, and on the second for the others.\n\n";
    const auto share = [few](int n) { return 100.0 * n / static_cast<double>(few); };
    finding("right_sentences", 100 - share(wrong.sentences));
    finding("wrong_colours", share(wrong.colours));
    finding("wrong_shapes", share(wrong.shapes));
    finding("wrong_relations", share(wrong.relations));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"captions", "Trains a network that says in words what is in a picture."};
    l.add_option("--images", s.images, "pictures to train on")->check(CLI::Range(64, 1'000'000));
    l.add_option("--epochs", s.epochs, "times that all are trained on")->check(CLI::Range(1, 10'000));
    l.share(s, {.out = "folder for the picture", .quick = "2 epochs of 500 pictures"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 500, s.epochs = 2;
        run(s);
    });
}
