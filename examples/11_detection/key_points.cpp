// SPDX-License-Identifier: MIT
/// Where the eleven key points of a figure are, asked in two ways: as 22 numbers, which is regression, and as
/// a map for each point, bright where it is. The program draws the figures itself, so that it knows the
/// truth; a left arm or leg is darker than a right one.
///
///     key_points      the pictures go to --out; --quick: few figures, a few seconds
#include <strata/losses/place_softmax_loss.hpp>
#include <strata/losses/smooth_l1_loss.hpp>
#include <strata/pictures/plot.hpp>

#include "canvas_lesson.hpp"
#include "stick_figures.hpp"

using namespace canvas;
using namespace stick_figures;

constexpr int map_side = side / 2;

/// Target 0: the points in sides of the picture. Target 1: the place of each among 32 x 32.
struct figures {
    seed from;
    int64 count;

    [[nodiscard]] int64 size() const { return count; }
    void read(int64 i, auto& to) const {
        const stick_figure f = draw_figure(from, static_cast<std::uint64_t>(i));
        copy_numbers(f.pixels.data(), to.input({1, side, side}));
        const auto numbers = to.numbers({2 * points}, 0);
        const auto places = to.classes({points}, 1);
        for (std::size_t p = 0; p < points; ++p) {
            numbers[2 * p] = static_cast<float>(f.at[p].x / side);
            numbers[2 * p + 1] = static_cast<float>(f.at[p].y / side);
            places[p] = static_cast<int>(f.at[p].y / 2) * map_side + static_cast<int>(f.at[p].x / 2);
        }
    }
};

template <int C, class... Options>
using block = chain<conv<C, 3, Options..., no_bias>, batch_norm, relu>;
template <int C>
using half = block<C, stride<2>, pad<1>, round_down>;

using as_numbers = chain<half<16>, block<32, same>, half<32>, block<64, same>, half<64>, block<64, same>,
                         flatten, dense<128>, batch_norm, relu, dense<2 * points>>;
using as_maps = chain<half<16>, block<32, same>, half<32>, block<64, same>, half<64>, block<64, same>,
                      conv_transpose<32, 2, stride<2>>, relu, conv_transpose<32, 2, stride<2>>, relu,
                      conv<points, 1>, reshape<points, map_side * map_side>>;
/// Side by side, with nothing shared, so that one run trains both by the same steps.
struct pose_net : net<input<1, side, side>, heads<as_numbers, as_maps>> {};

/// The mean of the likeliest place of a map and the eight around it.
point likeliest(const float* map) {
    const float* const most = std::max_element(map, map + map_side * map_side);
    const int at = static_cast<int>(most - map), down = at / map_side, across = at % map_side;
    double sum = 0, x = 0, y = 0;
    for (int row = std::max(down - 1, 0); row <= std::min(down + 1, map_side - 1); ++row)
        for (int column = std::max(across - 1, 0); column <= std::min(across + 1, map_side - 1); ++column) {
            const double w = std::exp(static_cast<double>(map[row * map_side + column] - *most));
            sum += w, x += w * (column + 0.5), y += w * (row + 0.5);
        }
    return {2 * x / sum, 2 * y / sum};
}

