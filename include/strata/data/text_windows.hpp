// SPDX-License-Identifier: MIT
#pragma once
/// A text of any length as the samples of a language model: so many letters, and the one that follows each.
#include <strata/data/data_set.hpp>
#include <strata/data/text.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Cuts the text of a file into windows of `length` letters, each of which is read from the disk when it is
/// wanted: the text is never in memory as a whole.
///
///     input 0     x[l] = letter p + l          [length], as numbers of the vocabulary
///     target 0    t[l] = letter p + l + 1      [length]
///
///     text_windows set("shakespeare.txt", vocabulary::of_file("shakespeare.txt"), 64);
///
/// The text is cut into `streams` parts of as many windows each, and sample i is window i / streams of part
/// i % streams: in batches of `streams` samples that are taken in turn, each sample goes on where the same
/// one of the batch before ended, so that a state can be carried over. What is left behind the last whole
/// window of the parts is not read. For POSIX systems.
class text_windows {
public:
    /// Reads the text once. Errors: it cannot be read; a letter that is not in the vocabulary; it is too
    /// short for a window of each stream; a length or number of streams that is not positive.
    text_windows(const std::filesystem::path& path, vocabulary letters, int length, int streams = 1)
        : path_(path.string()), letters_(std::move(letters)), length_(length), streams_(streams) {
        if (length < 1 || streams < 1)
            throw_error({.problem = "windows and streams are counted from 1",
                         .found = "windows of " + std::to_string(length) + " letters in " +
                                  std::to_string(streams) + " streams"});
        int64 size = 0;
        std::vector<int> numbers;
        for_each_piece(path, [&](std::string_view piece) {
            numbers.resize(piece.size());
            letters_.encode_to(piece, std::span<int>(numbers), path_, size);
            size += static_cast<int64>(piece.size());
        });
        windows_ = (size - 1) / streams_ / length_;
        if (windows_ < 1)
            throw_error({.problem = "the text is too short",
                         .file = path_,
                         .expected = std::to_string(int64{length_} * streams_ + 1) +
                                     " letters at least, for " + std::to_string(streams_) + " windows of " +
                                     std::to_string(length_) + " and one more",
                         .found = std::to_string(size)});
        const int opened = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        if (opened < 0)
            throw_error({.problem = "the file cannot be opened: " + system_text(errno), .file = path_});
        file_ = std::shared_ptr<const int>(new int(opened), [](const int* f) {
            ::close(*f);
            delete f;
        });
    }

    [[nodiscard]] int64 size() const { return windows_ * streams_; }
    [[nodiscard]] const vocabulary& letters() const { return letters_; }
    [[nodiscard]] int length() const { return length_; }
    [[nodiscard]] int streams() const { return streams_; }

    /// Errors: the file cannot be read, or has become another since.
    template <class T>
    void read(int64 i, sample<T>& to) const {
        const int64 begin = (i % streams_ * windows_ + i / streams_) * length_;
        const std::string text = letters_at(begin, static_cast<std::size_t>(length_) + 1);
        letters_.encode_to(std::string_view(text).substr(0, text.size() - 1), to.input({length_}), path_,
                           begin);
        letters_.encode_to(std::string_view(text).substr(1), to.classes({length_}), path_, begin + 1);
    }

private:
    [[nodiscard]] std::string letters_at(int64 begin, std::size_t count) const {
        std::string text(count, ' ');
        for (std::size_t held = 0; held < count;) {
            const auto got = ::pread(*file_, text.data() + held, count - held,
                                     static_cast<off_t>(begin + static_cast<int64>(held)));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0)
                throw_error({.problem = "the file cannot be read: " + system_text(errno), .file = path_});
            if (got == 0)
                throw_error({.problem = "the file has become shorter since it was opened", .file = path_});
            held += static_cast<std::size_t>(got);
        }
        return text;
    }

    std::string path_;
    vocabulary letters_;
    int length_, streams_;
    int64 windows_ = 0;                ///< of each stream
    std::shared_ptr<const int> file_;  ///< the descriptor, which copies share
};

}  // namespace strata::inline STRATA_TARGET
