// SPDX-License-Identifier: MIT
#pragma once
/// What a network carries from one step to the next, for so many samples.
#include <algorithm>
#include <strata/error.hpp>
#include <strata/graph/carried_table.hpp>
#include <strata/graph/net.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/named_tensor.hpp>
#include <strata/target.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace strata {

/// The carried values of a network for n samples: zero at first, and from then on what the last step has
/// left. A value: copied, kept, handed to another run of the network or of `at<Net, ...>`.
///
///     state<speaker> s{4};                      // 4 sequences side by side
///     auto y = run.forward(x, s);               // goes on where s is, and leaves s behind the last place
///     s.reset(2);                               // sequence 2 begins anew; the others keep their bits
template <Network Net, class T = float>
class STRATA_TAGGED state {
public:
    using network_type = Net;
    using value_type = T;
    using carried_type = carried_of<Net>;

    /// Throws where there is no sample.
    explicit state(int samples) : samples_(samples), facts_(carried_table<carried_type>::list()) {
        if (samples < 1)
            throw_error({.problem = "a state is of at least one sample", .found = std::to_string(samples)});
        for (const carried_facts& f : facts_) places_.push_back(size_), size_ += padded(f.size * samples);
        values_ = buffer<T>(size_);
    }

    [[nodiscard]] int samples() const { return samples_; }

    /// All samples begin anew.
    void reset() { std::fill_n(values_.data(), size_, T(0)); }
    /// Sample i begins anew. Throws where there is none of this number.
    void reset(int i) {
        if (i < 0 || i >= samples_)
            throw_error({.problem = "the state has no sample of this number",
                         .expected = "0 to " + std::to_string(samples_ - 1),
                         .found = std::to_string(i)});
        for (std::size_t k = 0; k < facts_.size(); ++k)
            std::fill_n(value(k) + i * facts_[k].size, facts_[k].size, T(0));
    }

    /// The values under their names, [samples, ...] each, as views: what a file keeps.
    [[nodiscard]] std::vector<named_tensor<T>> tensors() {
        std::vector<named_tensor<T>> all;
        for (std::size_t k = 0; k < facts_.size(); ++k) {
            named_tensor<T> t{facts_[k].name, facts_[k].shape, {}, value(k)};
            t.shape.insert(t.shape.begin(), samples_);
            t.strides.assign(t.shape.size(), 1);
            for (std::size_t axis = t.shape.size() - 1; axis-- > 0;)
                t.strides[axis] = t.strides[axis + 1] * t.shape[axis + 1];
            all.push_back(std::move(t));
        }
        return all;
    }
    /// Calls body(offset, size of one sample) for each value, in the network's order: where it is in
    /// `values()`.
    template <class Body>
    void for_each_value(Body&& body) const {
        for (std::size_t k = 0; k < facts_.size(); ++k) body(places_[k], facts_[k].size);
    }
    /// The values as one run of memory: two states of as many samples have the same layout.
    [[nodiscard]] buffer<T>& values() { return values_; }

private:
    [[nodiscard]] T* value(std::size_t k) { return values_.data() + places_[k]; }

    int samples_;
    std::vector<carried_facts> facts_;
    std::vector<int64> places_;
    int64 size_ = 0;
    buffer<T> values_;
};

template <class>
inline constexpr bool is_state = false;
template <class Net, class T>
inline constexpr bool is_state<state<Net, T>> = true;

/// What is said of a state for network Net with numbers T: E56, or types<>.
template <class State, class Where, class Net, class T>
using state_decision =
    std::conditional_t<(std::is_same_v<typename State::carried_type, carried_of<Net>> &&
                        std::is_same_v<typename State::value_type, T>) ||
                           Refused<Net>,
                       types<>, shape_error<used_in<Where>, got<>, E56_state_of_another_network, Net>>;

}  // namespace strata
