// SPDX-License-Identifier: MIT
#pragma once
/// A model of the next letter: its network, the text it learns, how it learns, and its file.
#include <strata/compiled.hpp>
#include <strata/data/text.hpp>
#include <strata/io/model_file.hpp>
#include <strata/sequence/continuous_batches.hpp>
#include <strata/sequence/sequence_loss.hpp>
#include <strata/strata.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;

/// Two layers that remember; 256 letters, so that any text has no more.
struct language_model
    : strata::net<strata::whole_input<64>, strata::embedding<256, 64>,
                  strata::lstm<256, strata::forget_bias<>>, strata::dropout<0.1>,
                  strata::lstm<256, strata::forget_bias<>>, strata::dropout<0.1>, strata::dense<256>> {};
static_assert(language_model::parameters == 936'192);

/// tiny_shakespeare.txt in the folder that STRATA_DATA names, else the licences that Debian installs.
inline std::string text_of_lesson(const std::string& given) {
    if (!given.empty()) return strata::read_text(given);
    if (const char* folder = std::getenv("STRATA_DATA"); folder && *folder) {
        const fs::path play = fs::path(folder) / "tiny_shakespeare.txt";
        if (fs::exists(play)) return strata::read_text(play);
    }
    const fs::path licences = "/usr/share/common-licenses";
    std::vector<fs::path> files;
    if (fs::is_directory(licences))
        for (const auto& file : fs::directory_iterator(licences))
            if (file.is_regular_file() && !file.is_symlink()) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    std::string text;
    for (const fs::path& file : files) text += strata::read_text(file) + "\n";
    if (text.empty())
        strata::throw_error({.problem = "there is no text to learn", .advice = "Name one by --text FILE"});
    return text;
}

struct course {
    int epochs = 10, streams = 32;
    double rate = 4e-3;
};

/// Chunks in their order with the state carried on, at a rate that rises for 100 steps and falls along half a
/// cosine. `told(step, steps, loss)` is called after each step.
template <class Told>
void learn(strata::model<language_model>& m, const strata::continuous_batches& train, const course& c,
           Told&& told) {
    strata::trainer t{m, strata::place_softmax_loss{}, strata::adamw{.rate = c.rate, .weight_decay = 0.01},
                      strata::clip_by_norm{.most = 1}};
    strata::state<language_model> s{train.streams()};
    const strata::int64 steps = c.epochs * train.chunks();
    const strata::cosine_decay decay{.from = 0, .to = double(steps), .least = 0.02};
    for (strata::int64 step = 0; step < steps; ++step) {
        if (step % train.chunks() == 0) s.reset();
        t.updates().rate_factor(std::min(1.0, double(step + 1) / 100) * decay.factor(double(step)));
        told(step + 1, steps, t.step_from(s, train[step % train.chunks()]));
    }
}

/// The model with its letters, two digits each.
inline void save_language_model(const strata::model<language_model>& m, const strata::vocabulary& letters,
                                const fs::path& path) {
    std::string digits;
    for (const char letter : letters.letters()) {
        digits += "0123456789abcdef"[static_cast<unsigned char>(letter) >> 4];
        digits += "0123456789abcdef"[letter & 15];
    }
    strata::save(m, path, {{"letters", digits}});
}
inline strata::vocabulary load_language_model(strata::model<language_model>& m, const fs::path& path) {
    const auto metadata = strata::load(m, path);
    const auto found = metadata.find("letters");
    if (found == metadata.end())
        strata::throw_error({.problem = "the file has a model, but not its letters", .file = path.string()});
    std::string letters;
    for (std::size_t i = 0; i + 1 < found->second.size(); i += 2)
        letters += static_cast<char>(std::stoi(found->second.substr(i, 2), nullptr, 16));
    return strata::vocabulary::of_text(letters);
}

/// Of all threads, so that it is the same on a machine that has other work too.
inline double minutes_of_processor() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC / 60; }
