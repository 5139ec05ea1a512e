// SPDX-License-Identifier: MIT
#pragma once
/// Snippets of some words of texts in eight languages.
#include <strata/data/text.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;

inline const std::vector<std::string> languages{"da", "de", "en", "es", "fr", "it", "nl", "pt"};

struct part {
    std::vector<std::vector<std::string>> words = {};  ///< of each snippet
    std::vector<int> language = {};
};

/// Small letters, and what is beyond ASCII, in words.
inline std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        const char l = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if ((l >= 'a' && l <= 'z') || static_cast<unsigned char>(l) >= 128)
            word += l;
        else if (!word.empty())
            words.push_back(std::exchange(word, ""));
    }
    return words;
}

/// Messages of a language: paragraphs of LANGUAGE.txt, or the translations of a template of debconf's.
inline void read_messages(const fs::path& path, std::map<std::string, std::vector<std::string>>& messages) {
    if (path.extension() == ".txt") {
        for (const std::string& line : strata::read_lines(path))
            messages[path.stem().string()].push_back(line);
        return;
    }
    std::string language;
    for (const std::string& line : strata::read_lines(path)) {
        const std::size_t colon = line.find(':');
        if (line.starts_with(' ') && !language.empty()) {
            messages[language].back() += line;
        } else if (const std::string key = line.substr(0, colon);
                   key.starts_with("Description") || key.starts_with("Extended_description")) {
            const std::size_t dash = key.find('-');
            language = dash == std::string::npos ? "en" : key.substr(dash + 1, key.find('.') - dash - 1);
            messages[language].push_back(line.substr(colon + 1));
        } else {
            language.clear();
        }
    }
}

/// Every fifth message is for the test, cut into snippets of n words; of the others a snippet begins with
/// every word. A message that was there before in the same language is left out.
inline std::pair<part, part> read_parts(const std::string& folder, std::size_t n) {
    std::vector<fs::path> files;
    if (fs::is_directory(folder))
        for (const auto& file : fs::directory_iterator(folder))
            if ((file.path().extension() == ".templates" || file.path().extension() == ".txt") &&
                fs::file_size(file.path()) > 0)
                files.push_back(file.path());
    std::sort(files.begin(), files.end());
    std::map<std::string, std::vector<std::string>> messages;
    for (const fs::path& path : files) read_messages(path, messages);
    std::pair<part, part> both;
    for (std::size_t l = 0; l < languages.size(); ++l) {
        std::set<std::string> seen;
        std::size_t number = 0;
        for (const std::string& message : messages[languages[l]]) {
            if (!seen.insert(message).second) continue;
            const bool is_test = number++ % 5 == 4;
            part& to = is_test ? both.second : both.first;
            const auto words = words_of(message);
            for (std::size_t w = 0; w + n <= words.size(); w += is_test ? n : 1) {
                const auto begin = words.begin() + static_cast<std::ptrdiff_t>(w);
                to.words.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(n));
                to.language.push_back(static_cast<int>(l));
            }
        }
        if (number < 20)
            strata::throw_error({.problem = "there are no texts in a language",
                                 .file = folder,
                                 .name = languages[l],
                                 .advice = "Name a folder of files such as en.txt by --texts"});
    }
    return both;
}
