// SPDX-License-Identifier: MIT
/// The people in a photograph, as 17 points each, by the published weights of PoseNet.
///
///     scripts/weights posenet       converts the weights, once
///     scripts/data darknet          fetches photographs; any PNG or JPEG file does
///     poses                         draws the people on two of them; the pictures go to --out
///
/// The network (strata/architectures/posenet.hpp) says for each place of 16 x 16 pixels which points are
/// there; strata/vision/poses.hpp makes people of that. (Papandreou and others: "PersonLab", 2018.)
#include <iomanip>
#include <iostream>
#include <strata/architectures/posenet.hpp>
#include <strata/exchange/tensorflow_js.hpp>
#include <strata/pictures/picture_of_image.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/strata.hpp>
#include <strata/vision/poses.hpp>

#include "../lesson.hpp"
#include "../published_weights.hpp"

using namespace strata;
namespace fs = std::filesystem;
using image = xt::xtensor<float, 3>;
constexpr int side = 385;

struct settings : lessons::with_threads {
    std::vector<std::string> pictures{"person", "kite"};
    std::string weights, answers;
};

constexpr colour inks[] = {{255, 200, 0},  {0, 220, 255},  {255, 90, 160},
                           {120, 255, 90}, {255, 130, 40}, {190, 150, 255}};

/// The photograph with the people on it: lines between points that are likelier than not to be seen.
void draw_people(const image& photograph, const squared& f, const std::vector<pose>& people,
                 const fs::path& file) {
    const int H = static_cast<int>(photograph.shape()[1]), W = static_cast<int>(photograph.shape()[2]);
    drawing d(W, H);
    d.image(0, 0, picture_of_image(photograph.data(), 3, H, W, 0, 1), 1);
    for (std::size_t n = 0; n < people.size(); ++n) {
        const auto at = [&](int k) {
            const key_point& p = people[n].points[static_cast<std::size_t>(k)];
            return point{f.column(double(p.x)), f.row(double(p.y))};
        };
        const auto seen = [&](int k) { return people[n].points[static_cast<std::size_t>(k)].score > 0.3F; };
        const colour ink = inks[n % std::size(inks)];
        for (const auto [parent, child] : body_tree)
            if (seen(parent) && seen(child)) {
                d.line({at(parent), at(child)}, colours::ink, 6);
                d.line({at(parent), at(child)}, ink, 3);
            }
        for (int k = 0; k < 17; ++k)
            if (seen(k)) d.line({at(k)}, colours::ink, 11), d.line({at(k)}, ink, 8);
    }
    write_png(d, file);
}

void run(settings s) {
    model<posenet<>> m{seed{s.seed}, s.threads};
    if (s.quick) {
        std::cout << "--quick: random weights and a drawn picture, which only show that the program runs\n";
        s.pictures = {"drawn"};
    } else {
        load(m, published_weights("posenet", s.weights), tensorflow_js_names::posenet());
    }
    const predictor answer{m};
    for (const std::string& name : s.pictures) {
        const image photograph = s.quick ? drawn_picture(300, 400) : read_image(photograph_of(name));
        const squared f = in_a_square(photograph, side, 0.5F);
        const xt::xtensor<float, 4> x = xt::view(2 * f.x - 1, xt::newaxis());
        const auto [scores, offsets, forward, backward] = answer(x);
        if (!s.answers.empty())
            write_answers(s.answers, {{"image", x},
                                      {"MobilenetV1/heatmap_2/BiasAdd", scores},
                                      {"MobilenetV1/offset_2/BiasAdd", offsets},
                                      {"MobilenetV1/displacement_fwd_2/BiasAdd", forward},
                                      {"MobilenetV1/displacement_bwd_2/BiasAdd", backward}});
        const std::vector<pose> people =
            poses_of(xt::view(scores, 0), xt::view(offsets, 0), xt::view(forward, 0), xt::view(backward, 0));
        const std::string stem = fs::path(name).stem().string();
        draw_people(photograph, f, people, fs::path(s.out) / (stem + ".png"));
        std::cout << stem << ": " << people.size() << (people.size() == 1 ? " person" : " people");
        for (const pose& p : people) std::cout << ' ' << std::setprecision(2) << p.score;
        std::cout << '\n';
        lessons::finding_printer{}("people_" + stem, static_cast<double>(people.size()));
    }
    std::cout << "\nwritten to " << s.out
              << ": a picture each. A colour is a person; small ones, of few places of 16 pixels, are "
                 "missed, and what "
                 "hides a point leaves a guess.\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"poses", "Draws people, as 17 points each, on photographs."};
    l.add_option("--image", s.pictures, "PNG or JPEG files, or dog, eagle, giraffe, horses, kite, person");
    l.add_option("--weights", s.weights, "folder of posenet.safetensors");
    l.add_option("--answers", s.answers, "file for scripts/compare-weights, of the last picture");
    l.share(s, {.out = "folder for the pictures",
                .quick = "random weights on a drawn picture: nothing is fetched",
                .seed = "of random weights, with --quick"});
    return l.run(argc, argv, [&] { run(s); });
}
