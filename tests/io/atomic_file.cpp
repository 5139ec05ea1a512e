// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

#include <strata/error.hpp>
#include <strata/io/atomic_file.hpp>

#include "temporary_folder.hpp"

using strata::atomic_file;
using strata::error;
using strata::write_file_atomically;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace {

auto writes(std::string text) {
    return [text = std::move(text)](atomic_file& file) { file.write(text); };
}

/// Makes writes beyond so many bytes of a file fail, as on a full disk, until the end of the scope.
class file_size_limit {
public:
    explicit file_size_limit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit now = before_;
        now.rlim_cur = bytes;
        handler_ = ::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    file_size_limit(const file_size_limit&) = delete;
    file_size_limit& operator=(const file_size_limit&) = delete;
    ~file_size_limit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

/// What `action` returns in a process of its own, whose rights and mounts it may change; at most a pipe's
/// worth.
template <class Action>
std::string text_of_child(Action&& action) {
    int channel[2];
    REQUIRE(::pipe(channel) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const std::string text = action();
        ::_exit(::write(channel[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1);
    }
    ::close(channel[1]);
    std::string text(4096, ' ');
    const ssize_t count = ::read(channel[0], text.data(), text.size());
    ::close(channel[0]);
    int status = -1;
    ::waitpid(child, &status, 0);
    REQUIRE(status == 0);
    REQUIRE(count >= 0);
    text.resize(static_cast<std::size_t>(count));
    return text;
}

}  // namespace

TEST_CASE("a file written atomically holds the bytes and nothing else is left in its folder") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    write_file_atomically(path, [](atomic_file& file) {
        file.write("one ");
        file.write(std::string(100'000, 'x'));
        file.write("\0y", 2);
    });
    CHECK(file_text(path) == "one " + std::string(100'000, 'x') + std::string("\0y", 2));
    CHECK(folder.files() == 1);
}

TEST_CASE("a file written atomically may be empty") {
    temporary_folder folder;
    write_file_atomically(folder.path / "nothing", [](atomic_file&) {});
    CHECK(std::filesystem::exists(folder.path / "nothing"));
    CHECK(std::filesystem::file_size(folder.path / "nothing") == 0);
}

TEST_CASE("an earlier file is replaced whole and hands on its permissions") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    put_file(path, "a long earlier content");
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    write_file_atomically(path, writes("new"));
    CHECK(file_text(path) == "new");
    struct stat now {};
    REQUIRE(::stat(path.c_str(), &now) == 0);
    CHECK((now.st_mode & 07777) == 0640);
}

TEST_CASE("a new file gets the permissions that the process gives its files") {
    temporary_folder folder;
    const mode_t mask = ::umask(022);
    write_file_atomically(folder.path / "weights", writes("new"));
    ::umask(mask);
    struct stat now {};
    REQUIRE(::stat((folder.path / "weights").c_str(), &now) == 0);
    CHECK((now.st_mode & 07777) == 0644);
}

TEST_CASE("the earlier file is there until the new one is committed") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    put_file(path, "old");
    {
        atomic_file file(path);
        file.write("new");
        CHECK(file_text(path) == "old");
    }
    CHECK(file_text(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("what the writer throws passes through and leaves the earlier file and no temporary") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    put_file(path, "old");
    const std::string text = text_of<std::runtime_error>([&] {
        write_file_atomically(path, [](atomic_file& file) {
            file.write("half");
            throw std::runtime_error("stopped");
        });
    });
    CHECK(text == "stopped");
    CHECK(file_text(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("a file that is committed takes no more bytes") {
    temporary_folder folder;
    atomic_file file(folder.path / "weights");
    file.commit();
    CHECK(contains(text_of<error>([&] { file.write("more"); }), "weights: the file is already complete"));
    CHECK(contains(text_of<error>([&] { file.commit(); }), "weights: the file is already complete"));
}

TEST_CASE("a disk that is full at any byte leaves the earlier file whole and no temporary") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    put_file(path, "old");
    // 50000 bytes fail in write, 10 bytes only when the stream is flushed by commit.
    for (const std::size_t size : {std::size_t{10}, std::size_t{50'000}}) {
        CAPTURE(size);
        std::string text;
        {
            file_size_limit limit(5);
            text = text_of<error>([&] { write_file_atomically(path, writes(std::string(size, 'x'))); });
        }
        CHECK(contains(text, path.string() + ": the file cannot be written (File too large)"));
        CHECK(contains(text, "Raise the limit on the size of files"));
        CHECK(file_text(path) == "old");
        CHECK(folder.files() == 1);
    }
}

TEST_CASE("a file system without space left leaves the earlier file whole and no temporary") {
    temporary_folder folder;
    const std::string text = text_of_child([&]() -> std::string {
        // A file system of 64 KiB that only this process sees. Where none can be mounted, the limit on the
        // size of files in the test above stands in for it.
        const int spaces = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
        if (::unshare(spaces) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", folder.path.c_str(), "tmpfs", 0, "size=64k") != 0) {
            return "no mount";
        }
        const auto path = folder.path / "weights";
        put_file(path, "old");
        const std::string problem =
            text_of<error>([&] { write_file_atomically(path, writes(std::string(100'000, 'x'))); });
        return problem + " | " + file_text(path) + " | " + std::to_string(folder.files());
    });
    if (text == "no mount") {
        MESSAGE("no file system could be mounted, so none was filled");
    } else {
        CHECK(text == (folder.path / "weights").string() +
                          ": the file cannot be written (No space left on device). "
                          "Free some space and write it again. | old | 1");
    }
}

TEST_CASE("a folder that does not exist is an error that says so") {
    temporary_folder folder;
    const auto path = folder.path / "missing" / "weights";
    const std::string text = text_of<error>([&] { write_file_atomically(path, writes("new")); });
    CHECK(text == path.string() +
                      ": its folder cannot be opened (No such file or directory). Create the folder first.");
    CHECK(folder.files() == 0);
}

TEST_CASE("a folder that is a file is an error that says so") {
    temporary_folder folder;
    put_file(folder.path / "file", "");
    const auto path = folder.path / "file" / "weights";
    const std::string text = text_of<error>([&] { write_file_atomically(path, writes("new")); });
    CHECK(text == path.string() + ": its folder cannot be opened (Not a directory)");
}

TEST_CASE("a folder that may not be written to is an error that says so") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    put_file(path, "old");
    REQUIRE(::chmod(folder.path.c_str(), 0555) == 0);
    const std::string text = text_of_child([&]() -> std::string {
        // Root may write everywhere, so it becomes nobody.
        if (::geteuid() == 0 && ::setuid(65534) != 0) return "setuid failed";
        return text_of<error>([&] { write_file_atomically(path, writes("new")); });
    });
    REQUIRE(::chmod(folder.path.c_str(), 0755) == 0);
    CHECK(text ==
          path.string() +
              ": no file can be made in its folder (Permission denied). Choose a folder you may write to.");
    CHECK(file_text(path) == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("a path without a file name is an error that says so") {
    temporary_folder folder;
    for (const std::string& path :
         {folder.path.string() + "/", folder.path.string() + "/.", std::string("..")}) {
        CHECK(text_of<error>([&] { write_file_atomically(path, writes("new")); }) ==
              path + ": the path names no file. End it in a file name.");
    }
    CHECK(text_of<error>([&] { write_file_atomically("", writes("new")); }) ==
          "the path names no file. End it in a file name.");
}

TEST_CASE("a folder, pipe or device is never replaced by a file") {
    temporary_folder folder;
    std::filesystem::create_directory(folder.path / "folder");
    REQUIRE(::mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
    for (const auto& path :
         {folder.path / "folder", folder.path / "pipe", std::filesystem::path("/dev/null")}) {
        CHECK(contains(text_of<error>([&] { write_file_atomically(path, writes("new")); }),
                       path.string() + ": a folder or device has this name"));
    }
    CHECK(folder.files() == 2);
}

TEST_CASE("a symbolic link stays a link and the file it leads to is replaced") {
    temporary_folder folder;
    std::filesystem::create_directory(folder.path / "store");
    put_file(folder.path / "store" / "weights-1", "old");
    std::filesystem::create_symlink("store/weights-1", folder.path / "latest");
    write_file_atomically(folder.path / "latest", writes("new"));
    CHECK(std::filesystem::is_symlink(folder.path / "latest"));
    CHECK(file_text(folder.path / "store" / "weights-1") == "new");
}

TEST_CASE("the longest name that the file system takes can be written") {
    temporary_folder folder;
    const auto path = folder.path / std::string(255, 'n');
    write_file_atomically(path, writes("new"));
    CHECK(file_text(path) == "new");
    CHECK(contains(text_of<error>([&] { write_file_atomically(path.string() + "n", writes("new")); }),
                   "the finished file cannot be put in place (File name too long)"));
    CHECK(folder.files() == 1);
}

TEST_CASE("two writers of one name do not share a temporary and the last to commit wins") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    atomic_file first(path);
    atomic_file second(path);
    first.write("first");
    second.write("second");
    CHECK(folder.files() == 2);
    second.commit();
    CHECK(file_text(path) == "second");
    first.commit();
    CHECK(file_text(path) == "first");
    CHECK(folder.files() == 1);
}

TEST_CASE("what a killed process left behind is removed by the next writer of that name only") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        atomic_file file(path);
        file.write("half");
        ::raise(SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    REQUIRE(folder.files() == 1);
    write_file_atomically(folder.path / "other", writes("other"));
    CHECK(folder.files() == 2);
    write_file_atomically(path, writes("new"));
    CHECK(folder.files() == 2);
    CHECK(file_text(path) == "new");
}

TEST_CASE("files that only look like a temporary stay") {
    temporary_folder folder;
    put_file(folder.path / ".weights.partial", "mine");
    put_file(folder.path / ".weights..partial", "mine");
    put_file(folder.path / ".weights.1-x.partial", "mine");
    put_file(folder.path / ".weights.2.1-1.partial", "of weights.2");
    write_file_atomically(folder.path / "weights", writes("new"));
    CHECK(folder.files() == 5);
}

TEST_CASE("many writers at once, each also looking for leftovers, all succeed and leave one whole file") {
    temporary_folder folder;
    const auto path = folder.path / "weights";
    constexpr int processes = 3;
    pid_t children[processes];
    for (pid_t& child : children) {
        child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const std::string text = text_of<std::exception>([&] {
                for (int i = 0; i < 40; ++i) write_file_atomically(path, writes(std::string(10'000, 'c')));
            });
            ::_exit(text.empty() ? 0 : 1);
        }
    }
    for (pid_t child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
    CHECK(file_text(path) == std::string(10'000, 'c'));
    CHECK(folder.files() == 1);
}
