// SPDX-License-Identifier: MIT
#pragma once
/// Texts: whole, by lines, and by letters as the numbers that an embedding looks up.
///
///     const std::string text = read_text("shakespeare.txt");
///     const vocabulary letters = vocabulary::of_text(text);       // 65 letters
///     const auto numbers = letters.encode(text);                  // xt::xtensor<int, 1>
///     letters.decode(numbers) == text
///
/// A letter is a byte, so that every text has letters, and one in UTF-8 those that its bytes are.
#include <strata/array.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The bytes of a file. Errors: those of `read_bytes`; an empty file.
[[nodiscard]] inline std::string read_text(const std::filesystem::path& path) {
    const std::vector<std::uint8_t> bytes = read_bytes(path);
    if (bytes.empty()) throw_error({.problem = "the text is empty", .file = path.string()});
    return {bytes.begin(), bytes.end()};
}

/// The lines of a text, which end in LF or CRLF, or with the text.
[[nodiscard]] inline std::vector<std::string> lines_of_text(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        if (end < text.size() && lines.back().ends_with('\r')) lines.back().pop_back();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}
/// The lines of a file. Errors: those of `read_text`.
[[nodiscard]] inline std::vector<std::string> read_lines(const std::filesystem::path& path) {
    return lines_of_text(read_text(path));
}

/// Calls `piece(bytes)` with the bytes of a file, 64 KiB at a time: a text of any length in that memory.
/// Errors: the file cannot be opened or read.
template <class Piece>
void for_each_piece(const std::filesystem::path& path, Piece&& piece) {
    const auto refuse = [&](const char* problem) {
        throw_error({.problem = problem + system_text(errno), .file = path.string()});
    };
    if (std::error_code ignored; std::filesystem::is_directory(path, ignored))
        throw_error({.problem = "this is a folder, not a file", .file = path.string()});
    const open_file file{std::fopen(path.string().c_str(), "rb")};
    if (!file) refuse("the file cannot be opened: ");
    std::vector<char> buffer(std::size_t{1} << 16);
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get()))
        piece(std::string_view(buffer.data(), count));
    if (std::ferror(file.get())) refuse("the file cannot be read: ");
}

/// The letters of a language model, numbered from 0 in the order of their bytes.
class vocabulary {
public:
    /// Of these letters, each once however often it stands there. Errors: no letter.
    [[nodiscard]] static vocabulary of_text(std::string_view text) {
        vocabulary v;
        v.note(text);
        v.number("");
        return v;
    }
    /// Of the letters of a file, which may be larger than memory. Errors: it cannot be read; no letter.
    [[nodiscard]] static vocabulary of_file(const std::filesystem::path& path) {
        vocabulary v;
        for_each_piece(path, [&](std::string_view piece) { v.note(piece); });
        v.number(path.string());
        return v;
    }

    [[nodiscard]] int size() const { return static_cast<int>(letters_.size()); }
    /// In the order of their numbers: what `of_text` makes the same vocabulary of.
    [[nodiscard]] const std::string& letters() const { return letters_; }
    [[nodiscard]] bool contains(char letter) const { return numbers_[byte(letter)] >= 0; }

    /// Writes the number of each letter; `file` is the name for errors, `begin` the place of the text in it.
    /// Errors: a letter that is not in the vocabulary, with its place. Nothing more is written then.
    template <class Number>
    void encode_to(std::string_view text, std::span<Number> to, const std::string& file = {},
                   int64 begin = 0) const {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const int number = numbers_[byte(text[i])];
            if (number < 0) refuse(text[i], file, begin + static_cast<int64>(i));
            to[i] = static_cast<Number>(number);
        }
    }
    /// [N], the number of each letter. Errors: those of `encode_to`.
    [[nodiscard]] xt::xtensor<int, 1> encode(std::string_view text, const std::string& file = {}) const {
        xt::xtensor<int, 1> numbers(std::array<std::size_t, 1>{text.size()});
        encode_to(text, std::span<int>(numbers.data(), numbers.size()), file);
        return numbers;
    }

    [[nodiscard]] char letter(int number) const {
        if (number < 0 || number >= size())
            throw_error({.problem = "the vocabulary has no letter of this number",
                         .expected = "0 to " + std::to_string(size() - 1),
                         .found = std::to_string(number)});
        return letters_[static_cast<std::size_t>(number)];
    }
    /// The text of numbers. Errors: a number that is no letter's.
    template <Array E>
    [[nodiscard]] std::string decode(const E& numbers) const {
        std::string text;
        for (const int number : labels_of_rank<1>(numbers)) text += letter(number);
        return text;
    }
    [[nodiscard]] bool operator==(const vocabulary& other) const { return letters_ == other.letters_; }

private:
    static std::size_t byte(char letter) { return static_cast<unsigned char>(letter); }
    void note(std::string_view text) {
        for (const char letter : text) numbers_[byte(letter)] = 0;
    }
    void number(const std::string& file) {
        for (std::size_t b = 0; b < numbers_.size(); ++b) {
            if (numbers_[b] < 0) continue;
            numbers_[b] = size();
            letters_ += static_cast<char>(b);
        }
        if (letters_.empty()) throw_error({.problem = "the text is empty", .file = file});
    }
    [[noreturn, gnu::cold]] void refuse(char letter, const std::string& file, int64 place) const {
        const bool printable = letter > ' ' && letter <= '~';
        throw_error({.problem = "the letter is not in the vocabulary",
                     .file = file,
                     .name = with_number("byte", place),
                     .expected = "one of " + std::to_string(size()) + " letters",
                     .found = printable ? std::string(1, letter)
                                        : "the byte " + std::to_string(static_cast<unsigned char>(letter)),
                     .advice = "Make the vocabulary of all texts, or leave the letter out"});
    }

    vocabulary() { numbers_.fill(-1); }

    std::string letters_;
    std::array<int, 256> numbers_;  ///< of each byte; -1 for what is no letter
};

}  // namespace strata::inline STRATA_TARGET
