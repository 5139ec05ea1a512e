// SPDX-License-Identifier: MIT
/// Trains a convolutional net on Fashion-MNIST, says how good it is, and draws what it learned.
///
///     fashion_mnist                                  trains; pictures, model and checkpoint go to --out
///     fashion_mnist --resume                         goes on where a run was stopped
///     fashion_mnist classify --image shoe.jpg        says what a picture shows
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/data/image_file.hpp>
#include <strata/data/split.hpp>
#include <strata/io/checkpoint.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/matrix_picture.hpp>
#include <strata/pictures/training_curves.hpp>
#include <strata/strata.hpp>
#include <strata/training/averaged_model.hpp>

using namespace strata;
namespace fs = std::filesystem;

template <int K>
using block = chain<conv<K, 3, same, no_bias>, batch_norm, relu>;
struct fashion_net : net<input<1, 28, 28>, named<"first", block<24>>, max_pool<2>, block<48>, block<48>,
                         max_pool<2>, block<96>, max_pool<2, round_down>, flatten, dropout<0.2>, dense<10>> {
};

static_assert(fashion_net::parameters == 81'874);

struct settings {
    int epochs = 7, batch = 128, threads = default_threads(), limit = 0;
    double rate = 4e-3;
    std::uint64_t seed = 1;
    std::string data = "/usr/share/datasets/fashion-mnist", out = "fashion-mnist-output";
    bool resume = false;
    std::string checkpoint;  // to resume from; empty for the one in `out`
    std::string model, image;
};

/// The first test images with the class that each was taken for: green where that is right, red where it is
/// not.
picture samples(const labelled_images& test, const evaluation& e, int count) {
    image_grid_options options{
        .columns = 10, .range = tile_range::zero_to_one, .title = "Test images and what they were taken for"};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const int answer = e.predictions(i), truth = test.labels(i);
        const bool right = answer == truth;
        options.captions.push_back(e.name(static_cast<std::size_t>(answer)) +
                                   (right ? "" : "\nis: " + e.name(static_cast<std::size_t>(truth))));
        options.caption_colours.push_back(right ? colours::green : colours::red);
    }
    return image_grid(first(test, count).images, options);
}

void make_folder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        throw error{{.problem = "the folder cannot be made (" + code.message() + ")",
                     .file = folder.string(),
                     .advice = "Choose another one with --out."}};
}

/// A checkpoint that another run left is not written over.
void keep_earlier(const fs::path& checkpoint) {
    if (!fs::exists(checkpoint)) return;
    fs::path kept = checkpoint;
    kept.replace_filename("checkpoint-earlier.safetensors");
    fs::rename(checkpoint, kept);
    std::cout << "the checkpoint of an earlier run is now " << kept.string() << "\n\n";
}

void train(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    if (s.limit > 0) data.train = first(data.train, s.limit);
    const fs::path out = s.out, checkpoint = out / "checkpoint.safetensors";

    // What decides is a twelfth of the training images that is held out; the test images are looked at once.
    const auto [seen, held_out] =
        split(data.train, {11.0 / 12, 1.0 / 12}, {.random = seed{s.seed}, .stratified = true});
    const int64 steps = s.epochs * ((seen.size() + s.batch - 1) / s.batch);

    model<fashion_net> m{seed{s.seed}, s.threads};
    trainer t{
        m, softmax_loss{},
        averaged{adamw{.rate = s.rate, .weight_decay = 2e-2}, {.keep = 0.99, .from = 1 + 2 * steps / 3}}};
    if (s.resume) load_checkpoint(t, s.checkpoint.empty() ? checkpoint : fs::path(s.checkpoint));
    make_folder(out);
    if (!s.resume || !s.checkpoint.empty()) keep_earlier(checkpoint);
    save_checkpoint(
        t, checkpoint);  // says now, not after the first minute, that the folder cannot be written to

    std::cout << summary<fashion_net>() << '\n';
    const auto began = std::chrono::steady_clock::now();
    t.fit(seen, {.epochs = s.epochs,
                 .batch = s.batch,
                 .validation = held_out,
                 .augment = random_flip_and_shift{.shift = 1},
                 .callbacks = {rate_schedule{one_cycle{.over = static_cast<double>(s.epochs)}},
                               checkpoint_every{5, t, checkpoint}}});  // seconds
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    m = averaged_model(t);  // of the last third of the steps

    const evaluation e = evaluate(m, data.test);
    std::cout << "\ntrained for " << std::fixed << std::setprecision(1) << seconds.count() << " s; on the "
              << data.test.size() << " test images:\n"
              << e << "\nwritten to " << out.string() << ":\n";
    const auto write = [&](const picture& p, const char* name, const char* what) {
        write_png(p, out / name);
        std::cout << "  " << std::left << std::setw(24) << name << what << '\n';
    };
    write(image_grid(m.parameter("first.0.weight"),
                     {.columns = 8, .scale = 24, .range = tile_range::own, .title = "First-layer filters"}),
          "filters.png", "what the first layer looks for");
    write(training_curves(t.history()), "curves.png", "loss and accuracy, epoch by epoch");
    write(samples(data.test, e, 60), "samples.png", "test images with the answers, green where right");
    write(matrix_picture(e.confusion, e.class_names), "confusion.png", "what each class was taken for");
    save(m, out / "model.safetensors");
    std::cout << "  model.safetensors       the parameters, for classify\n"
                 "  checkpoint.safetensors  the whole run, for --resume\n";
}

