// SPDX-License-Identifier: MIT
#pragma once
/// Networks that are right and used wrongly.
#include <array>
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/types.hpp>
#include <string_view>
#include <type_traits>
#include <vector>

namespace strata {

/// What something right was used in wrongly, as the place of a mistake: `used_in<a_trainer, softmax_loss>`.
template <class Where, class... What>
struct used_in {};
template <class Where, class... What>
struct word<used_in<Where, What...>> {
    static constexpr void write(sentence& s) {
        strata::write<Where>(s);
        bool first = true;
        ((s << (first ? " with " : ", "), strata::write<What>(s), first = false), ...);
        static_cast<void>(first);
    }
};
struct a_trainer {};
template <>
struct word<a_trainer> {
    static constexpr void write(sentence& s) { s << "a trainer"; }
};
struct a_batch {};
template <>
struct word<a_batch> {
    static constexpr void write(sentence& s) { s << "a batch"; }
};
struct the_backward_pass {};
template <>
struct word<the_backward_pass> {
    static constexpr void write(sentence& s) { s << "the backward pass"; }
};
struct the_parameters {};
template <>
struct word<the_parameters> {
    static constexpr void write(sentence& s) { s << "the parameters"; }
};

struct E18_heads_and_losses_do_not_pair {
    template <class Where, class Got, class Losses>
    static constexpr void write(sentence& s) {
        tell(s, Got{}, static_cast<Losses*>(nullptr));
    }

private:
    static constexpr void count(sentence& s, int64 n, const char* one, const char* many) {
        s << n << (n == 1 ? one : many);
    }
    template <class... Y, template <class...> class Joint, class... L>
    static constexpr void tell(sentence& s, got<Y...>, Joint<L...>*) {
        s << "the network has ";
        count(s, sizeof...(Y), " output", " outputs");
        s << " and the trainer ";
        count(s, sizeof...(L), " loss", " losses");
        s << "; give it one for each branch of heads<...>: joint_loss{first, second, ...}, or the loss alone "
             "where there is one";
    }
};

struct E19_loss_needs_a_vector {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the loss needs a vector of scores, shape<C>, at the end of the network; write flatten, "
             "dense<C> at the end";
        tell(s, Got{});
    }

private:
    template <class Got>
    static constexpr void tell(sentence&, Got) {}
    template <Sequence Y>
    static constexpr void tell(sentence& s, got<Y>) {
        s << ", or take place_softmax_loss, which asks for one class at every place";
    }
};

struct E43_loss_needs_an_image {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the loss needs scores at every pixel, shape<C, H, W>, at the end of the network; end in "
             "conv<C, 1> with C the number of "
             "classes, or take softmax_loss, which asks for one class a sample";
    }
};

struct E44_loss_needs_a_sequence {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the loss needs scores at every place, shape<L, C>, at the end of the network; end in dense<C> "
             "over a sequence, with C the "
             "number of classes, or take softmax_loss, which asks for one class a sample";
    }
};

struct E20_softmax_of_one_class {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        tell(s, Got{});
    }

private:
    template <Shape Y>
    static constexpr void tell(sentence& s, got<Y>) {
        s << "with one class the probability is always 1 and the loss always 0; end in "
          << (Image<Y> ? "conv<C, 1>" : "dense<C>") << " with C the number of classes, 2 or more";
    }
};

struct E21_softmax_twice {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "softmax_loss takes scores and applies softmax itself; take the softmax layer off the end of "
             "the net";
    }
};

struct E22_batch_of_the_wrong_rank {
    template <class Where, class Got, class Sample>
    static constexpr void write(sentence& s) {
        s << "the network takes samples of ";
        tell(s, Sample{});
    }

private:
    template <class S>
    static constexpr void tell(sentence& s, expected<S>) {
        write_type<S>(s);
        s << ", so a batch of them is an array of rank " << S::rank + 1
          << ", whose first axis counts the samples";
    }
};

struct E23_backward_in_inference {
    template <class Where, class Got, class Net>
    static constexpr void write(sentence& s) {
        s << "a workspace for inference keeps nothing that backward needs; make it a workspace<";
        write_type<Net>(s);
        s << ", training>";
    }
};

struct E24_no_part_of_this_name {
    template <class Where, class Got, class Name, class Names>
    static constexpr void write(sentence& s) {
        s << "none is called ";
        strata::write<Name>(s);
        s << "; there are ";
        strata::write<Names>(s);
    }
};

