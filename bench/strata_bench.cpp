// SPDX-License-Identifier: MIT
/// Times the workloads: a row each, with the median time, the arithmetic done a second, and the share of what
/// the processor could do at most, measured just before.
///
///     strata_bench --filter conv --threads 2 --seconds 1
///
/// GFLOP/s count the multiply-adds of convolutions and dense layers by their definition, two operations each,
/// and nothing else; a method that needs fewer of them can reach more than the peak. The limit is the time of
/// these at the peak, or of a copy of the bytes that a run has to move, whichever is longer.
///
/// Memory is measured too: by how much the resident set grows while a workload gets ready and runs, beside
/// what its types say that it takes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>

#include "copy_peak.hpp"
#include "fma_peak.hpp"
#include "resident.hpp"
#include "workload.hpp"

namespace {

using namespace strata::bench;

struct settings {
    std::string filter;
    int threads = 1;
    double seconds = 0.5;
    bool tsv = false, list = false, ask = false;
};

struct row {
    std::string name;
    double seconds, operations, peak, copied;  ///< copied: bytes a second of a copy of as many
    run fused;
    long measured_bytes;
    double unfused_seconds = 0;
    run unfused = {};
};

long least_bytes(const run& r) { return r.least_bytes > 0 ? r.least_bytes : r.moved_bytes; }

/// The time that neither the multiply-adds nor the bytes of a row can be had in less than, at what was
/// measured of this machine.
double limit_seconds(const row& r) {
    return std::max(r.operations / r.peak, static_cast<double>(least_bytes(r.fused)) / r.copied);
}

/// A workload that is ready, and its row when it is asked for.
class timed {
public:
    timed(const workload& w, int threads) : w_(w), threads_(threads) {
        measured_bytes_ = resident_growth([&] {
            fused_ = w.prepare(threads);
            for (int i = 0; i < 2; ++i) fused_.once();
        });
        if (w.prepare_unfused) unfused_ = w.prepare_unfused(threads);
    }
    [[nodiscard]] row measure(double seconds) const {
        row r{w_.name,
              0,
              w_.operations,
              fma_peak(threads_),
              copy_peak(least_bytes(fused_), threads_),
              fused_,
              measured_bytes_};
        if (unfused_.once) {
            const std::vector<double> both = medians(seconds, fused_, unfused_);
            r.seconds = both[0];
            r.unfused_seconds = both[1];
            r.unfused = unfused_;
        } else {
            r.seconds = medians(seconds, fused_)[0];
        }
        return r;
    }

private:
    const workload& w_;
    int threads_;
    run fused_{}, unfused_{};
    long measured_bytes_ = 0;
};

void print_head(const settings& s) {
    if (s.tsv) {
        std::cout << "workload\tseconds\tgflops\tof_peak\tpeak_gflops\tcopy_gbs\tlimit_seconds\tplan_bytes\t"
                     "moved_bytes\tleast_bytes\tcomputed_bytes\tmeasured_bytes\tunfused_seconds\tunfused_"
                     "plan_bytes\tunfused_moved_bytes\n";
    } else {
        std::cout << "vectors of " << strata::simd_width<float> << " floats (" << xsimd::default_arch::name()
                  << "), threads: " << s.threads << "\n\n"
                  << std::left << std::setw(49) << "workload" << std::right << std::setw(12) << "median"
                  << std::setw(10) << "GFLOP/s" << std::setw(9) << "of peak" << std::setw(10) << "copy GB/s"
                  << std::setw(10) << "of limit" << std::setw(13) << "plan" << std::setw(13) << "computed"
                  << std::setw(13) << "resident" << '\n';
    }
}

/// 0.00123 as "1.230 ms".
std::string time_text(double seconds) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(seconds < 1e-3 ? 2 : 3) << seconds * (seconds < 1e-3 ? 1e6 : 1e3)
         << (seconds < 1e-3 ? " us" : " ms");
    return text.str();
}
std::string bytes_text(long bytes) {
    const bool small = bytes < 1 << 20;
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / (small ? 1 << 10 : 1 << 20)
         << (small ? " KiB" : " MiB");
    return text.str();
}

