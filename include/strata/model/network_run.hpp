// SPDX-License-Identifier: MIT
#pragma once
/// The verbs of a step, without a loss.
#include <memory>
#include <strata/graph/at.hpp>
#include <strata/model/carried_values.hpp>
#include <strata/model/given_inputs.hpp>
#include <strata/model/model.hpp>
#include <strata/model/model_link.hpp>
#include <strata/model/port_views.hpp>
#include <strata/model/state.hpp>
#include <tuple>
#include <utility>

namespace strata {

/// What a run cannot begin with, as a mistake: a gradient or a value of a name that there is not. Else
/// types<>.
template <class Graph, class Phase>
struct run_decision_of {
    using type = types<>;
};
template <class Nodes, class Inputs, class Outputs, class Taps, class B, class... W>
requires((named_value<Taps, W> == -2) ||
         ...) struct run_decision_of<graph<Nodes, Inputs, Outputs, Taps>, phase<B, W...>> {
    template <class Wanted>
    struct mistake {
        using type = types<>;
    };
    template <template <text> class Wanted, text Name>
    requires(named_value<Taps, Wanted<Name>> == -2) struct mistake<Wanted<Name>> {
        using type = shape_error<used_in<a_run>, got<>, E38_no_tap_of_this_name, name_step<Name>,
                                 typename names_of_taps<Taps>::type>;
    };
    template <class Found, class... Rest>
    struct first {
        using type = Found;
    };
    template <class Next, class... Rest>
    struct first<types<>, Next, Rest...> : first<typename mistake<Next>::type, Rest...> {};
    using type = typename first<types<>, W...>::type;
};

/// Forward and backward through a model's network, told how layers behave and which gradients are wanted. Who
/// calls is the loss: reads the outputs, sets their gradients.
///
///     network_run r{m, answering{}, of_inputs{}};
///     auto y = r.forward(x);                    // a view [n, 10]; a tuple of views where the network has heads
///     r.gradient()(0, 3) = 1;                   // of the output: zero where nobody sets it
///     r.backward();
///     auto dx = r.input_gradient();             // a view [n, 3, 32, 32]
///
/// Views are of the run's memory, images in the axes of papers. Those of outputs and their gradients hold
/// until `backward`, which makes room for others there, the others until the next `forward`. A network of
/// several inputs takes as many arrays, one of whole numbers integers; one that carries values also a
/// `state<Net>&`, behind them. A run over another input, `network_run r{m, at<Net, input<...>>{}, learning{},
/// of_parameters{}}`, has the same parameters.
///
/// Where layers do not learn, nothing of the model changes, and several runs of one model may go on side by
/// side. The model is kept by reference, and found where it has been moved to. Memory for the largest n so
/// far; nothing is allocated for an n that is no larger. Throws where an array has other extents or a value
/// that is no finite number, where the state is of another number of samples, where another thread is inside,
/// and where the model is gone; state and model are then as they were. Refused: E22, E38, E48, E55 to E57,
/// E60.
template <class Model, class Phase, class Net = typename Model::network_type>
class STRATA_TAGGED network_run {
    static_assert(SharesParameters<Net, typename Model::network_type> || Refused<Net>,
                  "the model has other parameters than this network");
    using table = parameter_table<typename Net::graph>;
    using ports = ports_of<typename Net::graph, Phase>;
    template <int K>
    using output_shape = typename type_at<output_values<Net>, K>::shape_type;
    template <int K>
    using input_shape = typename type_at<input_ports<Net>, K>::shape_type;
    /// P: the phase, so that the sentence is written where somebody needs it.
    template <class Wanted, class P>
    using not_computed =
        std::conditional_t<std::is_void_v<P>, types<>,
                           shape_error<used_in<a_run>, got<>, E57_not_computed_by_this_run, Wanted>>;
    template <text Name>
    using named_shape = typename tapped_value<typename Net::graph::taps, Name>::shape_type;
    template <text Name>
    static constexpr bool has_gradient_of = ports::has_gradient(id_of_tap<typename Net::graph::taps, Name>);
    template <Shape S>
    using array_of = xt::xtensor<typename Model::value_type, static_cast<std::size_t>(S::rank) + 1>;

public:
    using T = typename Model::value_type;
    using network_type = Net;
    using phase_type = Phase;

private:
    /// What is said of arrays X, and of a state behind them, that `forward` cannot take; else types<>.
    template <class List, class Index>
    struct decision_of_arrays;
    template <class... X, std::size_t... K>
    struct decision_of_arrays<types<X...>, std::index_sequence<K...>> {
        using type = inputs_decision<a_run, Net, type_at<types<X...>, K>...>;
    };
    template <class... X>
    static constexpr auto forward_mistake() {
        using all = types<X..., void>;
        constexpr std::size_t last = sizeof...(X) == 0 ? 0 : sizeof...(X) - 1;
        using behind = type_at<all, last>;
        if constexpr (is_state<behind>)
            return typename first_mistake_of<
                typename decision_of_arrays<all, std::make_index_sequence<last>>::type,
                state_decision<behind, a_run, Net, T>>::type{};
        else
            return inputs_decision<a_run, Net, X...>{};
    }
    template <class... X>
    using forward_decision = decltype(forward_mistake<std::remove_cvref_t<X>...>());

public:
    network_run(network_run&&) = default;
    network_run& operator=(network_run&&) = default;
    network_run(const network_run&) = delete;
    network_run& operator=(const network_run&) = delete;
    [[gnu::cold]] ~network_run() = default;

