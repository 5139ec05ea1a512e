// SPDX-License-Identifier: MIT
#pragma once
/// The one exception of the library, and what stands for it where there are none.
///
/// Whatever goes wrong at run time (a file, an array of the wrong extents, a loss that is no number) is
/// thrown as a `strata::error`; with -fno-exceptions a function gets it, see `set_error_handler`. Its text is
/// one sentence in one order: the file, the name of the thing inside it, what is wrong, what was expected,
/// what was found, what to do about it. Mistakes in a network's type never get here: the compiler says them.
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace strata {

/// The parts of an error, any of which may stay empty: `throw_error({.problem = "the file ends early", .file
/// = path})`.
struct error_parts {
    std::string problem = {};   ///< what is wrong, in words: "the shapes differ"
    std::string file = {};      ///< the file it was found in
    std::string name = {};      ///< the tensor, layer, option or field that it is about
    std::string expected = {};  ///< what should have been there: "[6, 1, 5, 5]"
    std::string found = {};     ///< what was there instead: "[6, 1, 3, 3]"
    std::string advice = {};    ///< what to do about it
};

/// Says what is wrong with data, files, arrays or values at run time. Its functions are cold: what is about
/// to throw is compiled for size, in little time.
class error : public std::runtime_error {
public:
    [[gnu::cold]] explicit error(error_parts parts)
        : std::runtime_error(sentence(parts)), parts_(std::move(parts)) {}

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

/// What is called with an error in programs without exceptions. Where it returns, the program ends by
/// `std::abort`.
using error_handler = void (*)(const error&);

/// The handler that is set. Null: the sentence goes to stderr.
inline std::atomic<error_handler> current_error_handler = nullptr;

/// Sets what is called with an error in programs that are compiled with -fno-exceptions, and returns what was
/// set before. Programs with exceptions have no use for it: there an error is thrown.
inline error_handler set_error_handler(error_handler handler) {
    return current_error_handler.exchange(handler);
}

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Throws e; without exceptions, hands it to the error handler and ends the program.
[[noreturn, gnu::cold]] inline void throw_error(const error& e) {
#ifdef __cpp_exceptions
    throw e;
#else
    if (const error_handler handler = current_error_handler)
        handler(e);
    else
        std::fprintf(stderr, "%s\n", e.what());
    std::abort();
#endif
}
[[noreturn, gnu::cold]] inline void throw_error(error_parts parts) { throw_error(error(std::move(parts))); }

/// Calls `body()`; an error that it throws is said of `name()`. Without exceptions it is said as it is.
template <class Body, class Name>
inline void with_name_in_errors(Body&& body, [[maybe_unused]] Name&& name) {
#ifdef __cpp_exceptions
    try {
        body();
    } catch (const error& e) {
        throw_error(e.of(name()));
    }
#else
    body();
#endif
}

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// What an error quotes of a text that came from a file: at most so many bytes, "?" for what cannot be
/// printed.
[[nodiscard, gnu::cold]] inline std::string quotable(std::string_view text, std::size_t most = 200) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    std::size_t end = text.size() <= most ? text.size() : most;
    while (end < text.size() && end > 0 && continues(text[end])) --end;  // no half of a UTF-8 character
    std::string quoted(text.substr(0, end));
    for (char& c : quoted)
        if ((c >= 0 && c < ' ') || c == '\x7f') c = '?';
    if (end < text.size()) quoted += "...";
    return quoted;
}

/// "sample 3", as errors say it.
[[nodiscard, gnu::cold]] inline std::string with_number(const char* what, int64 number) {
    return what + (' ' + std::to_string(number));
}

/// "rate, momentum": what `name` says of each, as errors list them.
template <class All, class Name>
[[nodiscard, gnu::cold]] std::string list_text(const All& all, Name&& name) {
    std::string text;
    for (const auto& one : all) text.append(text.empty() ? "" : ", ").append(name(one));
    return text;
}
template <class All>
[[nodiscard, gnu::cold]] std::string list_text(const All& all) {
    return list_text(
        all, [](const auto& one) -> const auto& { return one; });
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
