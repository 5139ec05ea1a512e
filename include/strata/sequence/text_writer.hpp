// SPDX-License-Identifier: MIT
#pragma once
#include <span>
#include <strata/data/text.hpp>
#include <strata/error.hpp>
#include <strata/model/stream.hpp>
#include <strata/sequence/score_sampler.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace strata {

/// A model of language that reads a text and goes on with it, letter by letter.
///
///     text_writer w{m, letters, score_sampler{0.8, seed{7}}};      // a copy of m's parameters as they are
///     w.read("ROMEO:\n");
///     std::string text = w.write(200);
///
/// The network has one input of letters' numbers, and for each place the scores of the next letter; of those
/// that have no letter in the vocabulary none is drawn. What it has read and written is in the state of a
/// `stream`, so that each letter costs the same however long the text is. Throws where the network has fewer
/// scores than the vocabulary has letters. One thread's at a time.
template <class Net, class T = float>
class STRATA_TAGGED text_writer {
    static_assert(
        input_ports<Net>::size == 1 && type_at<input_ports<Net>, 0>::whole,
        "a model of language has one input of whole numbers: net<whole_input<64>, embedding<...>, ...>");

public:
    text_writer(const model<Net, T>& m, vocabulary letters, score_sampler draw = score_sampler{})
        : stream_(m), letters_(std::move(letters)), draw_(std::move(draw)) {
        const auto scores = static_cast<int>(stream_.output().size());
        if (scores < letters_.size())
            throw_error({.problem = "the network has fewer scores than the vocabulary has letters",
                         .expected = std::to_string(letters_.size()) + " or more",
                         .found = std::to_string(scores)});
    }

    /// Goes along a text. Throws where a letter is not in the vocabulary, with its place; nothing of the text
    /// is read then.
    void read(std::string_view text) {
        for (const int number : letters_.encode(text, "the text to go on from")) take(number);
    }
    /// The next letter, which is read too. Throws where nothing has been read.
    char next() {
        const int number = draw_(scores());
        take(number);
        return letters_.letter(number);
    }
    /// So many letters. Throws where nothing has been read.
    [[nodiscard]] std::string write(int64 count) {
        std::string text;
        for (int64 i = 0; i < count; ++i) text += next();
        return text;
    }
    /// The scores of the next letter, in the vocabulary's order. Throws where nothing has been read.
    [[nodiscard]] std::span<const T> scores() {
        if (!has_read_)
            throw_error({.problem = "a model of language goes on from a text: let it read a letter first"});
        return std::span<const T>(stream_.output()).first(static_cast<std::size_t>(letters_.size()));
    }
    /// Nothing has been read.
    void forget() {
        stream_.reset();
        has_read_ = false;
    }

    [[nodiscard]] const vocabulary& letters() const { return letters_; }
    /// To change the temperature: `w.sampler() = score_sampler{0.5}`.
    [[nodiscard]] score_sampler& sampler() { return draw_; }

private:
    void take(int number) {
        stream_.next(static_cast<T>(number));
        has_read_ = true;
    }

    stream<Net, T> stream_;
    vocabulary letters_;
    score_sampler draw_;
    bool has_read_ = false;
};
template <class Net, class T>
text_writer(const model<Net, T>&, vocabulary) -> text_writer<Net, T>;
template <class Net, class T>
text_writer(const model<Net, T>&, vocabulary, score_sampler) -> text_writer<Net, T>;

}  // namespace strata
