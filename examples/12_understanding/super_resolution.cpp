// SPDX-License-Identifier: MIT
/// A picture twice as large by published weights, beside the same by bilinear interpolation.
///
///     scripts/weights super-resolution      converts the weights, once
///     super_resolution                      a photograph at half its size and back, compared with what it was
///     super_resolution --image small.png --whole      the picture itself, twice as large
///
/// The network (strata/architectures/super_resolution.hpp) answers tile by tile. What lies at a tile's border
/// is left to its neighbour, so that no seam is seen and the answer is that of the whole picture at once.
/// (Zhang, Tian, Kong, Zhong, Fu: "Residual dense network for image super-resolution", 2018.)
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <strata/architectures/super_resolution.hpp>
#include <strata/exchange/tensorflow_js.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>

#include "../lesson.hpp"
#include "../published_weights.hpp"

using namespace strata;
namespace fs = std::filesystem;
using image = xt::xtensor<float, 3>;
using enlarger = super_resolution<96>;
constexpr int piece = 96, margin = 10;

struct settings : lessons::with_threads {
    std::string picture = "dog", weights, answers;
    bool whole = false;
};

int extent(const image& x, std::size_t axis) { return static_cast<int>(x.shape()[axis]); }

/// Where tiles begin along an axis: they overlap by twice the margin, and the last one ends at the end.
std::vector<int> tile_begins(int length) {
    std::vector<int> begins{0};
    while (begins.back() + piece < length)
        begins.push_back(std::min(begins.back() + piece - 2 * margin, length - piece));
    return begins;
}

/// Twice as large, from 0 to 1.
image enlarged(const predictor<enlarger>& answer, const image& x, const std::string& answers) {
    const int H = extent(x, 1), W = extent(x, 2);
    if (H < piece || W < piece)
        throw_error({.problem = "the picture is smaller than a tile of the network",
                     .expected = std::to_string(piece) + " pixels each way at least",
                     .found = std::to_string(H) + " x " + std::to_string(W)});
    image y({std::size_t{3}, 2 * x.shape()[1], 2 * x.shape()[2]});
    for (const int top : tile_begins(H)) {
        const std::vector<int> lefts = tile_begins(W);
        xt::xtensor<float, 4> tiles({lefts.size(), std::size_t{3}, std::size_t{piece}, std::size_t{piece}});
        for (std::size_t k = 0; k < lefts.size(); ++k)
            xt::view(tiles, k) = 255.0f * xt::view(x, xt::all(), xt::range(top, top + piece),
                                                   xt::range(lefts[k], lefts[k] + piece));
        const xt::xtensor<float, 4> made = answer(tiles);  // from 0 to 255
        if (top == 0 && !answers.empty()) write_answers(answers, {{"LR", tiles}, {"SR", made}});
        for (std::size_t k = 0; k < lefts.size();
             ++k) {  // what is at the edge of the picture has no neighbour
            const int i = top > 0 ? 2 * margin : 0, j = k > 0 ? 2 * margin : 0;
            xt::view(y, xt::all(), xt::range(2 * top + i, 2 * (top + piece)),
                     xt::range(2 * lefts[k] + j, 2 * (lefts[k] + piece))) =
                xt::view(made, k, xt::all(), xt::range(i, 2 * piece), xt::range(j, 2 * piece));
        }
        std::cout << "\rrows up to " << top + piece << " of " << H << std::flush;
    }
    std::cout << '\n';
    return xt::clip(y / 255.0f, 0.0f, 1.0f);
}

/// Peak signal to noise, in decibels.
double likeness(const image& a, const image& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += double(a.data()[i] - b.data()[i]) * (a.data()[i] - b.data()[i]);
    return -10 * std::log10(sum / static_cast<double>(a.size()));
}

constexpr lessons::finding_printer finding{};

void run(const settings& s) {
    model<enlarger> m{seed{s.seed}, s.threads};
    image original = s.quick ? drawn_picture(208, 224) : read_image(photograph_of(s.picture));
    if (s.quick)
        std::cout << "--quick: random weights and a drawn picture, which only show that the program runs\n";
    else
        load(m, published_weights("super-resolution", s.weights), tensorflow_js_names::super_resolution());
    original = xt::eval(xt::view(original, xt::all(), xt::range(0, extent(original, 1) / 2 * 2),
                                 xt::range(0, extent(original, 2) / 2 * 2)));
    const image small_one =
        s.whole ? original : resized(original, extent(original, 1) / 2, extent(original, 2) / 2);
    const predictor<enlarger> answer{m};
    const image by_network = enlarged(answer, small_one, s.answers),
                by_lines = resized(small_one, 2 * extent(small_one, 1), 2 * extent(small_one, 2));

    const auto write = [&](const image& x, const char* name) {
        write_png(picture_of_image(x.data(), 3, extent(x, 1), extent(x, 2), 0, 1), fs::path(s.out) / name);
    };
    write(by_network, "network.png");
    write(by_lines, "bilinear.png");
    // the middle of it, large enough to see the difference
    const int side = std::min({160, extent(by_lines, 1), extent(by_lines, 2)}),
              top = (extent(by_lines, 1) - side) / 2, left = (extent(by_lines, 2) - side) / 2;
    std::vector<image> shown{by_lines, by_network};
    std::vector<std::string> names{"bilinear", "network"};
    if (!s.whole) shown.push_back(original), names.emplace_back("as it was");
    xt::xtensor<float, 4> cut(
        {shown.size(), std::size_t{3}, static_cast<std::size_t>(side), static_cast<std::size_t>(side)});
    for (std::size_t k = 0; k < shown.size(); ++k)
        xt::view(cut, k) =
            xt::view(shown[k], xt::all(), xt::range(top, top + side), xt::range(left, left + side));
    write_png(image_grid(cut, {.columns = static_cast<int>(shown.size()), .scale = 3, .captions = names}),
              fs::path(s.out) / "beside.png");

    if (!s.whole) {
        finding("bilinear_dB", likeness(by_lines, original));
        finding("network_dB", likeness(by_network, original));
    }
    std::cout
        << "\nwritten to " << s.out
        << ": network.png, bilinear.png, and beside.png, the middle of both. Edges are a little sharper by "
           "the network, which is small;\nwhat was too fine for the picture of half the size comes back by "
           "neither.\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"super_resolution", "Makes a picture twice as large by published weights."};
    l.add_option("--image", s.picture, "PNG or JPEG file, or dog, eagle, giraffe, horses, kite, person");
    l.add_flag("--whole", s.whole, "enlarge the picture itself, not half of it");
    l.add_option("--weights", s.weights, "folder of super-resolution.safetensors");
    l.add_option("--answers", s.answers, "file for scripts/compare-weights");
    l.share(s, {.out = "folder for the pictures",
                .quick = "random weights on a drawn picture: nothing is fetched",
                .seed = "of random weights, with --quick"});
    return l.run(argc, argv, [&] { run(s); });
}
