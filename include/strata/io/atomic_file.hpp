// SPDX-License-Identifier: MIT
#pragma once
/// Files that appear whole or not at all.
///
/// The bytes go to a temporary file in the same folder, are forced to the disk, and only then take the name.
/// A power cut, a full disk or a killed process leaves the earlier file under that name as it was. For POSIX
/// systems.
///
/// A temporary is called `.<name>.<process>-<number>.partial` and is locked while it is written. The lock
/// dies with its process, so whoever writes the same name next can tell a leftover from a file in the making,
/// and removes it.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <strata/target.hpp>

#include <atomic>
#include <cerrno>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <strata/error.hpp>

namespace strata::inline STRATA_TARGET {

/// A file in the making: `write` as often as needed, then `commit`. Without `commit` nothing is left behind.
///
/// A file that is replaced hands on its permissions; a symbolic link stays and the file it leads to is
/// replaced. Every failure is a `strata::error` with the path and the system's reason.
class atomic_file {
public:
    explicit atomic_file(const std::filesystem::path& path) : atomic_file() {
        file_ = path.string();
        std::error_code code;
        std::filesystem::path target = path;
        if (std::filesystem::is_symlink(path, code)) target = std::filesystem::weakly_canonical(path, code);
        name_ = target.filename().string();
        if (name_.empty() || name_ == "." || name_ == "..") {
            throw_error(
                {.problem = "the path names no file", .file = file_, .advice = "End it in a file name."});
        }
        const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
        folder_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder_ < 0) fail("its folder cannot be opened");
        struct stat old {};
        const bool replaces = ::fstatat(folder_, name_.c_str(), &old, 0) == 0;
        if (replaces && !S_ISREG(old.st_mode)) {
            throw_error({.problem = "a folder or device has this name",
                         .file = file_,
                         .advice = "Choose another name; only a regular file is replaced."});
        }
        remove_leftovers(folder);
        create_temporary();
        // Some file systems keep no permissions; the file is good without them.
        if (replaces) static_cast<void>(::fchmod(lock_, old.st_mode & 07777));
    }

    atomic_file(const atomic_file&) = delete;
    atomic_file& operator=(const atomic_file&) = delete;

    ~atomic_file() {
        if (stream_ != nullptr) static_cast<void>(std::fclose(stream_));
        if (!temporary_.empty()) static_cast<void>(::unlinkat(folder_, temporary_.c_str(), 0));
        if (lock_ >= 0) static_cast<void>(::close(lock_));
        if (folder_ >= 0) static_cast<void>(::close(folder_));
    }

    /// Appends `count` bytes.
    void write(const void* bytes, std::size_t count) {
        if (stream_ == nullptr) throw_error({.problem = "the file is already complete", .file = file_});
        if (std::fwrite(bytes, 1, count, stream_) != count) fail("the file cannot be written");
    }

    /// Appends the bytes of `text`.
    void write(std::string_view text) { write(text.data(), text.size()); }

    /// Forces everything to the disk and puts it under its name.
    void commit() {
        if (stream_ == nullptr) throw_error({.problem = "the file is already complete", .file = file_});
        if (std::fflush(stream_) != 0) fail("the file cannot be written");
        if (::fsync(::fileno(stream_)) != 0) fail("the file cannot be written");
        if (std::fclose(std::exchange(stream_, nullptr)) != 0) fail("the file cannot be written");
        if (::renameat(folder_, temporary_.c_str(), folder_, name_.c_str()) != 0) {
            fail("the finished file cannot be put in place");
        }
        temporary_.clear();
        // Until its folder is on the disk too, a power cut may bring the earlier file back. Not every file
        // system can do this for a folder.
        if (::fsync(folder_) != 0 && errno != EINVAL && errno != ENOTSUP) {
            fail("the file is in place but may not outlast a power cut");
        }
    }

private:
    atomic_file() = default;

