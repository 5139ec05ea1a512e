// SPDX-License-Identifier: MIT
#pragma once
/// Networks that are right and used wrongly.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>
#include <type_traits>

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
    static constexpr void count(sentence& s, int64 n, const char* one, const char* many) { s << n << (n == 1 ? one : many); }
    template <class... Y, template <class...> class Joint, class... L>
    static constexpr void tell(sentence& s, got<Y...>, Joint<L...>*) {
        s << "the network has ";
        count(s, sizeof...(Y), " output", " outputs");
        s << " and the trainer ";
        count(s, sizeof...(L), " loss", " losses");
        s << "; give it one for each branch of heads<...>: joint_loss{first, second, ...}, or the loss alone where there is one";
    }
};

struct E19_loss_needs_a_vector {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the loss needs a vector of scores, shape<C>, at the end of the network; write flatten, dense<C> at the end";
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
        s << "the loss needs scores at every pixel, shape<C, H, W>, at the end of the network; end in conv<C, 1> with C the number of "
             "classes, or take softmax_loss, which asks for one class a sample";
    }
};

struct E44_loss_needs_a_sequence {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the loss needs scores at every place, shape<L, C>, at the end of the network; end in dense<C> over a sequence, with C the "
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
        s << "with one class the probability is always 1 and the loss always 0; end in " << (Image<Y> ? "conv<C, 1>" : "dense<C>")
          << " with C the number of classes, 2 or more";
    }
};

struct E21_softmax_twice {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "softmax_loss takes scores and applies softmax itself; take the softmax layer off the end of the net";
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
        s << ", so a batch of them is an array of rank " << S::rank + 1 << ", whose first axis counts the samples";
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
        s << "there is no layer " << Wanted::value << "; this network has " << Layers::value << ", counted from 0, joins included";
    }
};

struct E29_not_a_loss {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the second argument of a trainer is a loss and the third an update rule: trainer t{m, softmax_loss{}, adam{}}";
    }
};

}  // namespace strata
