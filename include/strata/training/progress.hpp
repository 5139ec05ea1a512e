// SPDX-License-Identifier: MIT
#pragma once
/// What a person sees while a network trains: a bar that is drawn over itself on a terminal, a line an epoch
/// elsewhere.
#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <strata/training/history.hpp>
#include <string>
#include <vector>
#if __has_include(<unistd.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace strata::inline STRATA_TARGET {

/// Where a training run stands.
struct training_state {
    int epoch = 0, epochs = 0;         ///< the epoch that runs, from 1
    int64 samples = 0, of = 0;         ///< samples seen in this epoch
    double loss = 0;                   ///< mean over the epoch so far
    std::vector<figure> metrics = {};  ///< over the epoch so far
    double seconds_left = 0;           ///< until the last epoch ends
    double samples_per_second = 0;
    bool epoch_done = false;
    bool validated = false;
    double validation_loss = 0;  ///< where the epoch is done and there is a validation set
    std::vector<figure> validation_metrics = {};
};

/// "1:05" or "1:02:03"
inline std::string time_text(double seconds) {
    const int64 s = static_cast<int64>(seconds + 0.5);
    char text[32];
    if (s >= 3600)
        std::snprintf(text, sizeof text, "%" PRId64 ":%02d:%02d", s / 3600, static_cast<int>(s / 60 % 60),
                      static_cast<int>(s % 60));
    else
        std::snprintf(text, sizeof text, "%d:%02d", static_cast<int>(s / 60), static_cast<int>(s % 60));
    return text;
}

/// "  accuracy 97.12 %  error 0.0312"
inline std::string figures_text(double loss, const std::vector<figure>& metrics) {
    char text[64];
    std::snprintf(text, sizeof text, "loss %.4f", loss);
    std::string all = text;
    for (const figure& f : metrics) {
        const bool share = f.name.find("accuracy") != std::string::npos;
        std::snprintf(text, sizeof text, share ? " %.2f %%" : " %.4f", share ? 100 * f.value : f.value);
        all += "  " + f.name + text;
    }
    return all;
}

/// Prints `training_state`s to a stream: a callback.
class progress_bar {
public:
    explicit progress_bar(std::FILE* out = stdout) : out_(out) {
#if __has_include(<unistd.h>)
        terminal_ = isatty(fileno(out)) != 0;
#endif
    }

    template <class Moment>
    requires requires(const Moment& now) { now.state; }
    void operator()(const Moment& now) {
        using event = decltype(now.event);
        if (now.event == event::after_step || now.event == event::after_epoch) (*this)(now.state);
    }
    /// On a terminal the bar is drawn at most ten times a second.
    void operator()(const training_state& s) {
        const auto now = std::chrono::steady_clock::now();
        if (!s.epoch_done && (!terminal_ || now - drawn_ < std::chrono::milliseconds(100))) return;
        drawn_ = now;
        const std::string epoch = "epoch " + std::to_string(s.epoch) + "/" + std::to_string(s.epochs);
        const std::string count = "  " + std::to_string(s.samples) + "/" + std::to_string(s.of);
        std::string line;
        char speed[64];
        std::snprintf(speed, sizeof speed, "  %.0f samples/s  ", s.samples_per_second);
        line += speed + figures_text(s.loss, s.metrics);
        if (s.validated) line += "  |  validation: " + figures_text(s.validation_loss, s.validation_metrics);
        if (s.epoch < s.epochs || !s.epoch_done) line += "  " + time_text(s.seconds_left) + " left";
        if (terminal_) {
            // A line that is wider than the terminal could not be drawn over. The bar goes before the count
            // it stands for.
            const int64 room = columns() - 1 - static_cast<int64>(epoch.size() + line.size()),
                        counted = room - static_cast<int64>(count.size());
            line = epoch + (counted >= 20 ? bar(s, counted) + count : bar(s, room)) + line;
            if (!s.epoch_done) line.resize(std::min(line.size(), static_cast<std::size_t>(columns() - 1)));
            std::fprintf(out_, "\r\033[K%s%s", line.c_str(), s.epoch_done ? "\n" : "");
        } else {
            std::fprintf(out_, "%s%s%s\n", epoch.c_str(), count.c_str(), line.c_str());
        }
        std::fflush(out_);
    }

private:
    /// How wide the terminal is.
    [[nodiscard]] int64 columns() const {
#ifdef TIOCGWINSZ
        winsize size{};
        if (ioctl(fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1) return size.ws_col;
#endif
        return 80;
    }

    /// " [====    ]", at most so many letters; nothing where that is too few for a bar.
    static std::string bar(const training_state& s, int64 letters) {
        const int64 width = std::min(letters - 3, int64{24});
        if (width < 4) return {};
        const int64 filled = s.of > 0 ? s.samples * width / s.of : width;
        return " [" + std::string(static_cast<std::size_t>(filled), '=') +
               std::string(static_cast<std::size_t>(width - filled), ' ') + "]";
    }

    std::FILE* out_;
    bool terminal_ = false;
    std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace strata::inline STRATA_TARGET
