// SPDX-License-Identifier: MIT
/// Which language three words are of: an LSTM that reads them letter by letter and answers from the most of
/// what each cell has had, beside a softmax over a bag of words on the same split. The texts are what
/// Debian's packages ask when they are installed, in eight languages (/var/lib/dpkg/info/*.templates, which
/// every Debian has).
///
///     which_language          --texts DIR: a folder of files LANGUAGE.txt in their place
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

constexpr int length = 32, most_words = 4096;
struct by_letters : net<whole_input<length>, embedding<256, 24>, lstm<96, forget_bias<>>, max_of_places,
                        dropout<0.3>, dense<8>> {};
/// The sum of the rows of three words: a linear classifier of how often each word is there.
struct by_words : net<whole_input<3>, embedding<most_words, 8, init<normal<0.01>>>, mean_of_places> {};

struct settings : lessons::with_threads {
    int epochs = 10, most = 100'000;
    std::string texts = "/var/lib/dpkg/info";
};
xt::xtensor<int, 1> labels_of(const part& p) {
    xt::xtensor<int, 1> y = xt::zeros<int>({p.language.size()});
    std::copy(p.language.begin(), p.language.end(), y.begin());
    return y;
}
/// [N, 32], the last letters, with zeros before what is shorter.
xt::xtensor<int, 2> letters_of(const part& p) {
    xt::xtensor<int, 2> x = xt::zeros<int>({p.words.size(), std::size_t{length}});
    for (std::size_t n = 0; n < p.words.size(); ++n) {
        const std::string text = p.words[n][0] + " " + p.words[n][1] + " " + p.words[n][2];
        for (std::size_t i = 0; i < std::min<std::size_t>(text.size(), length); ++i)
            x(n, length - 1 - i) = static_cast<unsigned char>(text[text.size() - 1 - i]);
    }
    return x;
}
/// [N, 3], numbers of words; 0 is one that is not known.
xt::xtensor<int, 2> numbers_of(const part& p, const std::map<std::string, int>& numbers) {
    xt::xtensor<int, 2> x = xt::zeros<int>({p.words.size(), std::size_t{3}});
    for (std::size_t n = 0; n < p.words.size(); ++n)
        for (std::size_t w = 0; w < 3; ++w)
            if (const auto found = numbers.find(p.words[n][w]); found != numbers.end())
                x(n, w) = found->second;
    return x;
}
/// The most frequent words of a part.
std::map<std::string, int> frequent_words(const part& p) {
    std::map<std::string, int> counts, numbers;
    for (const auto& three : p.words)
        for (const std::string& word : three) ++counts[word];
    std::vector<std::pair<int, std::string>> sorted;
    for (const auto& [word, count] : counts) sorted.emplace_back(-count, word);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i + 1 < most_words && i < sorted.size(); ++i)
        numbers[sorted[i].second] = static_cast<int>(i) + 1;
    return numbers;
}

template <class Net, class Rule>
evaluation learned(const settings& s, int epochs, Rule rule, const xt::xtensor<int, 2>& x, const part& train,
                   const xt::xtensor<int, 2>& seen, const part& test) {
    model<Net> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, rule, clip_by_norm{.most = 1}};
    t.fit(x, labels_of(train),
          {.epochs = epochs,
           .batch = 64,
           .callbacks = {rate_schedule{cosine_decay{.from = 0, .to = double(epochs), .least = 0.02}}}});
    return evaluate_scores(m.predict(seen), labels_of(test), languages);
}

void run(const settings& s) {
    auto [train, test] = read_parts(s.texts);
    if (static_cast<std::size_t>(s.most) < train.words.size()) {  // some of each language
        part fewer;
        const std::size_t every = train.words.size() / static_cast<std::size_t>(s.most) + 1;
        for (std::size_t i = 0; i < train.words.size(); i += every)
            fewer.words.push_back(train.words[i]), fewer.language.push_back(train.language[i]);
        train = fewer;
    }
    const auto numbers = frequent_words(train);
    const auto test_numbers = numbers_of(test, numbers);
    const double unknown = static_cast<double>(std::count(test_numbers.begin(), test_numbers.end(), 0)) /
                           static_cast<double>(test_numbers.size());
    std::cout << train.words.size() << " times three words to learn from, " << test.words.size()
              << " to test\n";
    const auto words = learned<by_words>(s, 2 * s.epochs, adam{.rate = 1e-2}, numbers_of(train, numbers),
                                         train, test_numbers, test);
    const auto letters = learned<by_letters>(s, s.epochs, adam{.rate = 3e-3}, letters_of(train), train,
                                             letters_of(test), test);
    std::cout << "\nletter by letter: " << letters
              << "\nA bag has nothing to say of a word that it has not met; its letters still have.\n\n";
    constexpr lessons::finding_printer finding{.digits = 3};
    finding("right_by_letters", 100 * letters.accuracy);
    finding("right_by_bag_of_words", 100 * words.accuracy);
    finding("unknown_words", 100 * unknown);
}

int main(int argc, char** argv) {
    settings s;
    s.out = "which-language-output";
    lessons::lesson l{"which_language", "Tells languages apart, by letters and by words."};
    l.add_option("--epochs", s.epochs, "of the LSTM; twice as many of the bag")->check(CLI::Range(1, 1000));
    l.add_option("--texts", s.texts, "folder of debconf's templates, or of LANGUAGE.txt");
    l.share(s, {.out = "not used: it draws nothing",
                .quick = "2 epochs of 2,000 times three words",
                .makes_folder = false});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 2, s.most = 2'000;
        run(s);
    });
}
