// SPDX-License-Identifier: MIT
/// Which language a word is of: a GRU that reads it letter by letter from both sides and answers from the
/// most of what each cell has had, beside two softmaxes without an order on the same split: over a bag
/// of the same letters, and over a bag of words. The texts are what Debian's packages ask when they are
/// installed, in eight languages (/var/lib/dpkg/info/*.templates, which every Debian has).
///
///     which_language          --texts DIR: a folder of files LANGUAGE.txt in their place
///                             --words 3: of three words instead of one
///
/// (Cavnar, Trenkle, 1994, for the task; CS231n, "Recurrent neural networks": many to one.)
#include "../lesson.hpp"
#include "language_texts.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <strata/compiled.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

using namespace strata;

constexpr int length = 32, most_words = 8192, words_at_most = 3;
struct by_letters : net<whole_input<length>, named<"lengths", whole_input<1>>, embedding<256, 24>,
                        bidirectional<gru<64>, "lengths">, max_of_places, dropout<0.3>, dense<8>> {};
/// The mean of a row of eight scores for each word, or letter: a linear classifier of how often each is
/// there.
struct bag_of_words
    : net<whole_input<words_at_most>, embedding<most_words, 8, init<normal<0.01>>>, mean_of_places> {};
struct bag_of_letters : net<whole_input<length>, embedding<256, 8, init<normal<0.01>>>, mean_of_places> {};

struct settings : lessons::with_threads {
    int epochs = 4, most = 100'000, words = 1;
    double rate = 5e-3;
    std::string texts = "/var/lib/dpkg/info";
};
xt::xtensor<int, 1> labels_of(const part& p) {
    xt::xtensor<int, 1> y = xt::zeros<int>({p.language.size()});
    std::copy(p.language.begin(), p.language.end(), y.begin());
    return y;
}
/// The first 32 letters of each snippet, a space around each word, and how many there are.
struct spelt {
    xt::xtensor<int, 2> letters, lengths;  ///< [N, 32], zeros behind the last   [N, 1]
};
spelt letters_of(const part& p) {
    const std::size_t N = p.words.size();
    spelt s{xt::zeros<int>({N, std::size_t{length}}), xt::zeros<int>({N, std::size_t{1}})};
    for (std::size_t n = 0; n < N; ++n) {
        std::string text = " ";
        for (const std::string& word : p.words[n]) text += word + " ";
        text.resize(std::min<std::size_t>(text.size(), length));
        s.lengths(n, 0) = static_cast<int>(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) s.letters(n, i) = static_cast<unsigned char>(text[i]);
    }
    return s;
}
/// [N, 3], numbers of words; 0 is one that is not known, or none.
xt::xtensor<int, 2> numbers_of(const part& p, const std::map<std::string, int>& numbers) {
    xt::xtensor<int, 2> x = xt::zeros<int>({p.words.size(), std::size_t{words_at_most}});
    for (std::size_t n = 0; n < p.words.size(); ++n)
        for (std::size_t w = 0; w < p.words[n].size(); ++w)
            if (const auto found = numbers.find(p.words[n][w]); found != numbers.end())
                x(n, w) = found->second;
    return x;
}
/// The most frequent words of a part.
std::map<std::string, int> frequent_words(const part& p) {
    std::map<std::string, int> counts, numbers;
    for (const auto& snippet : p.words)
        for (const std::string& word : snippet) ++counts[word];
    std::vector<std::pair<int, std::string>> sorted;
    for (const auto& [word, count] : counts) sorted.emplace_back(-count, word);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i + 1 < most_words && i < sorted.size(); ++i)
        numbers[sorted[i].second] = static_cast<int>(i) + 1;
    return numbers;
}

template <class Net, class X>
evaluation learned(const settings& s, int epochs, double rate, const X& x, const part& train, const X& seen,
                   const part& test) {
    model<Net> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = rate}, clip_by_norm{.most = 1}};
    t.fit(array_set{x, labels_of(train)},
          {.epochs = epochs,
           .batch = 64,
           .callbacks = {rate_schedule{cosine_decay{.from = 0, .to = double(epochs), .least = 0.02}}}});
    return evaluate_scores(m.predict(seen), labels_of(test), languages);
}

void run(const settings& s) {
    auto [train, test] = read_parts(s.texts, static_cast<std::size_t>(s.words));
    if (static_cast<std::size_t>(s.most) < train.words.size()) {  // some of each language
        part fewer;
        const std::size_t every = train.words.size() / static_cast<std::size_t>(s.most) + 1;
        for (std::size_t i = 0; i < train.words.size(); i += every)
            fewer.words.push_back(train.words[i]), fewer.language.push_back(train.language[i]);
        train = fewer;
    }
    const auto numbers = frequent_words(train);
    const auto test_numbers = numbers_of(test, numbers);
    std::size_t unknown = 0;
    for (const auto& snippet : test.words)
        for (const std::string& word : snippet) unknown += !numbers.contains(word);
    const double unknown_share =
        static_cast<double>(unknown) / (static_cast<double>(test.words.size()) * s.words);
    std::cout << train.words.size() << " snippets to learn from, " << test.words.size()
              << " to test; words of each: " << s.words << '\n';
    const spelt x = letters_of(train), seen = letters_of(test);
    const auto loose = learned<bag_of_letters>(s, 2 * s.epochs, 1e-2, x.letters, train, seen.letters, test);
    const auto words =
        learned<bag_of_words>(s, 2 * s.epochs, 1e-2, numbers_of(train, numbers), train, test_numbers, test);
    const auto letters = learned<by_letters>(s, s.epochs, s.rate, inputs(x.letters, x.lengths), train,
                                             inputs(seen.letters, seen.lengths), test);
    std::cout << "\nletter by letter: " << letters
              << "\nA bag has nothing to say of a word that it has not met; its letters still have.\n\n";
    constexpr lessons::finding_printer finding{.digits = 3};
    finding("right_by_letters", 100 * letters.accuracy);
    finding("right_by_bag_of_words", 100 * words.accuracy);
    finding("right_by_bag_of_letters", 100 * loose.accuracy);
    finding("unknown_words", 100 * unknown_share);
}

int main(int argc, char** argv) {
    settings s;
    s.out = "which-language-output";
    lessons::lesson l{"which_language", "Tells languages apart, by letters and by words."};
    l.add_option("--epochs", s.epochs, "of the GRU; twice as many of the bags")->check(CLI::Range(1, 1000));
    l.add_option("--rate", s.rate, "learning rate of the GRU")->check(CLI::Range(1e-6, 1.0));
    l.add_option("--words", s.words, "words of a snippet")->check(CLI::Range(1, words_at_most));
    l.add_option("--texts", s.texts, "folder of debconf's templates, or of LANGUAGE.txt");
    l.share(
        s,
        {.out = "not used: it draws nothing", .quick = "2 epochs of 2,000 snippets", .makes_folder = false});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 2, s.most = 2'000;
        run(s);
    });
}