    template <class... Told>
    [[gnu::cold]] explicit network_run(Model& m, const Told&...)
        : model_(m),
          threads_(m.threads()),
          gradient_(Phase::wants_parameters ? m.learned().size() : 0),
          measured_(Phase::learns ? table::measured_extent : 0) {
        if constexpr (Phase::wants_parameters) gradient_pointers_ = m.pointers_into(gradient_.data());
    }

    /// The outputs for inputs x, an array [n, ...] each, and the state that is handed on, if there is one
    /// behind them.
    template <class... X>
    requires(!is_shape_error<forward_decision<X...>>) auto forward(X&&... x) {
        const auto alone = caller_.enter("run");
        forward_of(std::make_index_sequence<static_cast<std::size_t>(ports::input_count)>{}, std::tie(x...));
        return outputs(std::make_integer_sequence<int, ports::output_count>{});
    }
    template <class... X, class Mistake = spoken<forward_decision<X...>>>
    requires cannot_work<Mistake> STRATA_REFUSES auto forward(X&&... x)
        -> decltype(refuse_and_go_on<Mistake, array_of<output_shape<0>>>());  // E22, E48, E56, E60

    /// The gradients that were asked for, from those of the outputs. Throws where no `forward` came before.
    void backward() requires Phase::backward {
        const auto alone = caller_.enter("run");
        if (gone_ != way::forward) refuse_backward();
        gone_ = way::none;
        clear_untouched(std::make_integer_sequence<int, ports::output_count>{});
        pass_backward();
        gone_ = way::backward;
    }