struct an_explanation {};
template <>
struct word<an_explanation> {
    static constexpr void write(sentence& s) { s << "explain"; }
};

struct E32_no_layer_of_this_number {
    template <class Where, class Got, class Wanted, class Layers>
    static constexpr void write(sentence& s) {
        s << "there is no layer " << Wanted::value << "; this network has " << Layers::value
          << ", counted from 0, joins included";
    }
};

struct E47_not_a_network {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "this is no network; derive one from net<input<C, H, W>, ...>, or give it a name: "
             "using mine = net<input<C, H, W>, ...>";
    }
};

/// What was handed over in place of an array, as the user knows it.
template <class E>
struct handed {
    static constexpr std::string_view adapted{};
};
template <class T, class A>
struct handed<std::vector<T, A>> {
    static constexpr std::string_view adapted = std::is_arithmetic_v<T> ? "v" : "";
};
template <class T, std::size_t N>
struct handed<std::array<T, N>> : handed<std::vector<T>> {};
template <class T, std::size_t N>
struct handed<T[N]> : handed<std::vector<T>> {};
template <class T>
struct handed<T*> {
    static constexpr std::string_view adapted = "&v[0]";
};
/// Numbers in braces.
struct a_list_in_braces {};

template <class E>
struct word<handed<E>> {
    static constexpr void write(sentence& s) { write_type<E>(s); }
};
template <class T, class A>
struct word<handed<std::vector<T, A>>> {
    static constexpr void write(sentence& s) {
        s << "std::vector<";
        word<handed<T>>::write(s);
        s << ">";
    }
};
template <>
struct word<handed<a_list_in_braces>> {
    static constexpr void write(sentence& s) { s << "a list in braces"; }
};
struct the_labels {};
template <>
struct word<the_labels> {
    static constexpr void write(sentence& s) { s << "the labels"; }
};
struct a_fit {};
template <>
struct word<a_fit> {
    static constexpr void write(sentence& s) { s << "fit"; }
};

/// "xt::adapt(v, {N, 1, 28, 28})", from what has its numbers in one run of memory; from others "an
/// xt::xtensor of [N, 1, 28, 28]".
template <class E, int... Extents>
constexpr void write_adapted(sentence& s, const char* kind) {
    if (!handed<E>::adapted.empty()) {
        s << "write xt::adapt(" << handed<E>::adapted << ", {N";
        ((s << ", " << Extents), ...);
        s << "})";
    } else {
        s << "write an xt::xtensor<" << kind << ", " << static_cast<int>(sizeof...(Extents)) + 1 << "> of [N";
        ((s << ", " << Extents), ...);
        s << "]";
    }
}

struct E48_not_an_array {
    template <class Where, class Got, class Sample>
    static constexpr void write(sentence& s) {
        tell(s, Got{}, Sample{});
    }

private:
    template <class E, int... Extents>
    static constexpr void tell(sentence& s, got<handed<E>>, expected<shape<Extents...>>) {
        if constexpr (requires(const E& x) { x.images; }) {
            s << "a batch is an array, and this is a set of them with labels; write its .images";
        } else {
            s << "a batch is an array that knows its axes, and this does not; ";
            write_adapted<E, Extents...>(s, "float");
            s << ", where N counts the samples";
        }
    }
};

struct E49_labels_are_no_array {
    template <class Where, class Got, class Sample>
    static constexpr void write(sentence& s) {
        tell(s, Got{}, Sample{});
    }

private:
    template <class E, int... Extents>
    static constexpr void tell(sentence& s, got<handed<E>>, expected<shape<Extents...>>) {
        s << "they are an array of whole numbers, the classes counted from 0; ";
        write_adapted<E, Extents...>(s, "int");
    }
};

