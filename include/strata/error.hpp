// SPDX-License-Identifier: MIT
#pragma once
/// The one exception of the library.
///
/// Whatever goes wrong at run time (a file, an array of the wrong extents, a loss that is no number) is thrown as a
/// `strata::error`, whose text is one sentence in one order: the file, the name of the thing inside it, what is wrong,
/// what was expected, what was found, what to do about it. Mistakes in a network's type never get here: the compiler says them.
#include <stdexcept>
#include <strata/int64.hpp>
#include <string>
#include <utility>

namespace strata {

/// The parts of an error, any of which may stay empty: `throw error{{.problem = "the file ends early", .file = path}}`.
struct error_parts {
    std::string problem = {};   ///< what is wrong, in words: "the shapes differ"
    std::string file = {};      ///< the file it was found in
    std::string name = {};      ///< the tensor, layer, option or field that it is about
    std::string expected = {};  ///< what should have been there: "[6, 1, 5, 5]"
    std::string found = {};     ///< what was there instead: "[6, 1, 3, 3]"
    std::string advice = {};    ///< what to do about it
};

/// Says what is wrong with data, files, arrays or values at run time. Its functions are cold: what is about to throw is
/// compiled for size, in little time.
class error : public std::runtime_error {
public:
    [[gnu::cold]] explicit error(error_parts parts) : std::runtime_error(sentence(parts)), parts_(std::move(parts)) {}

    /// The same, said of a part by someone who knows its name.
    [[nodiscard, gnu::cold]] error of(const std::string& name) const {
        error_parts p = parts_;
        std::string whole = name;
        if (!p.name.empty()) whole.append(", ").append(p.name);
        p.name = std::move(whole);
        return error(std::move(p));
    }

    /// What the sentence is made of, for programs that handle errors by their parts.
    [[nodiscard]] const error_parts& parts() const noexcept { return parts_; }

private:
    [[gnu::cold]] static std::string sentence(const error_parts& p) {
        std::string text;
        const auto say = [&text](const char* before, const std::string& part, const char* after) {
            if (!part.empty()) text.append(before).append(part).append(after);
        };
        say("", p.file, ": ");
        say("", p.name, ": ");
        text += p.problem;
        say(", expected ", p.expected, "");
        say(", found ", p.found, "");
        say(". ", p.advice, "");
        return text;
    }

    error_parts parts_;
};

/// "sample 3", as errors say it.
[[nodiscard, gnu::cold]] inline std::string with_number(const char* what, int64 number) {
    return what + (' ' + std::to_string(number));
}

/// "[6, 1, 5, 5]"
template <class Extents>
[[nodiscard, gnu::cold]] std::string shape_text(const Extents& extents) {
    std::string text = "[";
    for (auto extent : extents) {
        if (text.size() > 1) text += ", ";
        text += std::to_string(extent);
    }
    text += ']';
    return text;
}

}  // namespace strata