    /// Output K, between `forward` and `backward`.
    template <int K = 0>
    [[nodiscard]] auto output() {
        check_there(gone_ == way::forward, "output", "a look after forward and before backward");
        return view_of_samples<output_shape<K>>(output_data<K>(), n_);
    }
    /// The gradient of output K, to be set before `backward`; zero until somebody does.
    template <int K = 0>
    [[nodiscard]] auto gradient() {
        check_there(gone_ == way::forward, "gradient", "a call after forward and before backward");
        if (!std::exchange(touched_[K], true)) clear<K>();
        return view_of_samples<output_shape<K>>(gradient_data<K>(), n_);
    }
    /// The value of a tap that the phase names.
    template <text Name>
    requires(ports::is_watched(id_of_tap<typename Net::graph::taps, Name>)) [[nodiscard]] auto value() {
        check_there(gone_ != way::none, "value", "a look after forward");
        return view_of_samples<named_shape<Name>>(run_->template named_value<Name>(), n_);
    }
    template <text Name, class P = Phase, class Mistake = spoken<not_computed<watch<Name>, P>>>
    requires(!ports::is_watched(id_of_tap<typename Net::graph::taps, Name>)) STRATA_REFUSES auto value()
        -> decltype(refuse_and_go_on<Mistake, xt::xtensor<T, 4>>());  // E57
    /// The gradient of input K, after `backward`.
    template <int K = 0>
    requires(ports::has_gradient(K)) [[nodiscard]] auto input_gradient() {
        check_there(gone_ == way::backward, "input_gradient", "a look after backward");
        return view_of_samples<input_shape<K>>(run_->input_gradient(K), n_);
    }
    template <int K = 0, class P = Phase, class Mistake = spoken<not_computed<of_inputs, P>>>
    requires(!ports::has_gradient(K)) STRATA_REFUSES auto input_gradient()
        -> decltype(refuse_and_go_on<Mistake, array_of<input_shape<K>>>());  // E57
    /// The gradient of the tap or the input of this name, after `backward`.
    template <text Name>
    requires has_gradient_of<Name>
    [[nodiscard]] auto gradient_of() {
        check_there(gone_ == way::backward, "gradient_of", "a look after backward");
        return view_of_samples<named_shape<Name>>(run_->template named_gradient<Name>(), n_);
    }
    template <text Name, class P = Phase, class Mistake = spoken<not_computed<of<Name>, P>>>
    requires(!has_gradient_of<Name>) STRATA_REFUSES auto gradient_of()
        -> decltype(refuse_and_go_on<Mistake, xt::xtensor<T, 4>>());  // E57
    /// The gradients of the parameters, after `backward`: laid out as `m.learned()`.
    [[nodiscard]] buffer<T>& gradients() requires Phase::wants_parameters { return gradient_; }
    template <class P = Phase, class Mistake = spoken<not_computed<of_parameters, P>>>
    requires(!Phase::wants_parameters) STRATA_REFUSES auto gradients()
        -> decltype(refuse_and_go_on<Mistake, buffer<T>&>());  // E57
    /// The same as views under the parameters' names.
    [[nodiscard]] std::vector<named_tensor<T>> named_gradients() requires Phase::wants_parameters {
        return model_.get().views_of(gradient_.data());
    }

    /// Samples of the last `forward`.
    [[nodiscard]] int samples() const { return n_; }
    [[nodiscard]] Model& of_model() const { return model_.get(); }
    /// Number of the step, from which masks are drawn: each `forward` where layers learn has the next one.
    [[nodiscard]] int64 step() const { return step_; }
    void set_step(int64 step) { step_ = step; }

    // For who moves samples by himself: memory for n of them, where inputs go, what comes of them; channels
    // last.

    /// Room for n samples.
    [[gnu::cold]] void reserve(int n) {
        if (run_ && run_->capacity() >= n) return;
        run_ = std::make_unique<workspace<Net, Phase, T>>(n, threads_);
        n_ = 0;
        gone_ = way::none;
    }
    [[nodiscard]] T* input_data(int k = 0) { return run_->input(k); }
    template <int K = 0>
    [[nodiscard]] T* output_data() {
        return run_->template output<K>();
    }
    template <int K = 0>
    [[nodiscard]] T* gradient_data() {
        touched_[K] = true;
        return run_->template output_gradient<K>();
    }
    /// `forward` over the n samples that lie there. Where layers learn, what is measured is put aside: see
    /// `take_back`. `prepared`: the parameters are those of the last time, and so is what follows from them.
    void forward_in_place(int n, bool prepared = false) {
        const auto alone = caller_.enter("run");
        n_ = n;
        carried_.leave();
        compute(prepared);
    }
    /// Takes back what the last `forward` has measured, where a step is refused.
    void take_back() {
        if constexpr (Phase::learns)
            std::copy_n(measured_.data(), measured_.size(), model_.get().measured().data());
    }
    /// The layer that first made a value that is no finite number in the last `forward`, which is run again;
    /// empty where none did.
    [[nodiscard]] std::string first_not_finite() {
        const flush_denormals flushed;
        const Model& m = model_.get();
        return memory().first_not_finite(n_, m.pointers(), m.random_seed(),
                                         static_cast<std::uint64_t>(step_of_pass_), carried_.before());
    }

private:
    /// The last way that was gone to its end.
    enum class way { none, forward, backward };

    [[noreturn, gnu::cold]] static void refuse_backward() {
        throw_error(
            {.problem = "backward goes the way back that forward has gone, once: call forward before it"});
    }
    program_run<T>& memory() { return *run_; }  // nobody else's

