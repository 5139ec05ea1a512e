// SPDX-License-Identifier: MIT
#pragma once
/// For who writes a loss: what it still lacks, and whether what it computes is right.
#include <algorithm>
#include <strata/graph/layer_text.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/losses/loss.hpp>
#include <strata/target.hpp>
#include <strata/training/differences.hpp>
#include <strata/training/random_targets.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What `check_loss` found.
struct loss_report {
    std::vector<std::string> missing;  ///< what the loss lacks, a sentence each
    std::vector<std::string> wrong;    ///< what it does not keep to, a sentence each
    std::vector<std::string> checked;  ///< the shapes of outputs it was checked over
    gradient_report gradients;         ///< the worst of them

    [[nodiscard]] bool passed(double tolerance = 1e-5) const {
        return missing.empty() && wrong.empty() && gradients.passed(tolerance);
    }
};

inline std::ostream& operator<<(std::ostream& out, const loss_report& r) {
    for (const std::string& sentence : r.missing) out << sentence << '\n';
    for (const std::string& sentence : r.wrong) out << sentence << '\n';
    if (!r.checked.empty()) {
        out << "gradients over";
        for (const std::string& shape : r.checked) out << ' ' << shape;
        out << ": " << r.gradients << '\n';
    }
    return out;
}

/// A loss over outputs of shape Y and random targets, in double.
template <class L, Shape Y>
class loss_check {
public:
    static void add_to(loss_report& r, const L& loss) {
        note_all(r, loss_lacks<L, Y, double>{});
        if constexpr (LossOver<L, Y, double>)
            for (const int samples : {1, 3}) loss_check(loss, samples, r).run();
    }

private:
    loss_check(const L& loss, int samples, loss_report& r)
        : loss_(loss), n_(samples), report_(r), targets_(target_of<L, Y>{}, samples, channels<Y>, seed{}) {
        const random_stream random = random_for(drawn_for::inputs_of_checks, seed{});
        for (int64 i = 0; i < size() + slack_elements; ++i)
            y_.push_back(random.normal(static_cast<std::uint64_t>(i)));
    }

    static void note(std::vector<std::string>& sentences, std::string sentence) {
        if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end())
            sentences.push_back(std::move(sentence));
    }
    template <class... Missing>
    static void note_all(loss_report& r, types<Missing...>) {
        (note(r.missing, std::string(Missing::sentence)), ...);
    }

    void run() {
        const std::string over = layer_text<Y>();
        if (report_.checked.empty() || report_.checked.back() != over) report_.checked.push_back(over);
        std::vector<double> dy(y_.size(), 1e3), again(y_.size(), 0);
        const double value = apply(0, n_, dy.data()), repeated = apply(0, n_, again.data(), 3);
        const auto claim = [&](bool holds, const char* sentence) {
            if (!holds) note(report_.wrong, sentence);
        };
        claim(value == apply(0, n_, nullptr),
              "its value is another where a.dy is null, where it is asked for the value alone");
        claim(value == repeated, "its value is another with three threads, or the second time");
        claim(std::equal(dy.begin(), dy.begin() + size(), again.begin()),
              "its gradient is another with three threads, or is added to what is in a.dy where it should be "
              "written");
        claim(std::count(dy.begin() + size(), dy.end(), 1e3) == slack_elements,
              "it writes behind the end of a.dy");
        claim(is_across_samples<L> || is_mean_of_samples(value),
              "it is not the mean of the losses of single samples: divide by a.n, or say `static constexpr "
              "bool across_samples = true`");
        gradient_report g;
        compare_with_differences(g, over, y_.data(), dy.data(), size(), 200, 1e-5,
                                 [&] { return apply(0, n_, nullptr); });
        report_.gradients.add(g);
    }

    [[nodiscard]] int64 size() const { return n_ * Y::size; }
    [[nodiscard]] bool is_mean_of_samples(double value) {
        double sum = 0;
        for (int i = 0; i < n_; ++i) sum += apply(i, 1, nullptr);
        return std::abs(sum / n_ - value) <= 1e-9 * std::max(1.0, std::abs(value));
    }
    double apply(int first, int n, double* dy, int threads = 1) {
        return loss_.template apply<Y>(loss_args<double>{.n = n,
                                                         .threads = threads,
                                                         .y = y_.data() + first * Y::size,
                                                         .dy = dy,
                                                         .targets = targets_.of(first, n)});
    }

    const L& loss_;
    int n_;
    loss_report& report_;
    random_targets targets_;
    std::vector<double> y_;
};

/// Checks a loss over outputs of the given shapes, or over vectors, a sequence and a few images, of which
/// some have sizes that are no multiple of a vector's width: `std::cout << check_loss<mine>();`
///
/// Targets are drawn at random: classes that the output has, numbers in [0, 1), 0 to 3 rows where they are
/// ragged.
template <class L, Shape... X>
loss_report check_loss(const L& loss = L()) {
    if constexpr (sizeof...(X) == 0) {
        return check_loss<L, shape<5>, shape<34>, shape<1>, shape<6, 4>, shape<3, 5, 7>, shape<1, 1, 1>,
                          shape<18, 4, 4>>(loss);
    } else {
        loss_report r;
        (loss_check<L, X>::add_to(r, loss), ...);
        if (r.missing.empty() && r.checked.empty())
            r.missing.push_back(
                "it refuses every shape it was tried with: name one that it takes, check_loss<L, "
                "shape<...>>()");
        return r;
    }
}

}  // namespace strata::inline STRATA_TARGET
