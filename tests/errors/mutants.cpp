// SPDX-License-Identifier: MIT
// Makes random networks that work, breaks each in one random way, and writes what has to be said of them:
//
//     mutants FOLDER
//
//     decisions.cpp   assertions: the whole network resolves, the broken one is a mistake of this code at this place
//     declared.cpp    the broken ones as a user declares them, one a line
//     expected.txt    "line code" for each line of declared.cpp
//
// The seed is fixed: the same files are written everywhere.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iostream>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr int networks = 200;

struct random_numbers {
    std::uint64_t state = 20260728;
    /// A number from `low` to `high`.
    int from(int low, int high) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return low + static_cast<int>((state >> 33) % static_cast<std::uint64_t>(high - low + 1));
    }
    bool coin() { return from(0, 1) == 1; }
};

/// The shape of a value: an image, or a vector of C numbers.
struct extents {
    int C = 0, H = 0, W = 0;
    [[nodiscard]] bool image() const { return H > 0; }
};

std::string number(int n) { return std::to_string(n); }
std::string layer(const std::string& name, int a) { return name + "<" + number(a) + ">"; }
std::string conv(int K, int F, const std::string& options = "") { return "conv<" + number(K) + ", " + number(F) + options + ">"; }

/// A part that works over x, which becomes what it makes.
std::string good_part(random_numbers& r, extents& x, int index) {
    const std::string a_name = "p" + number(index);
    for (;;) {
        const int K = r.from(1, 16);
        if (!x.image()) {
            switch (r.from(0, 6)) {
                case 0: x.C = K; return layer("dense", K);
                case 1: return "relu";
                case 2: return "batch_norm";
                case 3: return "dropout<percent<" + number(r.from(0, 99)) + ">>";
                case 4: return "residual<chain<" + layer("dense", x.C) + ", relu>>";
                case 5: { const int n = x.C; x.C = n + K; return "concat<relu, " + layer("dense", K) + ">"; }
                default: return "repeat<" + number(r.from(1, 3)) + ", chain<" + layer("dense", x.C) + ", relu>>";
            }
        }
        switch (r.from(0, 12)) {
            case 0: x.C = K; return conv(K, 2 * r.from(0, 2) + 1, ", same");
            case 1: {
                const int F = r.from(1, 5);
                if (F > x.H || F > x.W) break;
                x = {K, x.H - F + 1, x.W - F + 1};
                return conv(K, F);
            }
            case 2: {
                const int F = r.from(1, 4), S = r.from(2, 3);
                if (F > x.H || F > x.W || (x.H - F) % S != 0 || (x.W - F) % S != 0) break;
                x = {K, (x.H - F) / S + 1, (x.W - F) / S + 1};
                return conv(K, F, ", stride<" + number(S) + ">");
            }
            case 3:
                if (x.H % 2 != 0 || x.W % 2 != 0) break;
                x = {x.C, x.H / 2, x.W / 2};
                return r.coin() ? "max_pool<2>" : "average_pool<2>";
            case 4: return "relu";
            case 5: return "batch_norm";
            case 6: return "residual<chain<" + conv(x.C, 3, ", same") + ", relu>>";
            case 7: x.C = K; return "residual<chain<relu, " + conv(K, 3, ", same") + ">, " + conv(K, 1) + ">";
            case 8: { const int C = x.C; x.C = C + K; return "concat<relu, chain<" + conv(K, 3, ", same") + ", batch_norm>>"; }
            case 9: x.C = K; return "sum<" + conv(K, 1) + ", " + conv(K, 3, ", same") + ">";
            case 10: return "repeat<2, chain<" + conv(x.C, 3, ", same") + ", relu>>";
            case 11: x.C = K; return "named<\"" + a_name + "\", " + conv(K, 1) + ">";
            default: x = {x.C * x.H * x.W, 0, 0}; return "flatten";
        }
    }
}

/// A part that cannot work: its text, its code, and what its place says when it is not a layer.
struct wrong_part {
    std::string text, code, form;
};