    template <std::size_t... K, class Handed>
    void forward_of(std::index_sequence<K...>, const Handed& x) {
        const flush_denormals flushed;
        gone_ = way::none;
        const inputs_of<Net, T, std::remove_cvref_t<std::tuple_element_t<K, Handed>>...> given(
            std::get<K>(x)...);
        const int n = given.count();
        if (n < 1) throw_error({.problem = "there are no samples"});
        if constexpr (std::tuple_size_v < Handed >> sizeof...(K))
            carried_.take(std::get<sizeof...(K)>(x), n);
        else
            carried_.leave();
        reserve(n);
        const auto samples = given.samples();
        (samples[K].take(0, n, run_->input(static_cast<int>(K)), threads_), ...);
        n_ = n;
        do_or_undo([&] { compute(); }, [&] { carried_.put_back(); });
    }
    void compute(bool prepared = false) {
        const flush_denormals flushed;
        Model& m = model_.get();
        gone_ = way::none;
        touched_.fill(false);
        step_of_pass_ = step_;
        const auto pass = [&] {
            if constexpr (!Phase::backward)
                if (!prepared) memory().prepare(m.pointers());
            memory().forward(n_, m.pointers(), m.random_seed(), static_cast<std::uint64_t>(step_),
                             carried_.of_samples_from(0));
        };
        if constexpr (Phase::learns) {
            const auto alone = m.caller().enter("model");
            std::copy_n(m.measured().data(), measured_.size(), measured_.data());
            do_or_undo(pass, [&] { take_back(); });
            ++step_;
        } else {
            const auto reading = m.caller().enter_to_read("model");
            pass();
        }
        gone_ = way::forward;
    }
    void pass_backward() {
        const flush_denormals flushed;
        const Model& m = model_.get();
        const auto reading = m.caller().enter_to_read("model");
        memory().backward(n_, m.pointers(), gradient_pointers_.data(), m.random_seed(),
                          static_cast<std::uint64_t>(step_of_pass_), carried_.before());
    }
    /// Throws where the run has not gone as far as it takes to see this, or farther than it lasts.
    void check_there(bool there, const char* what, const char* expected) const {
        if (!there) throw_error({.problem = "it is not there now", .name = what, .expected = expected});
    }
    template <int... K>
    auto outputs(std::integer_sequence<int, K...>) {
        if constexpr (sizeof...(K) == 1)
            return output<0>();
        else
            return std::make_tuple(output<K>()...);
    }
    template <int K>
    void clear() {
        std::fill_n(run_->template output_gradient<K>(), n_ * output_shape<K>::size, T(0));
    }
    template <int... K>
    void clear_untouched(std::integer_sequence<int, K...>) {
        ((touched_[K] ? void() : clear<K>()), ...);
    }

    model_link<Model> model_;
    int threads_, n_ = 0;
    int64 step_ = 0, step_of_pass_ = 0;
    std::unique_ptr<workspace<Net, Phase, T>> run_;
    buffer<T> gradient_, measured_;
    std::vector<T*> gradient_pointers_;
    carried_values<T> carried_;
    way gone_ = way::none;
    std::array<bool, static_cast<std::size_t>(ports::output_count)> touched_{};
    one_caller caller_;
};
template <class Graph, class Phase>
using run_decision = typename run_decision_of<Graph, Phase>::type;
template <class Model, class Behaviour, class... Wanted>
requires(!Network<Behaviour> &&
         !is_shape_error<run_decision<typename Model::network_type::graph, phase<Behaviour, Wanted...>>>)
    network_run(Model&, Behaviour, Wanted...)
->network_run<Model, phase<Behaviour, Wanted...>>;
// A name that there is not is one error, in the line of the run. Refused: E38.
template <class Model, class Behaviour, class... Wanted>
requires(!Network<Behaviour> &&
         is_shape_error<run_decision<typename Model::network_type::graph, phase<Behaviour, Wanted...>>>)
    network_run(Model&, Behaviour, Wanted...)
->network_run<spoken<run_decision<typename Model::network_type::graph, phase<Behaviour, Wanted...>>>,
              phase<Behaviour, Wanted...>, typename Model::network_type>;
template <class Mistake, class Phase, class Net>
requires cannot_work<Mistake>
class network_run<Mistake, Phase, Net>;
template <class Model, Network Net, class Behaviour, class... Wanted>
network_run(Model&, Net, Behaviour, Wanted...) -> network_run<Model, phase<Behaviour, Wanted...>, Net>;

}  // namespace strata
