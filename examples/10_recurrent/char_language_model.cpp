// SPDX-License-Identifier: MIT
/// A model of the next letter of a text, letter by letter: two layers of LSTM, truncated backpropagation over
/// chunks of 64 letters whose state is carried on, and texts that it writes at four temperatures.
///
///     char_language_model                           learns; model, curve and samples go to --out
///     char_language_model --text novel.txt          the same of any text
///     char_language_model --load out/model.safetensors --prime "ROMEO:" --sample 1000
///
/// (Mikolov and others, 2010; Graves, 2013; Karpathy, 2015; CS231n, "Recurrent neural networks".)
#include "../lesson.hpp"
#include "language_model.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <strata/pictures/plot.hpp>
#include <strata/sequence/text_writer.hpp>
#include <string>
#include <vector>

using namespace strata;

struct settings : lessons::with_threads {
    course how;
    double held_out = 0.1;
    int sample = 300;
    std::size_t letters = 0;
    std::vector<double> temperatures{0, 0.5, 0.8, 1};
    std::string text, load, prime = "\n";
};

constexpr lessons::finding_printer finding{};

/// Prints texts at each temperature, and writes them to samples.txt.
void write_samples(const model<language_model>& m, const vocabulary& letters, const settings& s) {
    std::ofstream file(fs::path(s.out) / "samples.txt");
    for (const double temperature : s.temperatures) {
        text_writer w{m, letters, score_sampler{temperature, seed{s.seed}}};
        w.read(s.prime);
        const std::string text = s.prime + w.write(s.sample);
        for (std::ostream* to : {static_cast<std::ostream*>(&std::cout), static_cast<std::ostream*>(&file)})
            *to << "\n--- temperature " << temperature << " ---\n" << text << '\n';
    }
}

void train(model<language_model>& m, const settings& s) {
    std::string text = text_of_lesson(s.text);
    if (s.letters > 0) text.resize(std::min(text.size(), s.letters));
    const vocabulary letters = vocabulary::of_text(text);
    static_cast<void>(letters.encode(s.prime, "--prime"));  // before an hour has gone into it
    const auto numbers = letters.encode(text);
    const auto cut = static_cast<std::ptrdiff_t>((1 - s.held_out) * static_cast<double>(numbers.size()));
    const auto part = [&](auto begin, auto end) { return std::vector<int>(begin, end); };
    const auto learned = part(numbers.begin(), numbers.begin() + cut);
    const auto held_out = part(numbers.begin() + cut, numbers.end());
    const continuous_batches set(learned, 64, s.how.streams);
    const continuous_batches quickly(held_out, 64,
                                     std::clamp(static_cast<int>(held_out.size() / 2000), 1, 16));
    std::cout << text.size() << " letters, " << letters.size() << " different ones; " << held_out.size()
              << " held out\n\nepoch   loss  held out  perplexity  minutes of processor\n"
              << std::fixed;

    curve of_steps{"learned from", {}, {}}, of_others{"held out", {}, {}};
    double sum = 0, first = 0;
    const double began = minutes_of_processor();
    learn(m, set, s.how, [&](int64 step, int64 steps, double loss) {
        if (step == 1) first = loss;
        sum += loss;
        const double epoch = double(step) / double(set.chunks());
        if (step % 20 == 0)
            std::cerr << '\r' << 100 * step / steps << " %, loss " << std::setprecision(3) << loss << ' ';
        if (step % 50 == 0 || step == steps) of_steps.x.push_back(epoch), of_steps.y.push_back(loss);
        if (step % set.chunks() != 0) return;
        const sequence_figures seen = sequence_loss(m, quickly);
        of_others.x.push_back(epoch), of_others.y.push_back(seen.nats);
        std::cerr << "\r                        \r";
        std::cout << std::setw(5) << step / set.chunks() << std::setprecision(3) << std::setw(7)
                  << sum / double(set.chunks()) << std::setw(10) << seen.nats << std::setw(12)
                  << seen.perplexity() << std::setprecision(1) << std::setw(22)
                  << minutes_of_processor() - began << std::endl;
        sum = 0;
        save_language_model(m, letters, fs::path(s.out) / "model.safetensors");
    });
    const double minutes = minutes_of_processor() - began;
    std::cout << std::defaultfloat << std::setprecision(6);
    write_png(plot("Loss of the next letter", "epoch", "nats a letter", {of_steps, of_others}),
              fs::path(s.out) / "loss.png");
    write_samples(m, letters, s);
    std::cout
        << "\nwritten to " << s.out << ": model.safetensors, loss.png, samples.txt\n"
        << "The first loss is that of one letter among 256, ln 256 = 5.545. At temperature 0 the text goes\n"
           "round in circles, at 0.5 it is careful, at 1 it makes words up.\n\n";

    const sequence_figures seen = sequence_loss(m, continuous_batches(held_out, 64));
    finding("first_loss", first);
    finding("loss_of_last_steps", of_steps.y.empty() ? first : of_steps.y.back());
    finding("held_out_nats", seen.nats);
    finding("held_out_perplexity", seen.perplexity());
    finding("held_out_bits", seen.bits());
    finding("minutes_of_processor", minutes);
}

void run(const settings& s) {
    model<language_model> m{seed{s.seed}, s.threads};
    if (s.load.empty()) return train(m, s);
    write_samples(m, load_language_model(m, s.load), s);
}

int main(int argc, char** argv) {
    settings s;
    bool longer = false;
    lessons::lesson l{"char_language_model", "Learns to go on with a text, letter by letter."};
    l.add_option("--text", s.text, "file; else tiny_shakespeare.txt in $STRATA_DATA, else licences");
    l.add_option("--letters", s.letters, "so many of them from the beginning; 0: all");
    l.add_option("--epochs", s.how.epochs, "times through the text")->check(CLI::Range(1, 1000));
    l.add_option("--streams", s.how.streams, "parts of it side by side")->check(CLI::Range(1, 4096));
    l.add_option("--rate", s.how.rate, "of learning, at its highest")->check(CLI::PositiveNumber);
    l.add_option("--held-out", s.held_out, "share at the end")->check(CLI::Range(0.001, 0.9));
    l.add_option("--load", s.load, "a model that was learned: only writes");
    l.add_option("--prime", s.prime, "what the texts begin with");
    l.add_option("--sample", s.sample, "letters of each text")->check(CLI::Range(0, 10'000'000));
    l.add_option("--temperature", s.temperatures, "of each text")->check(CLI::NonNegativeNumber);
    l.add_flag("--longer", longer, "28 epochs");
    l.share(s, {.out = "folder for model, curve and samples", .quick = "1 epoch of 20,000 letters"});
    return l.run(argc, argv, [&] {
        if (longer) s.how.epochs = 28;
        if (s.quick) s.letters = 20'000, s.how.epochs = 1, s.how.streams = 8, s.sample = 60;
        run(s);
    });
}
