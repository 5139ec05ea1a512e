// SPDX-License-Identifier: MIT
#pragma once
/// What the lessons on scenes of Fashion-MNIST's pieces share: their options, and how answers are judged.
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/strata.hpp>
#include <strata/vision/average_precision.hpp>
#include <strata/vision/detection_sheet.hpp>
#include <strata/vision/scenes.hpp>
#include <strata/vision/suppression.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

namespace canvas {

using namespace strata;
namespace fs = std::filesystem;

/// How many scenes are trained on and judged by, and how.
struct amounts {
    int scenes = 20'000, epochs = 3, batch = 32, test = 1000;  ///< to be judged by; 0: it judges none
    double rate = 3e-3;
};
struct settings : lessons::with_clothes, amounts {};

constexpr lessons::finding_printer finding{};

/// What most of the detectors are built of.
template <int C, class... Options>
using leaky_block = chain<conv<C, 3, Options..., no_bias>, batch_norm, leaky_relu<0.1>>;

/// Seconds by the clock, and of the processor on all threads.
class stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    }
    [[nodiscard]] double processor_seconds() const {
        return static_cast<double>(std::clock() - of_processor_) / CLOCKS_PER_SEC;
    }

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::clock_t of_processor_ = std::clock();
};

/// How long it has taken by now.
struct minutes_taken {
    double by_clock, of_processor;

    explicit minutes_taken(const stopwatch& watch)
        : by_clock(watch.seconds() / 60), of_processor(watch.processor_seconds() / 60) {}
};
inline void findings_of_training(int64 parameters, const minutes_taken& minutes) {
    finding("parameters", parameters);
    finding("minutes_of_training", minutes.by_clock);
    finding("minutes_of_processor", minutes.of_processor);
}

/// Trains a network whose outputs are all that a detector says; the rate falls by half a cosine.
template <class Net, class Loss, Scenes S>
minutes_taken train_in_one_pass(model<Net>& m, const Loss& loss, const S& train, const settings& s) {
    trainer t{m, loss, adam{.rate = static_cast<float>(s.rate)}};
    const stopwatch trained;
    t.fit(train, {.epochs = s.epochs,
                  .batch = s.batch,
                  .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs), .least = 0.01}}}});
    return minutes_taken{trained};
}

/// The best answer of each place, whatever it is called, from a score on.
inline std::vector<detection> best_of_each_place(const std::vector<detection>& answers, float least = 0,
                                                 float threshold = 0.5F) {
    std::vector<box> boxes;
    std::vector<float> scores;
    std::vector<int> pictures;
    for (const detection& d : answers)
        boxes.push_back(d.where), scores.push_back(d.score), pictures.push_back(d.picture);
    std::vector<detection> kept;
    for (const int i : non_maximum_suppression(boxes, scores, pictures, threshold))
        if (const detection& d = answers[static_cast<std::size_t>(i)]; d.score >= least) kept.push_back(d);
    return kept;
}

/// Where kinds do not count, all are of one.
inline std::vector<detection> without_kinds(std::vector<detection> answers) {
    for (detection& d : answers) d.kind = 0;
    return answers;
}
inline std::vector<truth_box> without_kinds(std::vector<truth_box> truths) {
    for (truth_box& t : truths) t.kind = 0;
    return truths;
}

/// The findings of a detector: by kinds, and of things whatever they are called. `whose` ends their names.
inline void judge(const std::vector<detection>& answers, const std::vector<truth_box>& truths,
                  const std::string& whose = {}) {
    const auto of_any_kind =
        precision_and_recall(without_kinds(best_of_each_place(answers)), without_kinds(truths), 0);
    finding("map" + whose, 100 * mean_average_precision(answers, truths).value_or(0));
    finding("ap_of_any_kind" + whose, 100 * average_precision(of_any_kind).value_or(0));
}

/// The first twelve pictures with answers and true boxes.
inline void draw_answers(const xt::xtensor<float, 4>& images, const std::vector<detection>& answers,
                         const std::vector<truth_box>& truths, const std::string& title, const fs::path& file,
                         const std::vector<std::string>& kinds = fashion_mnist_classes()) {
    const xt::xtensor<float, 4> some = xt::view(images, xt::range(0, 12));
    write_png(rendered(detection_sheet(some, answers, truths, {.title = title, .kinds = kinds})), file);
}

/// What was found in scenes, and what is there.
struct found_and_true {
    std::vector<detection> found;
    std::vector<truth_box> truths;
};
/// Finds things in scenes by `find(images)`, draws what is sure of it, says `words` of the picture, and
/// judges.
template <Scenes S, class Find>
found_and_true judge_unseen(const S& test, const settings& s, const std::string& title,
                            const std::string& words, Find&& find) {
    const xt::xtensor<float, 4> images = images_of(test);
    found_and_true all{{}, truths_of(test)};
    const stopwatch looked;
    all.found = find(images);
    const double each = looked.seconds() / s.test;
    draw_answers(images, best_of_each_place(all.found, 0.3F), all.truths, title,
                 fs::path(s.out) / "found.png", test.class_names());
    std::cout << "\nwritten to " << s.out << ": found.png\n" << words << "\n\n";
    judge(all.found, all.truths);
    finding("milliseconds_an_image", 1000 * each);
    return all;
}

/// Parses the options and runs; 1 where something is wrong.
template <class Run>
int lesson(int argc, char** argv, const char* name, const char* what, const amounts& usual,
           const amounts& short_form, Run&& run) {
    settings s{{}, usual};
    lessons::lesson l{name, what};
    l.add_option("--scenes", s.scenes, "scenes to train on")->check(CLI::Range(32, 10'000'000));
    l.add_option("--epochs", s.epochs, "times that all of them are trained on")->check(CLI::Range(1, 1000));
    l.add_option("--batch", s.batch, "scenes in a step")->check(CLI::Range(1, 1000));
    if (s.test > 0)
        l.add_option("--test", s.test, "scenes to be judged by")->check(CLI::Range(12, 1'000'000));
    l.add_option("--rate", s.rate, "the largest rate of learning")->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the pictures", .quick = "few scenes, a few seconds"});
    return l.run(argc, argv, [&] {
        if (s.quick)
            s.scenes = short_form.scenes, s.epochs = short_form.epochs, s.batch = short_form.batch,
            s.test = short_form.test;
        if (s.batch > s.scenes)
            throw_error({.problem = "a step cannot have more scenes than are trained on",
                         .name = "--batch",
                         .expected = "at most " + std::to_string(s.scenes),
                         .found = std::to_string(s.batch)});
        run(s);
    });
}

}  // namespace canvas
