// SPDX-License-Identifier: MIT
/// What single units of a model of letters have learned: for each of the 512 cells of its two layers, how far
/// its tanh(c) goes with something that can be told of a text: quotes, line ends, indentation, how far the
/// line has come, capital letters. The cells are chosen on one half of a text and measured on the other; the
/// text is coloured by each as HTML.
///
///     what_a_unit_sees --load char-language-model-output/model.safetensors
///     what_a_unit_sees                              learns a small while before it looks
///
/// (Karpathy, Johnson, Fei-Fei, "Visualizing and understanding recurrent networks", 2015.)
#include "../lesson.hpp"
#include "language_model.hpp"
#include "text_features.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <optional>
#include <strata/io/atomic_file.hpp>
#include <strata/report/html_page.hpp>
#include <string>
#include <vector>

using namespace strata;

struct settings : lessons::with_threads {
    course how{.epochs = 2};
    std::size_t letters = 24'000, learned = 0;

    std::string text, load;
};

/// tanh(c) of each cell of both layers after each letter, [512][N]; the text goes through in one stream.
std::vector<numbers> cells_of(const model<language_model>& m, const xt::xtensor<int, 1>& text) {
    const predictor<at<language_model, whole_input<1>>> answer{m};
    state<language_model> s{1};
    const auto carried = s.tensors();  // hidden and cell of each layer
    std::vector<numbers> all(512);
    for (const int letter : text) {
        answer(xt::xtensor<int, 2>{{letter}}, s);
        for (std::size_t k = 0; k < 512; ++k)
            all[k].push_back(std::tanh(carried[k < 256 ? 1 : 3].data[k % 256]));
    }
    return all;
}

/// Pearson's, over letters [begin, end); 0 where one of the two never changes.
double correlation(const numbers& a, const numbers& b, std::size_t begin, std::size_t end) {
    double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
    const auto n = static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        const double x = a[i], y = b[i];
        sa += x, sb += y, aa += x * x, bb += y * y, ab += x * y;
    }
    const double of_a = aa - sa * sa / n, of_b = bb - sb * sb / n;
    return of_a > 1e-9 && of_b > 1e-9 ? (ab - sa * sb / n) / std::sqrt(of_a * of_b) : 0;
}

/// Letters on blue where the cell is above zero, on orange where it is below.
std::string coloured(const std::string& text, const numbers& cell, std::size_t begin, std::size_t end) {
    std::string html = "<pre style=\"white-space:pre-wrap;line-height:1.45\">";
    for (std::size_t i = begin; i < end; ++i) {
        const int strength = static_cast<int>(std::lround(std::abs(cell[i]) * 70));
        const std::string ground = cell[i] > 0 ? "rgba(0,114,178,." : "rgba(230,159,0,.";
        const std::string share = (strength < 10 ? "0" : "") + std::to_string(strength);
        html += "<span style=\"background:" + ground + share + ")\">";
        if (text[i] == '\n') html += "&#8629;";  // a line end has its colour too
        html += text[i] == '\n' ? "</span>\n" : escaped(std::string_view(&text[i], 1)) + "</span>";
    }
    return html + "</pre>\n";
}

void run(const settings& s) {
    std::string text = text_of_lesson(s.text);
    model<language_model> m{seed{s.seed}, s.threads};
    std::optional<vocabulary> letters;
    if (s.load.empty()) {
        std::string learned = text.substr(0, text.size() - text.size() / 10);
        if (s.learned > 0) learned.resize(std::min(learned.size(), s.learned));
        letters = vocabulary::of_text(text);
        learn(m, continuous_batches(letters->encode(learned), 64, s.how.streams), s.how,
              [](int64 step, int64 steps, double loss) {
                  if (step % 20 == 0) std::cerr << '\r' << 100 * step / steps << " %, loss " << loss << "   ";
              });
        std::cerr << "\r                         \r";
    } else {
        letters = load_language_model(m, s.load);
    }
    text = text.substr(text.size() - std::min(s.letters, text.size() / 10));
    const auto cells = cells_of(m, letters->encode(text));
    const std::size_t half = text.size() / 2, shown = std::min(text.size(), half + 1800);

    html_page page("What units see");
    page.paragraph(
        "Each letter is on the colour of tanh(c) of one cell after it was read: blue above zero, orange "
        "below. "
        "The cells were chosen on another part of the text, which the model has not learned from either.");
    std::vector<std::pair<std::string, double>> found;
    for (const feature& f : features_of(text)) {
        std::size_t best = 0;
        double most = 0;
        for (std::size_t k = 0; k < cells.size(); ++k)
            if (const double r = std::abs(correlation(cells[k], f.value, 0, half)); r > most)
                most = r, best = k;
        if (most == 0) continue;  // the text has none of it
        const double r = correlation(cells[best], f.value, half, text.size());
        found.emplace_back(f.name, std::abs(r));
        const std::string cell =
            "cell " + std::to_string(best % 256) + " of layer " + std::to_string(best / 256 + 1);
        std::cout << std::left << std::setw(16) << f.name << std::setw(22) << cell << std::right << std::fixed
                  << std::setprecision(2) << std::setw(6) << r << "   " << f.words << '\n';
        page.heading(f.words + ": " + cell);
        page.html(coloured(text, cells[best], half, shown));
    }
    write_file_atomically(fs::path(s.out) / "units.html",
                          [&](atomic_file& file) { file.write(page.text()); });
    std::cout
        << "\nwritten to " << s.out << ": units.html\n"
        << "Nobody told a cell to count letters or to wait for the end of a line: it helped to know what\n"
           "comes next. What few letters of the text depend on, such as quotes, is learned last.\n\n";
    constexpr lessons::finding_printer finding{.digits = 3, .fixed = true};
    for (const auto& [name, r] : found) finding("correlation_of_" + name, r);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"what_a_unit_sees", "Colours a text by single units of a model of letters."};
    l.add_option("--load", s.load, "a model of char_language_model; none: learns one");
    l.add_option("--text", s.text, "file; else tiny_shakespeare.txt in $STRATA_DATA, else licences");
    l.add_option("--letters", s.letters, "at the end of the text, to look at")
        ->check(CLI::Range(200, 10'000'000));
    l.add_option("--epochs", s.how.epochs, "where it learns")->check(CLI::Range(1, 1000));
    l.share(s, {.out = "folder for the page", .quick = "1 epoch of 16,000 letters, 3,000 to look at"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.how = {.epochs = 1, .streams = 8}, s.learned = 16'000, s.letters = 3'000;
        run(s);
    });
}
