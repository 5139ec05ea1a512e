// SPDX-License-Identifier: MIT
#pragma once
/// Sentences that the compiler puts together, and what it says of types in them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <strata/shape/fraction.hpp>
#include <strata/shape/text.hpp>
#include <strata/target.hpp>
#include <string_view>

namespace strata {

/// A text that is being written while the program is compiled. A program writes names with it too, a function
/// for each layer: those are calls, not copies, of the functions here.
class sentence {
public:
    [[gnu::noinline]] constexpr sentence& operator<<(std::string_view words) {
        for (const char letter : words)
            if (size_ < capacity)
                letters_[size_++] = letter;
            else
                letters_[capacity - 1] = letters_[capacity - 2] = letters_[capacity - 3] = '.';
        return *this;
    }
    [[gnu::noinline]] constexpr sentence& operator<<(int64 number) {
        if (number < 0) return *this << "-" << -number;
        if (number >= 10) *this << number / 10;
        const char digit[] = {static_cast<char>('0' + number % 10)};
        return *this << std::string_view(digit, 1);
    }
    constexpr sentence& operator<<(int number) { return *this << static_cast<int64>(number); }
    /// n / d with two decimals: 2.33
    constexpr sentence& fraction(int64 n, int64 d) {
        const int64 hundredths = ((n < 0 ? -n : n) * 200 + d) / (2 * d);
        *this << (n < 0 ? "-" : "") << hundredths / 100 << ".";
        return *this << hundredths / 10 % 10 << hundredths % 10;
    }
    /// Spaces up to a column.
    constexpr sentence& to_column(std::size_t column) {
        std::size_t begin = size_;
        while (begin > 0 && letters_[begin - 1] != '\n') --begin;
        while (size_ < begin + column) *this << " ";
        return *this;
    }

    [[nodiscard]] constexpr std::string_view view() const { return {letters_.data(), size_}; }

private:
    static constexpr std::size_t capacity = 4000;
    std::array<char, capacity> letters_{};
    std::size_t size_ = 0;
};

/// What a function that writes a sentence writes, in exactly as many characters.
template <auto Write>
consteval auto written() {
    constexpr std::size_t size = [] {
        sentence s;
        Write(s);
        return s.view().size();
    }();
    sentence s;
    Write(s);
    text<size> exact;
    std::copy_n(s.view().begin(), size, exact.letters);
    return exact;
}

/// The compiler's spelling of T, without our namespace: `conv<16, 3, stride<2>>`.
template <class T>
consteval std::string_view compiler_spelling() {
    const std::string_view function = __PRETTY_FUNCTION__;
    const std::size_t begin = function.find("T = ") + 4;
    return function.substr(begin, std::min(function.rfind(']'), function.find(';', begin)) - begin);
}

/// Writes a number as a program says it: 0.5, -1.25, 1.0/3, 2 where it is whole, and nothing where it is
/// none.
constexpr void write_number(sentence& s, const fraction& f) {
    if (f.num < 0) return write_number(s << "-", {-f.num, f.den});
    if (!f.is_number()) return;
    if (f.num == 0 || f.den == 1) {
        s << f.num << (f.num == 0 && f.den == 1 ? ".0" : "");
        return;
    }
    int64 tens = 1;
    while (tens < 1'000'000 && tens % f.den != 0) tens *= 10;
    if (tens % f.den != 0) {
        s << f.num << ".0/" << f.den;
        return;
    }
    s << f.num / f.den << ".";
    for (int64 rest = f.num % f.den * (tens / f.den); tens > 1; rest %= tens) {
        tens /= 10;
        s << rest / tens;
    }
}

/// A fraction at the start of a compiler's spelling: g++ prints `strata::fraction{1, 2}`, clang `fraction{1,
/// 2}`, clang 14
/// `{1, 2}`. Its text is taken away.
constexpr bool take_fraction(std::string_view& spelling, fraction& f) {
    std::string_view rest = spelling;
    if (rest.starts_with("fraction")) rest.remove_prefix(8);
    const auto take = [&rest](std::string_view words) {
        const bool there = rest.starts_with(words);
        if (there) rest.remove_prefix(words.size());
        return there;
    };
    const auto take_whole = [&rest, &take](int64& n) {
        const bool negative = take("-"), there = !rest.empty() && rest[0] >= '0' && rest[0] <= '9';
        for (n = 0; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1))
            n = n * 10 + (rest[0] - '0');
        if (negative) n = -n;
        return there;
    };
    if (!take("{") || !take_whole(f.num) || !take(", ") || !take_whole(f.den) || !take("}")) return false;
    spelling = rest;
    return true;
}

/// The size of a window at the start of a compiler's spelling: `window_size{1, 7}`, which is written
/// `window<1, 7>`. Its text is taken away, but for the numbers.
constexpr bool take_window(sentence& s, std::string_view& spelling) {
    constexpr std::string_view name = "window_size{";
    if (!spelling.starts_with(name)) return false;
    spelling.remove_prefix(name.size());
    const std::size_t end = spelling.find('}');
    s << "window<" << spelling.substr(0, end) << ">";
    spelling.remove_prefix(end + 1);
    return true;
}

/// Writes a compiler's spelling without what no user writes.
constexpr void write_spelling(sentence& s, std::string_view spelling) {
    fraction f;
    for (char before = ' '; !spelling.empty();) {
        if ((before == ' ' || before == '<') && take_fraction(spelling, f))
            write_number(s, f);
        else if (take_window(s, spelling))
            before = '>';
        else if (spelling.starts_with("strata::"))
            spelling.remove_prefix(8);
        else if (spelling.starts_with(STRATA_QUOTED(STRATA_TARGET) "::"))
            spelling.remove_prefix(sizeof STRATA_QUOTED(STRATA_TARGET) + 1);
        else if (spelling.starts_with("{anonymous}::"))
            spelling.remove_prefix(13);
        else if (spelling.starts_with("(anonymous namespace)::"))
            spelling.remove_prefix(23);
        else if (spelling.starts_with(" >")) {
            s << ">";
            spelling.remove_prefix(2);
        } else {
            before = spelling[0];
            s << spelling.substr(0, 1);
            spelling.remove_prefix(1);
        }
    }
}

/// How a type is spelled. Names in it are written by us, since compilers write the letters of a text in many
/// ways; in backquotes, since compilers put a backslash before the others.
template <class T>
struct spelled {
    static constexpr void write(sentence& s) { write_spelling(s, compiler_spelling<T>()); }
};
/// T's spelling up to a letter: the name of a template.
template <class T>
constexpr void write_until(sentence& s, char letter) {
    const std::string_view whole = compiler_spelling<T>();
    write_spelling(s, whole.substr(0, whole.find(letter)));
}
template <template <class...> class Form, class First, class... Rest>
struct spelled<Form<First, Rest...>> {
    static constexpr void write(sentence& s) {
        write_until<Form<First, Rest...>>(s, '<');
        s << "<";
        spelled<First>::write(s);
        ((s << ", ", spelled<Rest>::write(s)), ...);
        s << ">";
    }
};
template <template <text, class...> class Form, text Name, class... Parts>
struct spelled<Form<Name, Parts...>> {
    static constexpr void write(sentence& s) {
        write_until<Form<Name, Parts...>>(s, '<');
        s << "<`" << Name.view() << "`";
        ((s << ", ", spelled<Parts>::write(s)), ...);
        s << ">";
    }
};

/// Writes T as the user wrote it.
template <class T>
constexpr void write_type(sentence& s) {
    spelled<T>::write(s);
}

}  // namespace strata
