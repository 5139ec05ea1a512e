// SPDX-License-Identifier: MIT
#pragma once
/// One sample after the other, in real time.
#include <algorithm>
#include <array>
#include <span>
#include <strata/graph/at.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/model/model.hpp>
#include <strata/model/program_run.hpp>
#include <strata/model/state.hpp>
#include <strata/target.hpp>
#include <utility>
#include <vector>

namespace strata {

/// The input of one place, of a network over sequences.
template <class Port, class X = typename Port::shape_type>
struct one_place_of {};
template <class Port, int L, int D>
struct one_place_of<Port, shape<L, D>> {
    using type = input<1, D>;
};
template <class Port, int L>
requires(Port::whole) struct one_place_of<Port, shape<L>> {
    using type = whole_input<1>;
};

/// A network over sequences that is handed one place after the other and answers at once: sound, sensors,
/// letters as they are typed.
///
///     stream<filter> s{m};                  // a copy of m's parameters as they are; all memory is allocated here
///     const auto y = s.next(x);             // x: the D numbers of one place    y: a view of those of its answer
///     s.reset();                            // a new sequence begins
///
/// The answers are those of the whole sequence, place by place, bit by bit: what recurrent layers carry goes
/// from each call to the next. A layer that looks at other places and carries nothing (attention, a window
/// over places) sees a sequence of one. `next` and `reset` allocate nothing, lock nothing, start no thread
/// and, for inputs that are no whole numbers, throw nothing; their time is the same for every place. A whole
/// number without a row in its table throws, and the stream is as it was. What is no finite number is
/// computed with as it is. y holds until the next call. A stream is one thread's at a time.
template <class Net, class T = float>
class STRATA_TAGGED stream {
    static_assert(input_ports<Net>::size == 1, "a stream is of a network with one input");
    using port = type_at<input_ports<Net>, 0>;

public:
    /// The network of one place.
    using network_type = at<Net, typename one_place_of<port>::type>;

private:
    template <int K>
    using output_shape = typename type_at<output_values<network_type>, K>::shape_type;
    static constexpr std::size_t input_size = type_at<input_ports<network_type>, 0>::shape_type::size;

public:
    template <int K>
    using answer = std::span<const T, static_cast<std::size_t>(output_shape<K>::size)>;

    explicit stream(const model<Net, T>& m)
        : parameters_(m),
          random_(m.random_seed()),
          states_{state<network_type, T>{1}, state<network_type, T>{1}},
          run_(program<network_type, inference, T>::table, 1, 1) {
        for (std::size_t i = 0; i < 2; ++i)
            states_[i].for_each_value([&](std::ptrdiff_t offset, int64) {
                before_[i].push_back(states_[i].values().data() + offset);
                after_[i].push_back(states_[i].values().data() + offset);
            });
        const flush_denormals flushed;
        run_.prepare(parameters_.pointers());
    }
    stream(stream&&) = default;
    stream& operator=(stream&&) = default;
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
    ~stream() = default;

    /// The answer to the next place.
    answer<0> next(std::span<const T, input_size> x) noexcept(!port::whole) {
        const flush_denormals flushed;
        std::copy(x.begin(), x.end(), run_.input());
        run_.forward(1, parameters_.pointers(), random_, 0, {before_[now_].data(), after_[1 - now_].data()});
        now_ = 1 - now_;
        return output<0>();
    }
    /// The same where a place is one number.
    answer<0> next(T x) noexcept(!port::whole) requires(input_size == 1) {
        return next(std::span<const T, 1>(&x, 1));
    }
    /// Output K of the last place.
    template <int K = 0>
    [[nodiscard]] answer<K> output() noexcept {
        return answer<K>(run_.output_number(K), static_cast<std::size_t>(output_shape<K>::size));
    }
    /// A new sequence begins.
    void reset() noexcept {
        for (state<network_type, T>& s : states_) s.reset();
    }

private:
    parameter_store<T> parameters_;
    seed random_;
    std::array<state<network_type, T>, 2> states_;  ///< before and after a place, in turn
    std::array<std::vector<const T*>, 2> before_;
    std::array<std::vector<T*>, 2> after_;
    program_run<T> run_;
    std::size_t now_ = 0;
};
template <class Net, class T>
explicit stream(const model<Net, T>&) -> stream<Net, T>;

}  // namespace strata