struct E50_nothing_to_fit {
    template <class Where, class Got, class Wanted>
    static constexpr void write(sentence& s) {
        tell(s, Wanted{});
    }
    /// Why it cannot be.
    struct of_options {};
    struct of_labels {};
    template <int Outputs>
    struct of_outputs {};
    struct of_set {};

private:
    static constexpr void tell(sentence& s, of_options) {
        s << "it has no option of this name; the options are, in this order, .epochs, .batch (how many "
             "samples a "
             "step takes), .validation, .augment, .order, .workers, .progress, .callbacks; the rate of "
             "learning is one "
             "of the update rule, adam{.rate = 1e-3}";
    }
    static constexpr void tell(sentence& s, of_labels) {
        s << "the targets are missing; write fit(x, labels), or fit(set) of a set that has them";
    }
    static constexpr void tell(sentence& s, of_set) {
        s << "the loss asks for other labels than this set has: softmax_loss is for labelled_images, "
             "pixel_softmax_loss for labelled_pixels, place_softmax_loss for sequences with fit(x, labels)";
    }
    template <int Outputs>
    static constexpr void tell(sentence& s, of_outputs<Outputs>) {
        s << "the losses compare the network's outputs with " << Outputs
          << (Outputs == 1 ? " array" : " arrays")
          << ", and as many have to be handed over, output by output: fit(x, labels, more_labels, {.epochs = "
             "5})";
    }
};

struct an_evaluation {};
template <>
struct word<an_evaluation> {
    static constexpr void write(sentence& s) { s << "evaluate"; }
};

struct E54_nothing_to_evaluate {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        if constexpr (std::is_same_v<Got, got<>>)
            s << "it takes a set of samples with their labels; of arrays write evaluate_scores(m.predict(x), "
                 "labels)";
        else
            s << "it compares one output with the labels of a set; of each output write "
                 "evaluate_scores(std::get<0>(m.predict(x)), labels)";
    }
};

struct E55_other_parameters_over_this_input {
    template <class Where, class Got, class Here>
    static constexpr void write(sentence& s) {
        s << "over these inputs it would have other parameters than in the network that they belong to, "
             "where it gets ";
        tell(s, Here{});
        s << "; let what stands before it make the same shape of both, as global_average_pool does";
    }

private:
    template <class First, class... Rest>
    static constexpr void tell(sentence& s, got<First, Rest...>) {
        write_type<First>(s);
        ((s << " and ", write_type<Rest>(s)), ...);
    }
};

struct a_run {};
template <>
struct word<a_run> {
    static constexpr void write(sentence& s) { s << "a run"; }
};

struct E56_state_of_another_network {
    template <class Where, class Got, class Net>
    static constexpr void write(sentence& s) {
        s << "the state is of another network, or of other numbers; write state<";
        write_type<Net>(s);
        s << "> of the same type of numbers as the model";
    }
};

struct E57_not_computed_by_this_run {
    template <class Where, class Got, class Wanted>
    static constexpr void write(sentence& s) {
        s << "it was not asked for; make the run with ";
        strata::write<Wanted>(s);
        s << "{} behind the behaviour: network_run r{m, answering{}, ";
        strata::write<Wanted>(s);
        s << "{}}";
    }
};

/// Of a loss, a metric or an update rule that is not finished; the parts that are missing say so themselves.
struct E58_lacks_a_part {
    template <class Where, class Got, class Missing>
    static constexpr void write(sentence& s) {
        tell(s, Missing{});
    }

private:
    template <class... Part>
    static constexpr void tell(sentence& s, types<Part...>) {
        bool first = true;
        ((s << (first ? "" : "; ") << Part::sentence, first = false), ...);
        static_cast<void>(first);
    }
};

struct E59_sigmoid_twice {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "binary_cross_entropy_loss takes scores and applies sigmoid itself; take the sigmoid layer off "
             "the "
             "end of the net";
    }
};

/// So many arrays, handed over as the samples of a network.
template <int N>
struct array_count {};
template <int N>
struct word<array_count<N>> {
    static constexpr void write(sentence& s) { s << N << (N == 1 ? " array" : " arrays"); }
};
/// So many inputs of a network.
template <int N>
struct input_count {};

struct E60_another_number_of_inputs {
    template <class Where, class Got, class Inputs>
    static constexpr void write(sentence& s) {
        tell(s, Inputs{}, std::is_same_v<Where, used_in<a_run>> ? "forward" : "inputs");
    }

private:
    template <int N>
    static constexpr void tell(sentence& s, input_count<N>, const char* call) {
        s << "the network has " << N << (N == 1 ? " input; hand over its array alone" : " inputs; write ");
        if (N == 1) return;
        s << call << "(x1";
        for (int k = 2; k <= N; ++k) s << ", x" << k;
        s << "), with an array for each of them in the order of its list";
    }
};

struct E29_not_a_loss {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the second argument of a trainer is a loss and the third an update rule: trainer t{m, "
             "softmax_loss{}, adam{}}";
    }
};

}  // namespace strata