    [[noreturn]] void fail(const std::string& problem) const {
        const int code = errno;
        std::string advice;
        if (code == ENOENT) advice = "Create the folder first.";
        if (code == EACCES || code == EPERM || code == EROFS) advice = "Choose a folder you may write to.";
        if (code == ENOSPC || code == EDQUOT) advice = "Free some space and write it again.";
        if (code == EFBIG) advice = "Raise the limit on the size of files (ulimit -f).";
        throw_error({.problem = problem + " (" + std::generic_category().message(code) + ")",
                     .file = file_,
                     .advice = advice});
    }

    /// Cut short so that a temporary's name is no longer than a file system takes.
    [[nodiscard]] std::string prefix() const {
        std::string text(1, '.');
        text.append(name_, 0, 200);
        text += '.';
        return text;
    }

    void create_temporary() {
        static std::atomic<unsigned> number{0};
        while (stream_ == nullptr) {
            const std::string candidate =
                prefix() + std::to_string(::getpid()) + "-" + std::to_string(number++) + ".partial";
            const int made =
                ::openat(folder_, candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (made < 0 && errno == EEXIST) continue;
            if (made < 0) fail("no file can be made in its folder");
            // Before the lock is ours another process may take this file for a leftover: then try the next
            // name.
            const bool taken = ::flock(made, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
            struct stat now {};
            if (taken || ::fstat(made, &now) != 0 || now.st_nlink == 0) {
                static_cast<void>(::close(made));
                continue;
            }
            lock_ = made;
            temporary_ = candidate;
            // The stream has a descriptor of its own, so that closing it, with its last chance to report a
            // failed write, leaves the lock in place until the file has its name.
            const int copy = ::fcntl(lock_, F_DUPFD_CLOEXEC, 0);
            if (copy >= 0) stream_ = ::fdopen(copy, "wb");
            if (stream_ == nullptr) {
                const int code = errno;
                if (copy >= 0) static_cast<void>(::close(copy));
                errno = code;
                fail("the file cannot be opened");
            }
        }
    }

    /// Does what it can: a leftover that cannot be removed takes space and does no other harm.
    void remove_leftovers(const std::filesystem::path& folder) const {
        std::error_code code;
        std::filesystem::directory_iterator at(folder, code);
        for (; !code && at != std::filesystem::directory_iterator(); at.increment(code)) {
            const std::string name = at->path().filename().string();
            if (!is_temporary(name)) continue;
            const int leftover =
                ::openat(folder_, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
            if (leftover < 0) continue;
            if (::flock(leftover, LOCK_EX | LOCK_NB) == 0)
                static_cast<void>(::unlinkat(folder_, name.c_str(), 0));
            static_cast<void>(::close(leftover));
        }
    }

    [[nodiscard]] bool is_temporary(std::string_view name) const {
        const std::string start = prefix();
        constexpr std::string_view end = ".partial";
        if (!name.starts_with(start) || !name.ends_with(end) || name.size() <= start.size() + end.size())
            return false;
        const std::string_view middle = name.substr(start.size(), name.size() - start.size() - end.size());
        return middle.find_first_not_of("0123456789-") == std::string_view::npos;
    }

    std::string file_;       // as the caller wrote it, for the errors
    std::string name_;       // within the folder
    std::string temporary_;  // empty while there is none to remove
    int folder_ = -1;
    int lock_ = -1;
    std::FILE* stream_ = nullptr;
};

/// Calls `writer(file)`, which writes the content with `file.write(...)`, then puts the file under the name
/// `path`. Whatever is thrown on the way, the earlier file of that name stays whole and no temporary is left.
template <std::invocable<atomic_file&> Writer>
void write_file_atomically(const std::filesystem::path& path, Writer&& writer) {
    atomic_file file(path);
    std::forward<Writer>(writer)(file);
    file.commit();
}

}  // namespace strata::inline STRATA_TARGET
