// SPDX-License-Identifier: MIT
#pragma once
/// Networks that are right and used wrongly.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>

namespace strata {

/// What something right was used in wrongly, as the place of a mistake: `used_in<a_trainer, softmax_loss>`.
template <class Where, class... What>
struct used_in {};
template <class Where, class... What>
struct word<used_in<Where, What...>> {
    static constexpr void write(sentence& s) {
        strata::write<Where>(s);
        const char* before = " with ";
        ((s << before, strata::write<What>(s), before = ", "), ...);
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
        s << "there is one loss for each output of a net: joint_loss<...> has as many losses as heads<...> has branches";
    }
};

struct E19_loss_needs_a_vector {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the loss needs a vector of scores, shape<C>, at the end of the network; write flatten, dense<C> at the end";
    }
};

struct E20_softmax_of_one_class {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "with one class the probability is always 1 and the loss always 0; end in dense<C> with C the number of classes, 2 or more";
    }
};

struct E21_softmax_twice {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "softmax_loss takes scores and applies softmax itself; take the softmax layer off the end of the net";
    }
};

struct E22_batch_of_the_wrong_rank {
    template <class Where, class Got, class Rank>
    static constexpr void write(sentence& s) {
        s << "that is the shape of one sample, so a batch is an array of rank ";
        tell(s, Got{});
        s << " (the first axis counts samples), and this one has rank ";
        strata::write<Rank>(s);
    }

private:
    template <class S>
    static constexpr void tell(sentence& s, got<S>) {
        s << S::rank + 1;
    }
};

struct E23_backward_in_inference {
    template <class Where, class Got, class Net>
    static constexpr void write(sentence& s) {
        s << "a workspace for inference keeps nothing that backward needs; make it a workspace<net, training>";
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

struct E29_not_a_loss {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "the second argument of a trainer is a loss and the third an update rule: trainer t{m, softmax_loss{}, adam{}}";
    }
};

}  // namespace strata