/// A wrong layer over x.
wrong_part wrong_layer(random_numbers& r, const extents& x) {
    for (;;) {
        const int K = r.from(1, 16), less = x.H < x.W ? x.H : x.W;
        switch (r.from(0, 13)) {
            case 0:
                if (x.image()) return {conv(K, less + r.from(1, 9)), "E02_window_larger_than_input", ""};
                break;
            case 1: {
                const int F = r.from(1, 5), S = r.from(2, 5);
                if (x.image() && F <= less && ((x.H - F) % S != 0 || (x.W - F) % S != 0))
                    return {conv(K, F, ", stride<" + number(S) + ">"), "E01_output_not_whole", ""};
                break;
            }
            case 2: {
                const int F = r.from(2, 4);
                if (x.image() && F <= less && (x.H % F != 0 || x.W % F != 0))
                    return {layer(r.coin() ? "max_pool" : "average_pool", F), "E01_output_not_whole", ""};
                break;
            }
            case 3:
                if (x.image()) return {layer("dense", K), "E03_layer_needs_a_vector", ""};
                break;
            case 4:
                if (!x.image()) return {r.coin() ? conv(K, 1) : "max_pool<2>", "E04_layer_needs_an_image", ""};
                break;
            case 5: {
                const int G = r.from(2, 7);
                if (x.image() && x.C % G != 0) return {conv(K * G, 1, ", groups<" + number(G) + ">"), "E05_channels_not_divisible_by_groups", ""};
                break;
            }
            case 6:
                if (x.image()) return {"max_pool<2, pad<" + number(r.from(2, 4)) + ">>", "E06_padding_not_below_window", ""};
                break;
            case 7: return {x.image() ? conv(K, -r.from(0, 1)) : layer("dense", -r.from(0, 1)), "E09_size_not_positive", ""};
            case 8: {
                const int P = r.from(101, 199);
                const std::string hundredths = (P < 110 ? "0" : "") + number(P % 10 == 0 ? P / 10 % 10 : P % 100);
                return {"dropout<1." + hundredths + ">", "E10_rate_outside_0_1", ""};
            }
            case 9: return {r.coin() ? "int" : "char", "E11_not_a_layer", ""};
            case 10: return {"named<\"a.b\", relu>", "E28_name_not_usable", ""};
            case 11:
                if (x.image()) return {conv(K, 2 * r.from(1, 3), ", same"), "E17_same_needs_an_odd_window", ""};
                break;
            case 12:
                if (!x.image()) return {"dense<" + number(K) + (r.coin() ? ", same>" : ", stride<2>>"), "E25_option_not_known", ""};
                break;
            default:
                if (x.image()) return {conv(K, 3, ", pad<1>, same"), "E26_option_said_twice", ""};
        }
    }
}

/// A form over x whose branches do not meet, or that has none.
wrong_part wrong_form(random_numbers& r, const extents& x) {
    const int K = r.from(1, 16);
    switch (r.from(0, 4)) {
        case 0: return {"residual<chain<relu, " + (x.image() ? conv(x.C + K, 1) : layer("dense", x.C + K)) + ">>", "E07_branches_of_unequal_shape", "residual"};
        case 1:
            return {"sum<" + (x.image() ? conv(K, 1) + ", " + conv(K + 1, 1) : layer("dense", K) + ", " + layer("dense", K + 2)) + ">",
                    "E07_branches_of_unequal_shape", "sum"};
        case 2:
            return {"concat<" + (x.image() ? conv(K, 1) + ", chain<flatten, dense<3>>" : std::string()) + ">",
                    x.image() ? "E08_branches_differ_beyond_channels" : "E27_form_without_parts", "concat"};
        case 3: return {"repeat<0, relu>", "E27_form_without_parts", "repeat"};
        default: return {"heads<>", "E27_form_without_parts", "heads"};
    }
}

/// A broken network: its parts, its code, how its sentence begins.
struct mutant {
    std::vector<std::string> parts;
    std::string code, begins;
};