void run(const settings& s) {
    const figures train{seed{s.seed}, s.scenes}, test{seed{s.seed + 1}, s.test};
    model<pose_net> m{seed{s.seed}, s.threads};
    trainer t{m, joint_loss{smooth_l1_loss{.beta = 0.02}, place_softmax_loss{}},
              adam{.rate = static_cast<float>(s.rate)}};
    const stopwatch watch;
    t.fit(train, {.epochs = s.epochs,
                  .batch = s.batch,
                  .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs), .least = 0.01}}}});
    const double of_processor = watch.processor_seconds() / 60;

    const auto N = static_cast<std::size_t>(s.test);
    std::vector<stick_figure> unseen;
    xt::xtensor<float, 4> images({N, 1, side, side});
    for (std::size_t n = 0; n < N; ++n) {
        unseen.push_back(draw_figure(test.from, n));
        std::copy(unseen[n].pixels.begin(), unseen[n].pixels.end(), &images(n, 0, 0, 0));
    }
    const auto [numbers, maps] = m.predict(images);
    std::array<std::vector<key_points>, 2> found{std::vector<key_points>(N), std::vector<key_points>(N)};
    std::array<std::vector<double>, 2> away;  // in lengths of the trunk
    for (std::size_t n = 0; n < N; ++n) {
        const key_points& truth = unseen[n].at;
        for (std::size_t p = 0; p < points; ++p) {
            found[0][n][p] = {side * double(numbers(n, 2 * p)), side * double(numbers(n, 2 * p + 1))};
            found[1][n][p] = likeliest(&maps(n, p, 0));
            for (std::size_t way = 0; way < 2; ++way)
                away[way].push_back(
                    std::hypot(found[way][n][p].x - truth[p].x, found[way][n][p].y - truth[p].y) /
                    std::hypot(truth[neck].x - truth[hip].x, truth[neck].y - truth[hip].y));
        }
    }
    const auto correct = [&](std::size_t way, double least) {
        const auto count =
            std::count_if(away[way].begin(), away[way].end(), [&](double d) { return d <= least; });
        return 100 * static_cast<double>(count) / static_cast<double>(away[way].size());
    };
    std::vector<curve> curves{{"as numbers", {}, {}}, {"as maps", {}, {}}};
    for (int k = 0; k <= 25; ++k)
        for (std::size_t way = 0; way < 2; ++way)
            curves[way].x.push_back(0.02 * k), curves[way].y.push_back(correct(way, 0.02 * k));
    write_png(plot("Key points that are no further away than so many lengths of the trunk",
                   "lengths of the trunk", "correct, %", curves),
              fs::path(s.out) / "correct.png");

    constexpr int shown = 6, scale = 3, tile = side * scale + 6;
    drawing sheet(shown * tile + 6, 2 * (tile + 22) + 6);
    for (std::size_t way = 0; way < 2; ++way) {
        const double above = double(way) * (tile + 22);
        sheet.text(
            6, above + 17,
            way == 0 ? "As numbers (blue); true places (green)" : "As maps (orange); true places (green)",
            {.size = 15, .bold = true});
        for (std::size_t n = 0; n < shown; ++n) {
            const double x = 6 + double(n) * tile, y = above + 24;
            sheet.image(x, y, picture_of_image(&images(n, 0, 0, 0), 1, side, side, 0, 1), scale);
            draw_pose(sheet, found[way][n], x, y, scale,
                      way == 0 ? colour{86, 180, 233} : colour{230, 159, 0});
            for (const point& q : unseen[n].at)
                sheet.line({{x + scale * q.x, y + scale * q.y}}, colour{0, 230, 120}, 4);
        }
    }
    write_png(rendered(sheet), fs::path(s.out) / "poses.png");
    std::cout << "\nwritten to " << s.out << ": poses.png, correct.png\n\n";
    for (std::size_t way = 0; way < 2; ++way) {
        const std::string name = way == 0 ? "_as_numbers" : "_as_maps";
        finding("correct_within_a_fifth_of_the_trunk" + name, correct(way, 0.2));
        finding("correct_within_a_tenth_of_the_trunk" + name, correct(way, 0.1));
    }
    finding("parameters_as_numbers", net<input<1, side, side>, as_numbers>::parameters);
    finding("parameters_as_maps", net<input<1, side, side>, as_maps>::parameters);
    finding("minutes_of_processor", of_processor);
    std::cout << "Look at hands and feet: maps lie on the limb that was drawn, numbers near it.\n";
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "key_points", "Finds key points of figures, as numbers and as maps.",
                  {.scenes = 1500, .epochs = 3, .batch = 16, .test = 500},
                  {.scenes = 160, .epochs = 1, .test = 32}, run);
}
