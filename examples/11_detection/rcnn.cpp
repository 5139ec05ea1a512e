// SPDX-License-Identifier: MIT
/// R-CNN and Fast R-CNN on the same proposals, with the same layers: the one cuts every proposal out of the
/// picture, the other out of the features of the picture, which it computes once.
///
///     R-CNN         picture -> proposals, each warped to 32 x 32 pixels -> layers -> class, box
///     Fast R-CNN    picture -> layers; proposals, each pooled to 8 x 8 places of them -> class, box
///
/// Proposals are those of selective search. Both have one loss for the class and one for the box; the first
/// R-CNN trained a support vector machine and a regression behind the network instead.
///
///     rcnn            the pictures go to --out; --quick: few scenes, a few seconds
#include "region_detectors.hpp"
#include "scene_steps.hpp"

using namespace canvas;

/// What a detector found, and what it took.
struct outcome {
    std::vector<detection> found;
    double minutes = 0, milliseconds = 0;  ///< of the processor: of training, of an answer
};

/// Trains a detector and asks it about the scenes of the test, one by one.
template <class Detector>
outcome trained(Detector& d, const examples& train, const examples& test, const settings& s) {
    const stopwatch watch;
    images_4 images({static_cast<std::size_t>(s.batch), 1, 96, 96});
    train_by_steps(d, s, seed{s.seed}, [&](int step, std::span<const std::uint32_t> which) {
        for (std::size_t n = 0; n < which.size(); ++n)
            xt::view(images, n) = xt::view(train.pictures, which[n]);
        const taught_regions taught = sampled_regions(
            examples::some(train.proposals, which), examples::some(train.truths, which), seed{s.seed},
            static_cast<std::uint64_t>(step), {.sampling = {.count = 24, .foreground_share = 0.5F}});
        return step_figures{d.step(images, taught)};
    });
    outcome all;
    all.minutes = watch.processor_seconds() / 60;
    const stopwatch looked;
    for (std::size_t n = 0; n < test.truths.size(); ++n) {
        if (test.proposals[n].empty()) continue;
        const std::vector<region> regions = regions_of({test.proposals[n]});
        const images_4 one = xt::view(test.pictures, xt::range(n, n + 1));
        const auto [kinds, places] = d.answer(one, regions);
        const auto of_one =
            detections_of_regions(kinds, places, regions, {96, 96},
                                  {.least_score = 0.02F, .threshold = 0.45F}, static_cast<int>(n));
        all.found.insert(all.found.end(), of_one.begin(), of_one.end());
    }
    all.milliseconds = 1000 * looked.processor_seconds() / double(test.truths.size());
    return all;
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    std::cout << "proposals ..." << std::endl;
    const examples train(pasted_scenes{data.train, s.scenes, seed{s.seed}}),
        test(pasted_scenes{data.test, s.test, seed{s.seed + 1}});
    double proposals = 0, things = 0, proposed = 0;
    std::vector<truth_box> truths;
    for (std::size_t n = 0; n < test.truths.size(); ++n) {
        proposals += static_cast<double>(test.proposals[n].size());
        for (const truth_box& t : test.truths[n]) {
            truths.push_back(t), things += 1;
            proposed += std::any_of(test.proposals[n].begin(), test.proposals[n].end(), [&t](const box& b) {
                return intersection_over_union(b, t.where) >= 0.5F;
            });
        }
    }
    r_cnn by_window{s};
    fast_r_cnn by_features{s};
    std::cout << "R-CNN\n";
    const outcome of_r_cnn = trained(by_window, train, test, s);
    std::cout << "Fast R-CNN\n";
    const outcome of_fast = trained(by_features, train, test, s);

    // the same four scenes twice: R-CNN's answers above those of Fast R-CNN
    images_4 sheet({8, 1, 96, 96});
    std::vector<detection> found;
    std::vector<truth_box> shown;
    for (int i = 0; i < 8; ++i) {
        const int n = i % 4;
        xt::view(sheet, i) = xt::view(test.pictures, n);
        for (detection d : best_of_each_place((i < 4 ? of_r_cnn : of_fast).found, 0.3F))
            if (d.picture == n) d.picture = i, found.push_back(d);
        for (truth_box t : truths)
            if (t.picture == n) t.picture = i, shown.push_back(t);
    }
    write_png(rendered(detection_sheet(sheet, found, shown,
                                       {.title = "By R-CNN (above), by Fast R-CNN (below), and true (white)",
                                        .kinds = fashion_mnist_classes()})),
              fs::path(s.out) / "found.png");
    std::cout << "\nwritten to " << s.out << ": found.png\n\n";
    finding("proposals_an_image", proposals / s.test);
    finding("things_with_a_proposal", 100 * proposed / things);
    finding("milliseconds_of_search_an_image", 1000 * test.search_seconds / s.test);
    for (const auto& [name, o] : {std::pair{"r_cnn", &of_r_cnn}, std::pair{"fast_r_cnn", &of_fast}}) {
        judge(o->found, truths, std::string("_of_") + name);
        finding(std::string("milliseconds_of_processor_an_image_of_") + name, o->milliseconds);
        finding(std::string("minutes_of_processor_of_") + name, o->minutes);
    }
    finding("parameters", window_net::parameters);
    std::cout << "Both name what proposals show, and neither finds what has none; the one that computes "
                 "features once answers sooner.\n";
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "rcnn", "R-CNN and Fast R-CNN on the same proposals.",
                  {.scenes = 2400, .epochs = 3, .batch = 8, .test = 500},
                  {.scenes = 64, .epochs = 1, .batch = 8, .test = 16}, run);
}
