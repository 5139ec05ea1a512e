// SPDX-License-Identifier: MIT
#pragma once
/// The verbs of a step, without a loss.
#include <strata/graph/at.hpp>
#include <strata/model/given_inputs.hpp>
#include <strata/model/port_views.hpp>
#include <strata/model/run_decision.hpp>
#include <strata/model/run_in_place.hpp>
#include <strata/model/state.hpp>
#include <tuple>
#include <utility>

namespace strata {

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
/// `backward`, the count of steps, and what there is for who moves samples by himself are those of
/// `run_in_place`. Where layers do not learn, nothing of the model changes, and several runs of one model may
/// go on side by side. The model is kept by reference, and found where it has been moved to. Memory for the
/// largest n so far; nothing is allocated for an n that is no larger. Throws where an array has other extents
/// or a value that is no finite number, where the state is of another number of samples, where another thread
/// is inside, and where the model is gone; state and model are then as they were. Refused: E22, E38, E48, E55
/// to E57, E60.
template <class Model, class Phase, class Net = typename Model::network_type>
class STRATA_TAGGED network_run : public run_in_place<Model, Phase, Net> {
    static_assert(SharesParameters<Net, typename Model::network_type> || Refused<Net>,
                  "the model has other parameters than this network");
    using in_place = run_in_place<Model, Phase, Net>;
    using typename in_place::ports;
    using typename in_place::way;
    template <int K>
    using output_shape = typename in_place::template output_shape<K>;
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
    static constexpr bool keeps_gradients = Phase::wants_parameters && !Phase::in_turn;
    template <Shape S>
    using array_of = xt::xtensor<typename Model::value_type, static_cast<std::size_t>(S::rank) + 1>;
    template <class... X>
    using forward_decision = typename forward_decision_of<Net, typename Model::value_type>::template of<X...>;

public:
    using T = typename Model::value_type;
    using network_type = Net;
    using phase_type = Phase;

    template <class... Told>
    [[gnu::cold]] explicit network_run(Model& m, const Told&...) : in_place(m) {}

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

    /// Output K, between `forward` and `backward`.
    template <int K = 0>
    [[nodiscard]] auto output() {
        check_there(gone_ == way::forward, "output", "a look after forward and before backward");
        return view_of_samples<output_shape<K>>(this->template output_data<K>(), n_);
    }
    /// The gradient of output K, to be set before `backward`; zero until somebody does.
    template <int K = 0>
    [[nodiscard]] auto gradient() {
        check_there(gone_ == way::forward, "gradient", "a call after forward and before backward");
        if (!std::exchange(touched_[K], true)) this->template clear<K>();
        return view_of_samples<output_shape<K>>(this->template gradient_data<K>(), n_);
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
    [[nodiscard]] buffer<T>& gradients() requires keeps_gradients { return gradient_; }
    template <class P = Phase, class Mistake = spoken<not_computed<of_parameters, P>>>
    requires(!keeps_gradients) STRATA_REFUSES auto gradients()
        -> decltype(refuse_and_go_on<Mistake, buffer<T>&>());  // E57
    /// The same as views under the parameters' names.
    [[nodiscard]] std::vector<named_tensor<T>> named_gradients() requires keeps_gradients {
        return model_.get().views_of(gradient_.data());
    }

private:
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
        this->reserve(n);
        const auto samples = given.samples();
        (samples[K].take(0, n, run_->input(static_cast<int>(K)), threads_), ...);
        n_ = n;
        do_or_undo([&] { this->compute(); }, [&] { carried_.put_back(); });
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

    using in_place::caller_, in_place::carried_, in_place::gone_, in_place::gradient_, in_place::model_,
        in_place::n_, in_place::run_, in_place::threads_, in_place::touched_;
};
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
