# SPDX-License-Identifier: MIT
# Writes each ```cpp block of a Markdown file to folder/N.cpp, with a #line that makes compilers name the document.
{ sub(/\r$/, "") }

!inside && /^```/ {
    inside = 1
    if ($0 == "```cpp") {
        file = sprintf("%s/%02d.cpp", folder, ++blocks)
        printf "#line %d \"%s\"\n", NR + 1, FILENAME > file
    }
    next
}

inside && /^```[ \t]*$/ {
    inside = 0
    if (file != "") close(file)
    file = ""
    next
}

file != "" { print > file }

END {
    if (inside) {
        print FILENAME ": the last code block is not closed" > "/dev/stderr"
        exit 1
    }
}
