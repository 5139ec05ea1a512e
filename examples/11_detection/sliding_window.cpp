// SPDX-License-Identifier: MIT
/// A classifier of windows, slid over a picture. Written without a dense layer it takes a picture of any
/// size, and answers for all windows in one pass: the same numbers, since neighbouring windows share nearly
/// all of their work.
///
///     sliding_window            the picture goes to --out; --quick: few scenes, a few seconds
#include <algorithm>
#include <cmath>
#include <strata/losses/pixel_softmax_loss.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

constexpr int view_side = 32, hop = 4, canvas_side = 192, stops = (canvas_side - view_side) / hop + 1;

/// What would be `dense<64>` behind 6 x 6 pixels is `conv<64, 6>`: the same sums, and a window of them.
struct window_net : net<input<1, view_side, view_side>, conv<16, 5>, relu, max_pool<2>, conv<32, 3>, relu,
                        max_pool<2>, conv<64, 6>, relu, conv<11, 1>> {};
using picture_net = at<window_net, input<1, canvas_side, canvas_side>>;
static_assert(explain<picture_net>::layer<8>::output::extents[1] == stops);

const scene_options crowded{.side = canvas_side, .fewest = 8, .most = 14, .smallest = 24, .largest = 28};

/// Windows of scenes: every other one around a thing, two pixels off at most, the rest at least 10 off all of
/// them.
struct windows {
    const pasted_scenes<const labelled_images&>& scenes;