void print(const settings& s, const row& r) {
    const double rate = r.operations / r.seconds;
    if (s.tsv) {
        std::cout << r.name << '\t' << r.seconds << '\t' << rate / 1e9 << '\t' << rate / r.peak << '\t'
                  << r.peak / 1e9 << '\t' << r.copied / 1e9 << '\t' << limit_seconds(r) << '\t'
                  << r.fused.plan_bytes << '\t' << r.fused.moved_bytes << '\t' << least_bytes(r.fused) << '\t'
                  << r.fused.computed_bytes << '\t' << r.measured_bytes;
        if (r.unfused.once)
            std::cout << '\t' << r.unfused_seconds << '\t' << r.unfused.plan_bytes << '\t'
                      << r.unfused.moved_bytes;
        else
            std::cout << "\t\t\t";
        std::cout << std::endl;
        return;
    }
    std::cout << std::left << std::setw(49) << r.name << std::right << std::setw(12) << time_text(r.seconds)
              << std::fixed << std::setprecision(1) << std::setw(10) << rate / 1e9 << std::setw(7)
              << 100 * rate / r.peak << " %" << std::setw(10) << r.copied / 1e9 << std::setw(8)
              << 100 * limit_seconds(r) / r.seconds << " %" << std::setw(13) << bytes_text(r.fused.plan_bytes)
              << std::setw(13) << bytes_text(r.fused.computed_bytes) << std::setw(13)
              << bytes_text(r.measured_bytes);
    if (r.unfused.once)
        std::cout << "   " << std::setprecision(2) << r.unfused_seconds / r.seconds
                  << " times as fast as unfused; plan " << bytes_text(r.unfused.plan_bytes)
                  << " unfused, moved " << bytes_text(r.fused.moved_bytes) << " instead of "
                  << bytes_text(r.unfused.moved_bytes);
    std::cout << std::endl;
}

/// Gets ready what a line names, and measures it once for each line "measure" after that.
void answer_questions(const settings& s, const workloads& all) {
    print_head(s);
    std::unique_ptr<timed> ready;
    for (std::string line; std::getline(std::cin, line);) {
        if (line == "measure") {
            if (!ready) throw std::runtime_error("nothing is ready to be measured: name a workload first");
            print(s, ready->measure(s.seconds));
            continue;
        }
        const auto named = [&](const workload& w) { return w.name == line; };
        const auto w = std::find_if(all.begin(), all.end(), named);
        if (w == all.end()) throw std::runtime_error("no workload is called \"" + line + "\"");
        ready.reset();
        ready = std::make_unique<timed>(*w, s.threads);
        std::cout << "ready" << std::endl;
    }
}

void time_all(const settings& s) {
    const workloads all = all_workloads();
    if (s.ask) return answer_questions(s, all);
    bool any = false;
    for (const workload& w : all) {
        if (w.name.find(s.filter) == std::string::npos) continue;
        if (s.list) {
            std::cout << w.name << '\n';
        } else {
            if (!any) print_head(s);
            print(s, timed(w, s.threads).measure(s.seconds));
        }
        any = true;
    }
    if (!any)
        throw CLI::ValidationError("no workload has in its name \"" + s.filter +
                                   "\"; --list says which there are");
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App app{"Times networks and layers."};
    app.option_defaults()->always_capture_default();
    app.add_option("--filter", s.filter, "only workloads with this text in their names");
    app.add_option("--threads", s.threads, "threads")->check(CLI::Range(1, 1024));
    app.add_option("--seconds", s.seconds, "about how long each is timed")->check(CLI::PositiveNumber);
    app.add_flag("--tsv", s.tsv, "values separated by tabs, times in seconds");
    app.add_flag("--list", s.list, "print the names only");
    app.add_flag("--ask", s.ask,
                 "get ready what a line on standard input names, measure it at each line \"measure\": for "
                 "programs that compare");
    try {
        app.parse(argc, argv);
        time_all(s);
    } catch (const CLI::Error& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "strata_bench: " << e.what() << '\n';
        return 1;
    }
}
