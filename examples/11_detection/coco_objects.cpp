// SPDX-License-Identifier: MIT
/// The things in a photograph, of 80 kinds, by the published weights of NanoDet.
///
///     scripts/weights nanodet       converts the weights, once
///     scripts/data darknet          fetches photographs; any PNG or JPEG file does
///     coco_objects                  draws boxes with names on six of them; the pictures go to --out
///
/// The network (strata/architectures/nanodet.hpp) says for places of 8 x 8, 16 x 16 and 32 x 32 pixels which
/// kind of thing is there and how far its four sides are away; strata/vision/distance_answers.hpp makes boxes
/// of that and leaves of those that overlap the best. (Li and others: "Generalized focal loss", 2020.)
#include <map>
#include <strata/architectures/nanodet.hpp>
#include <strata/exchange/tensorflow_js.hpp>
#include <strata/strata.hpp>
#include <strata/vision/coco_kinds.hpp>
#include <strata/vision/detection_sheet.hpp>
#include <strata/vision/distance_answers.hpp>

#include "../lesson.hpp"
#include "../published_weights.hpp"

using namespace strata;
namespace fs = std::filesystem;
using image = xt::xtensor<float, 3>;
constexpr int side = 416;

struct settings : lessons::with_threads {
    std::vector<std::string> pictures{"dog", "eagle", "giraffe", "horses", "kite", "person"};
    double least = 0.4;
    std::string weights, answers;
};

/// What the network reads of a picture from 0 to 1: blue, green, red, and each as far from its mean as in the
/// training set.
xt::xtensor<float, 4> network_input(const image& rgb) {
    auto x = xt::xtensor<float, 4>::from_shape({1, 3, rgb.shape()[1], rgb.shape()[2]});
    for (std::size_t c = 0; c < 3; ++c)
        xt::view(x, 0, c) =
            (255 * xt::view(rgb, 2 - c) - nanodet_pixels::mean[c]) / nanodet_pixels::deviation[c];
    return x;
}

/// "1 dog, 2 cars", as the best of each kind come.
std::string in_words(const std::vector<detection>& found) {
    std::vector<int> kinds;
    std::map<int, int> count;
    for (const detection& d : found)
        if (count[d.kind]++ == 0) kinds.push_back(d.kind);
    std::string words;
    for (const int k : kinds)
        words += (words.empty() ? "" : ", ") + std::to_string(count[k]) + ' ' +
                 coco_kinds[static_cast<std::size_t>(k)];
    return words.empty() ? "nothing" : words;
}

void run(settings s) {
    model<nanodet<side>> m{seed{s.seed}, s.threads};
    if (s.quick) {
        std::cout << "--quick: random weights and a drawn picture, which only show that the program runs\n";
        s.pictures = {"drawn"};
    } else {
        load(m, published_weights("nanodet", s.weights), tensorflow_js_names::nanodet());
    }
    const predictor answer{m};
    for (const std::string& name : s.pictures) {
        const image photograph = s.quick ? drawn_picture(300, 400) : read_image(photograph_of(name));
        const squared f = in_a_square(photograph, side, 0);
        const xt::xtensor<float, 4> x = network_input(f.x);
        const auto levels = answer(x);
        if (!s.answers.empty())
            write_answers(s.answers, {{"input_1", x},
                                      {"PartitionedCall/Add_29", std::get<0>(levels)},
                                      {"PartitionedCall/Add_33", std::get<1>(levels)},
                                      {"PartitionedCall/Add_37", std::get<2>(levels)}});
        std::vector<detection> found = detections_of_distances(
            levels, {}, {.least_score = static_cast<float>(s.least), .threshold = 0.6F});
        for (detection& d : found) {
            const auto column = [&](float at) { return static_cast<float>(f.column(double(at))); };
            const auto row = [&](float at) { return static_cast<float>(f.row(double(at))); };
            d.where =
                clipped({column(d.where.x1), row(d.where.y1), column(d.where.x2), row(d.where.y2)},
                        static_cast<float>(photograph.shape()[1]), static_cast<float>(photograph.shape()[2]));
        }
        const std::string stem = fs::path(name).stem().string();
        const xt::xtensor<float, 4> shown = xt::view(photograph, xt::newaxis());
        write_png(
            detection_sheet(shown, found, {},
                            {.columns = 1, .scale = 1, .kinds = {coco_kinds.begin(), coco_kinds.end()}}),
            fs::path(s.out) / (stem + ".png"));
        std::cout << stem << ": " << in_words(found) << '\n';
        lessons::finding_printer{}("things_" + stem, static_cast<double>(found.size()));
    }
    std::cout << "\nwritten to " << s.out
              << ": a picture each. A number is the score in hundredths. What is small or half hidden is "
                 "missed, and what is not among the 80 kinds is called by one of them or by none.\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"coco_objects", "Draws boxes around things of 80 kinds on photographs."};
    l.add_option("--image", s.pictures, "PNG or JPEG files, or dog, eagle, giraffe, horses, kite, person");
    l.add_option("--least", s.least, "score below which an answer is left out")->check(CLI::Range(0.0, 1.0));
    l.add_option("--weights", s.weights, "folder of nanodet.safetensors");
    l.add_option("--answers", s.answers, "file for scripts/compare-weights, of the last picture");
    l.share(s, {.out = "folder for the pictures",
                .quick = "random weights on a drawn picture: nothing is fetched",
                .seed = "of random weights, with --quick"});
    return l.run(argc, argv, [&] { run(s); });
}