    [[nodiscard]] int64 size() const { return 8 * scenes.size(); }
    void read(int64 i, auto& to) const {
        const scene s = scenes[i / 8];
        std::uint64_t k = 0;
        const auto below = [&](int n) {
            return static_cast<int>(to.random().below(k++, static_cast<std::uint32_t>(n)));
        };
        const auto left_of = [](float a, float b) {
            return std::clamp(static_cast<int>((a + b) / 2) - view_side / 2, 0, canvas_side - view_side);
        };
        int x = 0, y = 0, kind = 0;
        if (i % 2 == 0) {
            const truth_box& t = s.things[static_cast<std::size_t>(below(static_cast<int>(s.things.size())))];
            x = std::clamp(left_of(t.where.x1, t.where.x2) + below(5) - 2, 0, canvas_side - view_side);
            y = std::clamp(left_of(t.where.y1, t.where.y2) + below(5) - 2, 0, canvas_side - view_side);
            kind = 1 + t.kind;
        } else {
            const auto is_near = [&](const truth_box& t) {
                return std::max(std::abs(left_of(t.where.x1, t.where.x2) - x),
                                std::abs(left_of(t.where.y1, t.where.y2) - y)) < 10;
            };
            do x = below(canvas_side - view_side + 1), y = below(canvas_side - view_side + 1);
            while (std::any_of(s.things.begin(), s.things.end(), is_near) && k < 1000);
        }
        const auto pixels = to.input({1, view_side, view_side});
        for (int row = 0; row < view_side; ++row)
            copy_numbers(&s.pixels(0, static_cast<std::size_t>(y + row), static_cast<std::size_t>(x)),
                         pixels.subspan(static_cast<std::size_t>(row) * view_side, view_side));
        to.classes({1, 1})[0] = kind;
    }
};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}, crowded},
        test{data.test, 4, seed{s.seed + 1}, crowded};
    model<window_net> m{seed{s.seed}, s.threads};
    trainer t{m, pixel_softmax_loss{}, adam{.rate = static_cast<float>(s.rate)}};
    t.fit(windows{train},
          {.epochs = s.epochs,
           .batch = s.batch,
           .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs), .least = 0.01}}}});

    const xt::xtensor<float, 4> images = images_of(test);
    const predictor<picture_net> whole{m};
    const predictor by_window{m};
    auto cut = xt::xtensor<float, 4>::from_shape({std::size_t{stops * stops}, 1, view_side, view_side});
    for (int i = 0; i < stops; ++i)
        for (int j = 0; j < stops; ++j)
            xt::view(cut, i * stops + j, 0) = xt::view(images, 0, 0, xt::range(hop * i, hop * i + view_side),
                                                       xt::range(hop * j, hop * j + view_side));
    const xt::xtensor<float, 4> one_picture = xt::view(images, xt::range(0, 1));
    xt::xtensor<float, 4> map, alone;
    double best_map = 1e9, best_alone = 1e9;
    for (int times = 0; times < 5; ++times) {  // in turns, the fastest of each
        const stopwatch of_map;
        map = whole(one_picture);
        best_map = std::min(best_map, of_map.seconds());
        const stopwatch of_windows;
        alone = by_window(cut);
        best_alone = std::min(best_alone, of_windows.seconds());
    }
    double apart = 0;
    for (std::size_t p = 0; p < std::size_t{stops * stops}; ++p)
        for (std::size_t c = 0; c < 11; ++c)
            apart = std::max(
                apart, static_cast<double>(std::abs(map(0, c, p / stops, p % stops) - alone(p, c, 0, 0))));

    const xt::xtensor<float, 4> scores = whole(images);
    std::vector<detection> found;
    xt::xtensor<float, 4> sheet = xt::zeros<float>({8, 1, canvas_side, canvas_side});
    for (std::size_t n = 0; n < 4; ++n) {
        std::vector<box> boxes;
        std::vector<float> sure;
        std::vector<int> kinds;
        xt::view(sheet, 2 * n) = xt::view(images, n);
        for (std::size_t i = 0; i < stops; ++i)
            for (std::size_t j = 0; j < stops; ++j) {
                const xt::xtensor<float, 1> y = xt::view(scores, n, xt::all(), i, j);
                const auto best = static_cast<int>(std::max_element(y.begin() + 1, y.end()) - y.begin());
                const xt::xtensor<float, 1> e = xt::exp(y - xt::amax(y)());
                const float sum = xt::sum(e)(), something = 1 - e(0) / sum;
                const auto x = static_cast<float>(hop * j), down = static_cast<float>(hop * i);
                // a place of the map stands for the middle of its window
                xt::view(sheet, 2 * n + 1, 0, xt::range(hop * i + 14, hop * i + 18),
                         xt::range(hop * j + 14, hop * j + 18)) = something;
                if (something < 0.5F) continue;
                boxes.push_back({x, down, x + view_side, down + view_side});
                sure.push_back(something), kinds.push_back(best - 1);
            }
        for (const int k : non_maximum_suppression(boxes, sure, 0.2F)) {
            const auto at_box = static_cast<std::size_t>(k);
            found.push_back({.picture = static_cast<int>(2 * n),
                             .kind = kinds[at_box],
                             .score = sure[at_box],
                             .where = boxes[at_box]});
        }
    }
    std::vector<truth_box> truths = truths_of(test);
    for (truth_box& thing : truths) thing.picture *= 2;
    write_png(rendered(detection_sheet(sheet, found, truths,
                                       {.columns = 4,
                                        .scale = 2,
                                        .title = "Windows that show something (colours), true boxes (white), "
                                                 "and where windows say that something is",
                                        .kinds = fashion_mnist_classes()})),
              fs::path(s.out) / "windows.png");
    std::cout << "\nwritten to " << s.out
              << ": windows.png\nThe map is bright where a window has something in its middle. All boxes "
                 "have the size of the window: other sizes need the picture at other sizes.\n\n";
    finding("windows", stops * stops);
    finding("largest_score", double(xt::amax(xt::abs(map))()));
    finding("largest_difference", apart);
    finding("milliseconds_window_by_window", 1000 * best_alone);
    finding("milliseconds_in_one_pass", 1000 * best_map);
    finding("times_as_fast", best_alone / best_map);
    finding("multiply_adds_of_windows_by_those_of_a_pass", stops * stops *
                                                               double(explain<window_net>::multiply_adds) /
                                                               double(explain<picture_net>::multiply_adds));
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "sliding_window", "Slides a classifier over a picture, in one pass.",
                  {.scenes = 2000, .epochs = 2, .batch = 64, .test = 0},
                  {.scenes = 160, .epochs = 1, .batch = 64, .test = 0}, run);
}
