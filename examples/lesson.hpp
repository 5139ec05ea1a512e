// SPDX-License-Identifier: MIT
#pragma once
/// What lessons share: the options that most of them take, how they run and fail, and how they say what they
/// have found.
///
///     struct settings : lessons::with_clothes {
///         int epochs = 10;
///     };
///     int main(int argc, char** argv) {
///         settings s;
///         lessons::lesson l{"my_lesson", "Trains something."};
///         l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
///         l.share(s, {.out = "folder for the pictures", .quick = "1 epoch"});
///         return l.run(argc, argv, [&] { run(s); });
///     }
#include <CLI/CLI.hpp>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <strata/kernels/parallel.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/pictures/svg.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lessons {

struct with_folder {
    std::string out = {};  ///< where pictures go; where nothing is said, a folder of the lesson's name
    bool quick = false;
};
struct with_seed : with_folder {
    std::uint64_t seed = 1;
};
struct with_threads : with_seed {
    int threads = strata::default_threads();
};
/// Where Debian's dataset-fashion-mnist puts it.
inline constexpr auto folder_of_clothes = "/usr/share/datasets/fashion-mnist";
struct with_clothes : with_threads {
    std::string data = folder_of_clothes;
};

/// What `--help` says of options that many lessons have.
inline constexpr auto times_trained = "times that all images are trained on",
                      images_trained = "images of the training set";

/// What `--help` says of the options that all lessons share; an option without words is not there.
struct option_words {
    std::string out = {}, quick = {};
    std::string seed = "same seed, same bits, with any number of threads", threads = "threads",
                data = "folder of the data set";
    bool makes_folder = true;
};

namespace detail {
inline std::vector<std::string> findings;
}

/// Notes what was found. Findings are the last lines of a lesson: it prints them where it ends.
struct finding_printer {
    int digits = 4;  ///< significant ones, or behind the point where they are fixed
    bool fixed = false;

    void operator()(const std::string& name, const std::string& value) const {
        detail::findings.push_back("finding " + name + ' ' + value);
    }
    /// A count is written whole.
    template <std::integral Count>
    void operator()(const std::string& name, Count value) const {
        (*this)(name, std::to_string(value));
    }
    void operator()(const std::string& name, double value) const {
        std::ostringstream text;
        text << (fixed ? std::fixed : std::defaultfloat) << std::setprecision(digits) << value;
        (*this)(name, text.str());
    }
};

/// A command line with the shared options, and what is done by it.
class lesson : public CLI::App {
public:
    lesson(std::string name, const std::string& what) : CLI::App(what), name_(std::move(name)) {
        option_defaults()->always_capture_default();
    }

    /// --seed, --threads, --data, --out and --quick, as far as the settings have them.
    template <class Settings>
    void share(Settings& s, const option_words& w) {
        if (s.out.empty() && w.makes_folder) {
            s.out = name_ + "-output";
            std::replace(s.out.begin(), s.out.end(), '_', '-');
        }
        if constexpr (requires { s.seed; }) add_option("--seed", s.seed, w.seed);
        if constexpr (requires { s.threads; })
            add_option("--threads", s.threads, w.threads)->check(CLI::Range(1, 1024));
        if constexpr (requires { s.data; }) add_option("--data", s.data, w.data);
        add_option("--out", s.out, w.out);
        if (!w.quick.empty()) add_flag("--quick", s.quick, w.quick);
        folder_ = w.makes_folder ? &s.out : nullptr;
    }

    /// Parses the options, makes the folder, runs, and prints the findings. Where something is wrong, a
    /// sentence says so and the answer is 1; else it is the body's, or 0 where that has none.
    template <class Body>
    int run(int argc, char** argv, Body&& body) {
        try {
            parse(argc, argv);
            if (folder_) std::filesystem::create_directories(*folder_);
            int answer = 0;
            if constexpr (std::is_void_v<decltype(body())>)
                body();
            else
                answer = body();
            for (const std::string& line : detail::findings) std::cout << line << '\n';
            return answer;
        } catch (const CLI::ParseError& e) {
            return exit(e) == 0 ? 0 : 1;
        } catch (const std::exception& e) {
            std::cerr << name_ << ": " << e.what() << '\n';
            return 1;
        }
    }

private:
    std::string name_;
    const std::string* folder_ = nullptr;
};

/// The drawing as NAME.svg and NAME.png.
inline void write_drawing(const strata::drawing& d, const std::filesystem::path& folder,
                          const std::string& name) {
    write_svg(d, folder / (name + ".svg"));
    write_png(d, folder / (name + ".png"));
}

/// Of an even number of values the upper one.
inline double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

}  // namespace lessons
