// SPDX-License-Identifier: MIT
#pragma once
#include <fstream>
#include <memory>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Writes a line of JSON after each epoch: `{"epoch":1,"loss":0.5,"validation loss":0.4,"accuracy":0.8,...}`.
/// What is no finite number is null.
///
///     t.fit(train, {.epochs = 30, .callbacks = {json_log{"run.jsonl"}}});
///
/// The file begins anew with a run, and with all epochs so far where one is resumed. Throws where it cannot
/// be written.
class json_log {
public:
    explicit json_log(std::string path) : path_(std::move(path)) {}

    void operator()(training_moment& now) const {
        if (now.event != training_event::after_epoch) return;
        if (*written_ > now.history.size()) *written_ = 0;  // another run
        std::ofstream out(path_, *written_ == 0 ? std::ios::trunc : std::ios::app);
        for (std::size_t e = *written_; e < now.history.size(); ++e) out << line(e + 1, now.history[e]);
        out.close();
        if (!out) throw_error({.problem = "the log of the run cannot be written", .file = path_});
        *written_ = now.history.size();
    }

private:
    [[nodiscard]] static std::string line(std::size_t epoch, const epoch_record& e) {
        std::string text = "{\"epoch\":" + std::to_string(epoch);
        const auto add = [&](const std::string& name, double value) {
            text.append(",\"").append(name).append("\":").append(is_finite(value) ? exact_text(value)
                                                                                  : "null");
        };
        add("loss", e.loss), add("validation loss", e.validation_loss);
        for (const figure& f : e.metrics) add(f.name, f.value);
        for (const figure& f : e.validation_metrics) add("validation " + f.name, f.value);
        return text + "}\n";
    }

    std::string path_;
    std::shared_ptr<std::size_t> written_ = std::make_shared<std::size_t>(0);  ///< epochs that the file has
};

}  // namespace strata::inline STRATA_TARGET
