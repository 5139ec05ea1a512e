// SPDX-License-Identifier: MIT
#pragma once
#include <cstdio>
#include <fstream>
#include <memory>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Writes a line of comma-separated figures after each epoch: its number, losses and metrics.
///
///     t.fit(train, {.epochs = 30, .callbacks = {csv_log{"run.csv"}}});
///
/// The file begins anew with a run, and with all epochs so far where one is resumed. Throws where it cannot
/// be written.
class csv_log {
public:
    explicit csv_log(std::string path) : path_(std::move(path)) {}

    void operator()(training_moment& now) const {
        if (now.event != training_event::after_epoch) return;
        if (*written_ > now.history.size()) *written_ = 0;  // another run
        std::ofstream out(path_, *written_ == 0 ? std::ios::trunc : std::ios::app);
        if (*written_ == 0) {
            out << "epoch,loss,validation loss";
            for (const figure& f : now.history.front().metrics) out << ',' << f.name;
            for (const figure& f : now.history.front().validation_metrics) out << ",validation " << f.name;
            out << '\n';
        }
        for (std::size_t e = *written_; e < now.history.size(); ++e) write(out, e + 1, now.history[e]);
        out.close();
        if (!out) throw_error({.problem = "the log of the run cannot be written", .file = path_});
        *written_ = now.history.size();
    }

private:
    static void write(std::ofstream& out, std::size_t epoch, const epoch_record& e) {
        const auto number = [&](double v) {
            char text[32];
            std::snprintf(text, sizeof text, ",%.9g", v);
            out << text;
        };
        out << epoch;
        number(e.loss), number(e.validation_loss);
        for (const figure& f : e.metrics) number(f.value);
        for (const figure& f : e.validation_metrics) number(f.value);
        out << '\n';
    }

    std::string path_;
    std::shared_ptr<std::size_t> written_ = std::make_shared<std::size_t>(0);  ///< epochs that the file has
};

}  // namespace strata::inline STRATA_TARGET