/// Breaks the list at part number `at`, which reads x. Part 0 of the list is the input, layer 0 is behind it.
mutant broken(random_numbers& r, std::vector<std::string> parts, int at, const extents& x) {
    const auto place = parts.begin() + at;
    const std::string i = number(at - 1);
    const int kind = r.from(0, 19);
    if (kind == 0) {
        parts.erase(parts.begin());
        return {parts, "E12_no_input", "layer 0, "};
    }
    if (kind == 1) {
        parts.push_back(parts.front());
        parts.erase(parts.begin());
        return {parts, "E13_input_not_first", "layer 0, "};
    }
    if (kind == 2) {
        parts.insert(place, {"named<\"twin\", relu>", "relu", "named<\"twin\", batch_norm>"});
        return {parts, "E15_two_parts_of_one_name", "layer " + number(at + 1) + ", named<`twin`, batch_norm>"};
    }
    if (kind == 3) {
        parts.insert(place, {"heads<relu, batch_norm>", "relu"});
        return {parts, "E16_nothing_after_heads", "layer " + number(at) + ", relu"};
    }
    if (kind == 4) {
        parts.insert(place, "named<\"a.b\", relu>");
        return {parts, "E28_name_not_usable", "layer " + i + ", named<`a.b`, relu>"};
    }
    if (kind <= 8) {
        const wrong_part w = wrong_form(r, x);
        parts.insert(place, w.text);
        return {parts, w.code, w.form + " at " + i + ", "};
    }
    const wrong_part w = wrong_layer(r, x);
    const std::string inner = "chain<relu, " + w.text + ">", inner_place = ", layer 1, " + w.text;
    std::string text, begins;
    switch (r.from(0, 12)) {
        case 0: text = inner; begins = "chain at " + i + inner_place; break;
        case 1: text = "residual<" + inner + ">"; begins = "residual at " + i + ", its body" + inner_place; break;
        case 2: text = "residual<relu, " + inner + ">"; begins = "residual at " + i + ", its shortcut" + inner_place; break;
        case 3: text = "concat<relu, " + inner + ">"; begins = "concat at " + i + ", branch 1" + inner_place; break;
        case 4: text = "sum<" + w.text + ", relu>"; begins = "sum at " + i + ", branch 0, " + w.text; break;
        case 5: text = "repeat<2, " + inner + ">"; begins = "repeat at " + i + ", copy 0" + inner_place; break;
        case 6: text = "named<\"block\", " + inner + ">"; begins = "chain `block`" + inner_place; break;
        case 7: text = "named<\"block\", " + w.text + ">"; begins = "`block`, " + w.text; break;
        case 8:
            text = "residual<concat<relu, " + inner + ">>";
            begins = "residual at " + i + ", its body, concat, branch 1" + inner_place;
            break;
        default: text = w.text; begins = "layer " + i + ", " + w.text;
    }
    parts.insert(place, text);
    return {parts, w.code, begins};
}

std::string list(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& p : parts) all += (all.empty() ? "" : ", ") + p;
    return all;
}

constexpr const char* head =
    "#include <strata/graph/net.hpp>\n"
    "#include <strata/layers/average_pool.hpp>\n"
    "#include <strata/layers/batch_norm.hpp>\n"
    "#include <strata/layers/dropout.hpp>\n"
    "#include <strata/layers/flatten.hpp>\n"
    "#include <strata/layers/max_pool.hpp>\n"
    "#include <strata/layers/relu.hpp>\n"
    "using namespace strata;\n";

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: mutants FOLDER\n";
        return 2;
    }
    const std::string folder = arguments[1];
    std::ofstream decisions(folder + "/decisions.cpp"), declared(folder + "/declared.cpp"), expected(folder + "/expected.txt");
    decisions << head;
    declared << head;
    random_numbers r;
    std::set<std::string> seen;
    int line = 8;
    for (int made = 0; made < networks;) {
        extents x = r.from(0, 3) == 0 ? extents{r.from(1, 64), 0, 0} : extents{r.from(1, 8), r.from(4, 40), r.from(4, 40)};
        std::vector<std::string> parts{x.image() ? "input<" + number(x.C) + ", " + number(x.H) + ", " + number(x.W) + ">" : layer("input", x.C)};
        std::vector<extents> reads{x};
        for (int length = r.from(3, 12), i = 0; i < length; ++i) {
            parts.push_back(good_part(r, x, i));
            reads.push_back(x);
        }
        const int at = r.from(1, static_cast<int>(parts.size()) - 1);
        const extents& before = reads[static_cast<std::size_t>(at - 1)];
        const mutant m = broken(r, parts, at, before);
        // Of two networks with the very same mistake a compiler shows the first alone.
        const std::string came_in = number(before.C) + "," + number(before.H) + "," + number(before.W);
        const std::string mistake = m.code + m.begins + (m.begins == "layer 0, " ? m.parts.front() : m.code.starts_with("E15") ? "" : came_in);
        if (!seen.insert(mistake).second) continue;
        const std::string name = "mutant_" + number(made++);
        std::string begins = m.begins;
        std::replace(begins.begin(), begins.end(), '"', '`');  // as sentences quote
        decisions << "static_assert(!is_shape_error<resolve<" << list(parts) << ">>);\n"
                  << "using " << name << " = resolve<" << list(m.parts) << ">;\n"
                  << "static_assert(is_error_of<" << name << ", " << m.code << ">);\n"
                  << "static_assert(sentence_of<" << name << ">.view().starts_with(\"" << begins << "\"));\n";
        declared << "struct " << name << " : net<" << list(m.parts) << "> {};\n";
        expected << ++line << " " << m.code << "\n";
    }
    return decisions && declared && expected ? 0 : 1;
}
