// SPDX-License-Identifier: MIT
#pragma once
/// The segments of a model, and how some of them are chosen and changed.
///
///     o.select("*.bias").decay(0);                       // no decay of any bias
///     o.select(parameter_kind::embedding).rate(0.1);     // tables move at a tenth of the rate
///     o.select("features.*").freeze();                   // and the features not at all
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/optimizers/segment.hpp>
#include <strata/target.hpp>
#include <string_view>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Whether a name is what a pattern says, whose `*` stands for any letters, or none: "*.bias",
/// "features.*.weight".
constexpr bool matches_pattern(std::string_view pattern, std::string_view name) {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t p = 0, n = 0, star = none, after_star = 0;
    while (n < name.size())
        if (p < pattern.size() && pattern[p] == '*')
            star = p++, after_star = n;
        else if (p < pattern.size() && pattern[p] == name[n])
            ++p, ++n;
        else if (star != none)  // the star takes one letter more
            p = star + 1, n = ++after_star;
        else
            return false;
    return pattern.find_first_not_of('*', p) == none;
}

/// Some segments, to be changed together.
class segment_selection {
public:
    explicit segment_selection(std::vector<segment*> chosen) : chosen_(std::move(chosen)) {}

    /// Their factor of the rule's rate. Throws where it is negative or no finite number.
    const segment_selection& rate(double factor) const { return set(&segment::rate, factor, "rate"); }
    /// Their factor of the rule's weight decay, with the same errors.
    const segment_selection& decay(double factor) const {
        return set(&segment::decay, factor, "weight decay");
    }
    /// Leaves them as they are from now on, or lets them move again.
    const segment_selection& freeze(bool frozen = true) const {
        for (segment* s : chosen_) s->frozen = frozen;
        return *this;
    }
    [[nodiscard]] std::size_t size() const { return chosen_.size(); }

private:
    [[gnu::cold]] const segment_selection& set(double segment::*number, double factor,
                                               const char* what) const {
        if (!is_finite(factor) || factor < 0)
            throw_error({.problem = std::string("this cannot be a factor of the ") + what,
                         .expected = "0 or more",
                         .found = std::to_string(factor)});
        for (segment* s : chosen_) s->*number = factor;
        return *this;
    }

    std::vector<segment*> chosen_;
};

/// All learned parameters of a model, in the order of the flat buffer; what places share is there once.
class segment_list {
public:
    /// parameters: what `parameter_store::parameters` lists.
    template <class Facts>
    [[gnu::cold]] explicit segment_list(const std::vector<Facts>& parameters) {
        std::size_t count = 0;
        for (const Facts& f : parameters) count += f.learned && !f.repeats;
        all_ = std::vector<segment>(count);
        auto next = all_.begin();
        for (const Facts& f : parameters) {
            if (!f.learned || f.repeats) continue;
            next->name = f.name;
            next->kind = f.kind;
            next->extents = f.shape;
            next->strides = f.strides;
            next->offset = f.offset;
            next->size = f.size;
            next->place = f.place;
            ++next;
        }
    }

    [[nodiscard]] std::span<const segment> all() const { return {all_.data(), all_.size()}; }

    /// Those whose name is what the pattern says. Throws where there is none, and lists the names that there
    /// are.
    [[nodiscard, gnu::cold]] segment_selection select(std::string_view pattern) {
        const segment_selection found =
            select_if([&](const segment& s) { return matches_pattern(pattern, s.name); });
        if (found.size() > 0) return found;
        throw_error({.problem = "no learned parameter has such a name",
                     .name = std::string(pattern),
                     .expected = "one of " + list_text(all_, [](const segment& s) { return s.name; })});
    }
    /// Those of a kind, of which there may be none.
    [[nodiscard, gnu::cold]] segment_selection select(parameter_kind kind) {
        return select_if([=](const segment& s) { return s.kind == kind; });
    }
    /// Those of which `chosen(segment)` is true: `[](const segment& s) { return s.place < 4; }`.
    template <class Chosen>
    [[nodiscard]] segment_selection select_if(Chosen&& chosen) {
        std::vector<segment*> found;
        for (segment& s : all_)
            if (chosen(static_cast<const segment&>(s))) found.push_back(&s);
        return segment_selection(std::move(found));
    }

    /// What has been set, the same text for the same settings: "0.bias:decay=0;1.weight:rate=0.5,frozen";
    /// else empty.
    [[nodiscard, gnu::cold]] std::string settings_text() const {
        std::string text;
        for (const segment& s : all_) {
            if (move_alike({&s, 1})) continue;
            text.append(text.empty() ? "" : ";").append(s.name);
            char before = ':';
            const auto say = [&](std::string_view what) { (text += before).append(what), before = ','; };
            if (s.rate != 1) say("rate=" + exact_text(s.rate));
            if (s.decay != 1) say("decay=" + exact_text(s.decay));
            if (s.frozen) say("frozen");
        }
        return text;
    }

private:
    std::vector<segment> all_;
};

}  // namespace strata::inline STRATA_TARGET