/// An image file as the net knows images: grey, 28 x 28, the garment bright on black.
xt::xtensor<float, 4> garment(const std::string& file) {
    const xt::xtensor<float, 3> grey = read_image(file, 1);
    const auto h = static_cast<int>(grey.shape()[1]), w = static_cast<int>(grey.shape()[2]),
               longest = std::max(h, w);
    const int rows = std::max(1, 28 * h / longest), columns = std::max(1, 28 * w / longest);
    xt::xtensor<float, 3> small = resized(grey, rows, columns);

    double border = 0;
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x)
            if (y == 0 || x == 0 || y == rows - 1 || x == columns - 1)
                border += static_cast<double>(small(0, y, x));
    border /= rows > 1 && columns > 1 ? 2 * (rows + columns) - 4 : rows * columns;
    if (border > 0.5) {
        std::cout
            << "the border is bright, so the image is inverted: the net knows garments bright on black\n";
        small = 1.0f - small;
        border = 1 - border;
    }
    xt::xtensor<float, 4> x({1, 1, 28, 28}, static_cast<float>(border));
    for (int y = 0; y < rows; ++y)
        for (int k = 0; k < columns; ++k)
            x(0, 0, y + (28 - rows) / 2, k + (28 - columns) / 2) = small(0, y, k);
    return x;
}

void classify(const settings& s) {
    model<fashion_net> m;
    load(m, s.model.empty() ? fs::path(s.out) / "model.safetensors" : fs::path(s.model));
    const auto scores = m.predict(garment(s.image));
    const auto names = fashion_mnist_classes();
    std::vector<double> p(names.size());
    const float most = *std::max_element(scores.begin(), scores.end());
    std::transform(scores.begin(), scores.end(), p.begin(),
                   [&](float y) { return std::exp(static_cast<double>(y - most)); });
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
    for (std::size_t k = 0; k < 3; ++k)
        std::cout << std::left << std::setw(12) << names[order[k]] << std::right << std::fixed
                  << std::setprecision(1) << std::setw(6) << 100 * p[order[k]] / sum << " %\n";
}

int main(int argc, char** argv) {
    settings s;
    CLI::App app{"Trains a convolutional net on Fashion-MNIST, or says what a picture shows."};
    app.option_defaults()->always_capture_default();
    app.add_option("--epochs", s.epochs,
                   "times that all images are trained on; the rate falls to 0 over them")
        ->check(CLI::Range(1, 1'000'000));
    app.add_option("--batch", s.batch, "images in a step")->check(CLI::Range(1, 60'000));
    app.add_option("--rate", s.rate, "learning rate of the first step")->check(CLI::PositiveNumber);
    app.add_option("--seed", s.seed, "same seed, same bits, with any number of threads");
    app.add_option("--threads", s.threads, "threads")->check(CLI::Range(1, 1024));
    app.add_option("--limit", s.limit, "train on the first so many images only; 0 for all")
        ->check(CLI::Range(0, 60'000));
    app.add_option("--data", s.data, "folder of the data set");
    app.add_option("--out", s.out, "folder for pictures, model and checkpoint");
    CLI::Option* resume =
        app.add_option("--resume", s.checkpoint, "go on from a checkpoint, by default the one in --out")
            ->expected(0, 1);
    CLI::App* question =
        app.add_subcommand("classify", "says the three likeliest classes of an image")->fallthrough();
    question->add_option("--model", s.model, "a saved model or checkpoint, by default the model in --out");
    question->add_option("--image", s.image, "PNG, JPEG, PGM or PPM")->required();
    try {
        app.parse(argc, argv);
        s.resume = resume->count() > 0;
        if (question->parsed())
            classify(s);
        else
            train(s);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "fashion_mnist: " << e.what() << '\n';
        return 1;
    }
}
