# SPDX-License-Identifier: MIT
# No build system, no flags but the language and where the headers are.
include(${settings})
file(MAKE_DIRECTORY ${work_dir})
execute_process(COMMAND ${compiler} -std=c++20 -O1 -I ${source_dir}/include ${system_includes}
                        ${consumer_dir}/main.cpp -o ${work_dir}/compiler_alone
                COMMAND_ERROR_IS_FATAL ANY COMMAND_ECHO STDOUT)
execute_process(COMMAND ${work_dir}/compiler_alone COMMAND_ERROR_IS_FATAL ANY)
